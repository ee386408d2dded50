"""What the page of a report needs: from a scenario everything, from a saved result what it holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from listopt.errors import InputError
from listopt.importers import read_catalogue, shipped_catalogues
from listopt.pipeline import solve_scenario
from listopt.report.contents import Report
from listopt.report.html import Extras, Located
from listopt.report.page import tidy
from listopt.report.record import Record
from listopt.report.saved import read_result, report_of
from listopt.scenario import read_scenario
from listopt.simulation import simulate
from listopt.solution import Status
from listopt.solver import Progress

if TYPE_CHECKING:
    from listopt.catalogue import Catalogue
    from listopt.questions.frontier import Patience
    from listopt.report.curve import Curve

SEASONS, SEED = 20_000, 1
"""Seasons played for the distribution of interviews, and the start of the random numbers."""
STEPS = 7
"""Points of the curve over the budget."""
IN_RESULT = ("the season and the gap that was asked for", "the lines of the bill and the limits of signals",
             "warnings and assumptions", "the applicant's own columns")  # fmt: skip
"""What a saved result does not hold."""


@dataclass(frozen=True)
class Content:
    """A report, what its page shows beside it, and how the solve ended."""

    report: Report
    extras: Extras
    status: str


def scenario_content(
    path: Path, *, today: datetime.date, patience: Patience, progress: Progress | None = None
) -> Content:
    """Solve a scenario, place its programs and play its list; on an interruption with the best list so far.

    Raises
    ------
    InputError
        With every fault of the scenario or catalogue.
    """
    scenario = read_scenario(path)
    clock = patience.clock(scenario.solver.seconds)
    outcome = solve_scenario(scenario, today=today, clock=clock, progress=progress)
    if outcome.status is Status.INFEASIBLE:
        from listopt.questions.repairs import with_repairs  # here because most scenarios need no repair

        outcome = with_repairs(outcome, clock=clock)
    posed, portfolio = outcome.posed, outcome.solution.portfolio
    played = None
    if portfolio is not None and portfolio.programs:
        played = simulate(posed.problem, portfolio, seasons=SEASONS, seed=SEED)
    return Content(outcome.report, Extras(located(posed.catalogue), played), outcome.status.value)


def with_frontier(content: Content, path: Path, *, today: datetime.date, patience: Patience) -> Content:
    """Add the curve of best lists over the budget, as far as there is time for it."""
    from listopt.questions.frontier import Window, frontier  # here because a page without the curve does without

    if not content.report.result["portfolio"]:
        return content
    try:
        curve: Curve | None = frontier(path, "budget", today=today, window=Window(steps=STEPS), patience=patience)
        missing: tuple[str, ...] = ()
    except InputError as error:
        curve, missing = None, (f"The curve over the budget: {'; '.join(str(fault) for fault in error.faults)}.",)
    extras = replace(content.extras, curve=curve, missing=(*content.extras.missing, *missing))
    return replace(content, extras=extras)


def result_content(path: Path) -> Content:
    """Read a saved result; programs are placed where its catalogue comes with listopt and has not changed.

    Raises
    ------
    InputError
        When the file does not hold a result.
    """
    result = read_result(path)
    catalogue, why = _same_catalogue(Record(result, tidy).record("inputs").values)
    missing = (
        f"A saved result does not hold {', '.join(IN_RESULT[:-1])}, and {IN_RESULT[-1]}.",
        "Seasons were not played and the curve over the budget was not computed: both need the scenario.",
        *([why] if why else []),
    )
    programs = located(catalogue) if catalogue else {}
    return Content(report_of(result), Extras(programs, missing=missing), str(result["status"]))


def _same_catalogue(inputs: Mapping[str, object]) -> tuple[Catalogue | None, str]:
    """Shipped catalogues that a result was made with; else None, and why."""
    names = [name for name in inputs if name in shipped_catalogues()]
    if not names:
        return None, "The map is missing, and names of programs left out: the result names no catalogue of listopt."
    catalogue = read_catalogue(names, Path())
    changed = [name for name in names if catalogue.digests[name] != inputs[name]]
    if changed:
        return None, f"The map is missing, and names of programs left out: {', '.join(changed)} has changed since."
    return catalogue, ""


def places(files: Sequence[Path]) -> dict[str, Located]:
    """Names and places of the programs of several scenarios and saved results, as far as they can be read.

    A file that has faults has no programs here; who solves it says what is wrong with it.
    """
    found: dict[str, Located] = {}
    read: set[tuple[object, ...]] = set()
    for path in files:
        try:
            if path.suffix.lower() == ".json":
                catalogue, _ = _same_catalogue(Record(read_result(path), tidy).record("inputs").values)
                found = {**(located(catalogue) if catalogue else {}), **found}
                continue
            scenario = read_scenario(path)
            if (key := (scenario.catalogue, scenario.base)) not in read:
                found = {**located(read_catalogue(scenario.catalogue, scenario.base)), **found}
                read.add(key)
        except InputError:
            continue
    return found


def located(catalogue: Catalogue) -> dict[str, Located]:
    """Names and places of the programs of a catalogue."""
    table = catalogue.table
    texts = [_texts(table, name) for name in ("name", "specialty", "city", "state")]
    degrees = [_degrees(table, name) for name in ("latitude", "longitude")]
    return {str(code): Located(*row) for code, *row in zip(table.index, *texts, *degrees, strict=True)}


def _texts(table: pd.DataFrame, name: str) -> Iterator[str]:
    column = table[name].fillna("") if name in table else pd.Series("", index=table.index)
    return iter(column.astype(str))


def _degrees(table: pd.DataFrame, name: str) -> Iterator[float | None]:
    if name not in table:
        return iter([None] * len(table))
    return (None if missing else value for value, missing in zip(table[name], table[name].isna(), strict=True))
