"""What is known of one side of a comparison: a scenario, solved, or a result saved earlier."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd

from listopt.catalogue import own_tier
from listopt.comparing.entrants import Entrant
from listopt.comparing.inputs import SCENARIO, common_inputs, scenario_inputs
from listopt.pipeline import pose_scenario, solve_posed
from listopt.problem import column
from listopt.questions.whatif import side_of, titles_of
from listopt.report.changes import Side
from listopt.report.contents import Json
from listopt.report.guided import guided_json
from listopt.report.record import Record
from listopt.report.saved import read_result
from listopt.scenario import with_settings
from listopt.simulation.together import Standing
from listopt.solution import Solution
from listopt.writeup import Posed, guided_of, versions, warnings_of

CHANCES = ("p_interview", "p_match")
LISTING = ("name", "specialty", "city", "state", "signal", *CHANCES, "utility", "rho")
"""Columns of a list."""
READ = ("specialty", "institution", "region", "state", "ties", "takes_signals", "j1", "h1b",
        "img_share", "us_img_share", "non_us_img_share")  # fmt: skip
"""Columns of the catalogue that odds read, beside rates of interviews and own odds."""
Rows = dict[str, dict[str, object]]
"""Program -> column -> cell."""
SOLVED = ("optimal", "feasible")
"""Statuses of a saved result that has a list."""


@dataclass(frozen=True, eq=False)
class Facts:
    """What is known of a side; plain enough to be sent from one process to another.

    Attributes
    ----------
    title, season, side, warnings
        As in `listopt.report.comparing.comparison.Contender`.
    listing
        Programs of the list: index program_id, columns `LISTING`; ``signal`` is "" without one, NaN is not known.
    shut
        Program -> why it is not open.
    inputs
        Part -> name -> value, as in `listopt.report.comparing.comparison.Difference`; ``scenario`` is missing in a
        saved result.
    titles
        Open program -> its name and place; in a saved result, programs of the list only.
    odds
        Way of applying -> chances: index program_id, columns `CHANCES`.
    terms
        Log odds of open programs, as `listopt.odds.Odds` has them; None in a saved result.
    cells
        Cells of open programs that odds read: index program_id; None in a saved result.
    """

    title: str
    season: int | None
    side: Side
    listing: pd.DataFrame
    shut: Mapping[str, str]
    inputs: Mapping[str, Mapping[str, Json]]
    titles: Mapping[str, str]
    odds: Mapping[str, pd.DataFrame]
    terms: pd.DataFrame | None = None
    cells: pd.DataFrame | None = None
    warnings: tuple[str, ...] = field(default=())

    @property
    def saved(self) -> bool:
        """Whether only the result is known, not the scenario."""
        return self.terms is None

    @property
    def standing(self) -> Standing | None:
        """The list, ready to be played; None when a number that this needs is missing or impossible."""
        figures = self.listing[["p_match", "utility", "rho"]].astype(float)
        if not (figures.ge(0) & figures.le([1.0, np.inf, 0.99])).to_numpy().all():
            return None
        p_match, utility, rho = (figures[name].round(9).to_numpy() for name in figures)
        return Standing([str(code) for code in figures.index], p_match, utility, rho)


def by_program(table: pd.DataFrame) -> Rows:
    """Rows of a table by program."""
    return cast("Rows", table.to_dict("index"))


def solved_facts(entrant: Entrant, *, today: datetime.date, clock: Callable[[float], Callable[[], float]]) -> Facts:
    """Solve a scenario and keep what a comparison needs.

    Parameters
    ----------
    entrant
        The scenario, and what to set in it.
    today
        Date that decides which Match is the coming one when the scenario names none.
    clock
        Time limit in seconds -> seconds left of it.

    Raises
    ------
    InputError
        With every fault of the scenario or the settings.
    """
    posed = pose_scenario(with_settings(entrant.path, entrant.settings, today=today), today=today)
    solution = solve_posed(posed, clock=clock(posed.scenario.solver.seconds))
    guided = guided_of(posed)
    digests = {**posed.catalogue.digests, **({own.name: own.digest} if (own := posed.coefficients) else {})}
    cells = posed.catalogue.table.loc[posed.problem.table.index]
    return Facts(
        title=posed.scenario.name,
        season=posed.season.year,
        side=side_of(posed, solution),
        listing=_listing(posed, solution),
        shut={str(code): str(reason) for code, reason in posed.eligibility.excluded.items()},
        inputs={
            SCENARIO: scenario_inputs(posed.scenario) | {"season": posed.season.year},
            **common_inputs(guided_json(guided) if guided else {}, digests, versions()),
        },
        titles=titles_of(posed, list(posed.problem.table.index)),
        odds=_odds(posed),
        terms=posed.odds.terms,
        cells=cells[[name for name in cells if _read_by_odds(str(name))]],
        warnings=warnings_of(posed, solution.portfolio),
    )


def _listing(posed: Posed, solution: Solution) -> pd.DataFrame:
    if solution.portfolio is None:
        return pd.DataFrame(columns=list(LISTING), dtype=object)
    return posed.valued.chosen(solution.portfolio).reindex(columns=list(LISTING))


def _odds(posed: Posed) -> dict[str, pd.DataFrame]:
    """Chances of all open programs, for each way of applying that they offer."""
    table = posed.problem.table
    found = {}
    for mode in posed.problem.modes:
        named = {column(name, mode): name for name in CHANCES}
        found[mode] = table.reindex(columns=list(named)).rename(columns=named).dropna(how="all")
    return found


def _read_by_odds(name: str) -> bool:
    return name in READ or name.startswith("interview_rate_") or name in CHANCES or bool(own_tier(name)[1])


def saved_facts(path: Path) -> Facts:
    """Read a result that was saved earlier.

    Raises
    ------
    InputError
        When the file is no result.
    """
    written = read_result(path)
    result = Record(written, str)
    status, objective = result.text("status"), result.record("objective")
    listing = _saved_listing(result)
    named = listing[["name", "city", "state", "specialty"]].itertuples()
    return Facts(
        title=result.text("scenario"),
        season=None,
        side=Side(
            status=status,
            summary=cast("dict[str, Json]", written["summary"]) if status in SOLVED else {},
            objective=objective.number("value"),
            bound=objective.number("bound"),
            gap=objective.number("gap"),
            conflict=result.texts("conflict"),
        ),
        listing=listing,
        shut={row.text("program_id"): row.text("reason") for row in result.records("excluded")},
        inputs=common_inputs(
            *(cast("dict[str, Json]", written.get(key) or {}) for key in ("strategy", "inputs", "versions"))
        ),
        titles={str(code): ", ".join(filter(None, texts)) for code, *texts in named},
        odds={str(mode): rows[list(CHANCES)] for mode, rows in listing.groupby("signal")},
    )


def _saved_listing(result: Record) -> pd.DataFrame:
    """Programs of a saved list, columns `LISTING`; what is no number is not known."""
    loading = result.record("summary").record("correlation")
    rows = {
        row.text("program_id"): [
            *(row.text(name) for name in LISTING[:5]),
            *(row.number(name) for name in LISTING[5:8]),
            loading.number(row.text("specialty")),
        ]
        for row in result.records("portfolio")
    }
    listing = pd.DataFrame.from_dict(rows, orient="index", columns=list(LISTING))
    return listing.astype(dict.fromkeys(LISTING[5:], float))
