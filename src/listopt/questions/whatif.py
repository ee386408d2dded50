"""What becomes of a list when something in its scenario is set."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

import pandas as pd

from listopt.formulation import Portfolio
from listopt.pipeline import pose_scenario
from listopt.problem import column
from listopt.questions.frontier import Patience
from listopt.questions.levers import Source
from listopt.questions.nested import best_list
from listopt.report.changes import Change, Moved, Opened, Shifted, Side
from listopt.report.contents import number, summarise
from listopt.scenario import with_settings
from listopt.solution import Solution
from listopt.writeup import Posed

SAME = 1e-9
"""Odds that differ by less than this are the same."""
NAMED = ("name", "city", "state", "specialty")
"""Columns that a program's title is made of."""


def what_if(
    source: Source, settings: Sequence[str], *, today: datetime.date, patience: Patience | None = None
) -> Change:
    """Solve a scenario as it stands and with something set; the second search starts from the first list.

    Parameters
    ----------
    source
        Path of a scenario file, or its content.
    settings
        ``NAME=VALUE``, as `listopt.scenario.with_settings` takes them.
    today
        Date that decides which Match is the coming one when the scenario names none.
    patience
        When to stop; both sides then show the best lists found by then, with their gaps.

    Raises
    ------
    InputError
        With every fault of the scenario or the settings.
    """
    patience = patience or Patience()
    scenarios = [with_settings(source, texts, today=today) for texts in ((), settings)]
    both: list[tuple[Posed, Solution]] = []
    for done, scenario in enumerate(scenarios):
        posed = pose_scenario(scenario, today=today)
        start = both[0][1].portfolio if both else None
        clock = patience.clock(scenario.solver.seconds)
        both.append((posed, best_list(posed, clock, start)))
        patience.tell(done + 1, len(scenarios))
    (before, one), (after, other) = both
    return Change(
        scenario=before.scenario.name,
        season=after.season.year,
        settings=tuple(settings),
        before=side_of(before, one),
        after=side_of(after, other),
        comparable=(before.scenario.weights, before.scenario.goal) == (after.scenario.weights, after.scenario.goal),
        moved=tuple(moved_between(before, after, one.portfolio or Portfolio({}), other.portfolio or Portfolio({}))),
        shifted=_shifted(before, after),
        opened=_opened(before, after),
        closed=_opened(after, before),
        warnings=tuple(warning for warning in after.warnings if warning not in before.warnings),
    )


def side_of(posed: Posed, solution: Solution) -> Side:
    """Figures of one side, re-evaluated without the solver."""
    listed = solution.portfolio is not None
    value, bound, gap = (None if one is None else number(one) for one in (solution.value, solution.bound, solution.gap))
    summary = summarise(posed.problem, solution, posed.odds) if listed else {}
    return Side(solution.status.value, summary, value, bound, gap, solution.conflict)


def titles_of(posed: Posed, codes: Sequence[str]) -> dict[str, str]:
    """Name and place of programs."""
    rows = posed.catalogue.table.reindex(index=list(codes), columns=list(NAMED))
    return {
        str(code): ", ".join(str(part).removesuffix(" Program") for part in row if pd.notna(part)) or str(code)
        for code, row in zip(rows.index, rows.itertuples(index=False), strict=True)
    }


def moved_between(before: Posed, after: Posed, one: Portfolio, other: Portfolio) -> Iterator[Moved]:
    """Programs that enter, leave or change their signal."""
    everyone = sorted({*one.modes, *other.modes})
    codes = [code for code in everyone if one.modes.get(code) != other.modes.get(code)]
    titles = {
        **titles_of(before, codes),
        **titles_of(after, [code for code in codes if code in after.problem.table.index]),
    }
    found = []
    for code in codes:
        old, new = one.modes.get(code), other.modes.get(code)
        posed, mode = (before, old) if new is None else (after, new)
        chance = posed.problem.table[column("p_interview", mode or "")][code]
        told = None if pd.isna(chance) else number(float(chance))
        found.append(Moved(code, titles[code], str(posed.problem.specialty[code]), old, new, told))
    yield from sorted(found, key=lambda moved: (moved.specialty, moved.program_id))


def _shifted(before: Posed, after: Posed) -> tuple[Shifted, ...]:
    """Programs open on both sides whose odds differ, the largest difference first."""
    one, other = _odds(before), _odds(after)
    both = one.index.intersection(other.index)
    apart = (other[both] - one[both]).abs()
    codes = sorted(apart.index[apart > SAME], key=lambda code: (-round(float(apart[code]), 12), str(code)))
    titles = titles_of(after, codes)
    return tuple(Shifted(code, titles[code], number(float(one[code])), number(float(other[code]))) for code in codes)


def _odds(posed: Posed) -> pd.Series[float]:
    table = posed.problem.table
    return table["p_interview"].fillna(table["p_match"]).astype(float)


def _opened(shut: Posed, open_: Posed) -> tuple[Opened, ...]:
    """Programs that are open on the second side only, and why they are not on the first."""
    reasons = shut.eligibility.excluded
    absent = sorted(set(open_.problem.table.index) - set(shut.problem.table.index))
    titles = titles_of(open_, absent)
    known = {code: str(reasons[code]) for code in absent if code in reasons.index}
    return tuple(Opened(code, titles[code], known.get(code, "not in the catalogue")) for code in absent)
