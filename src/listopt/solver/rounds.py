"""Rounds of the relaxation: solve, add the tangents and picks that were missing, solve again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from listopt.formulation import Formulation, Indices
from listopt.solver.relaxation import Relaxation, Relaxed

FIRST_ROUND = 2.0
"""Seconds that the first round may take whatever the limit, so that there always is a list and a bound."""
MOST_COLUMNS = 100
"""Picks added in one round: the linear program solves quickly again after few, and most of many would not be used."""
STALLED = 1e-9
"""Relative fall of the bound in one round below which further rounds are idle: the accuracy of a simplex code."""
MOST_IDLE = 8
"""Idle rounds in a row after which floors that the relaxation's picks miss are left to the branches."""


def rounds(relaxation: Relaxation, gap: float, clock: Callable[[], float]) -> Iterator[Relaxed]:
    """Solve, then add the missing tangents and columns; yields each round until nothing is missing or time is up.

    ``gap`` is the relative accuracy asked of the relaxation itself.
    """
    seconds, before, idle = max(clock(), FIRST_ROUND), np.inf, 0
    while (relaxed := relaxation.solve(seconds)) is not None:
        yield relaxed
        seconds = clock()
        missing = _missing_columns(relaxation, relaxed)
        value = relaxation.value(relaxed.picks)
        size = max(abs(value), 1e-9)
        stalled = before - relaxed.bound <= STALLED * size
        idle = idle + 1 if stalled else 0
        settled = idle > MOST_IDLE or relaxation.floors_kept(relaxed.picks)
        if not len(missing) and settled and (stalled or relaxed.bound - value <= gap * size):
            return
        before = relaxed.bound
        relaxation.add_columns(missing)
        relaxation.add_tangents(relaxation.survival(relaxed.picks))


def first_columns(formulation: Formulation) -> Indices:
    """Choose picks to begin with: the most promising of each mode, those in rows with a lower limit included."""
    promise = formulation.linear + sum((curve.worth for curve in formulation.curves), np.zeros(len(formulation.picks)))
    promise = promise * formulation.hazards.mean(axis=1)
    chosen = [np.argsort(-promise, kind="stable")[:100]]
    groups = [formulation.picks.mode == mode for mode in np.unique(formulation.picks.mode)]
    groups += [row.terms > 0 for row in formulation.rows if np.isfinite(row.low)]
    for group in groups:
        members = np.flatnonzero(group)
        chosen.append(members[np.argsort(-promise[members], kind="stable")][:60])
    return np.unique(np.concatenate(chosen))


def _missing_columns(relaxation: Relaxation, relaxed: Relaxed, most: int = MOST_COLUMNS) -> Indices:
    """Picks outside the LP that would raise its value, best first."""
    inside = np.zeros(len(relaxed.limit.reduced), dtype=bool)
    inside[list(relaxation.columns)] = True
    program = relaxation.formulation.picks.program
    present = np.zeros(len(relaxation.formulation.picks.programs))
    np.maximum.at(present, program[inside], relaxed.limit.reduced[inside])
    surplus = np.where(inside, 0.0, relaxed.limit.reduced - present[program])
    missing = np.flatnonzero(surplus > 1e-9)
    return missing[np.argsort(-surplus[missing], kind="stable")][:most]
