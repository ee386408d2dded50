"""Branch and bound over whole numbers of applications: in all, per band, per specialty.

Shares of a list that cannot be met exactly by whole applications leave a gap between relaxation and list that no
single pick explains. Branching on how many applications go to a group closes it: each branch is the relaxation with two
more limits, solved from the basis of the last one.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import replace

import numpy as np

from listopt.formulation import Formulation, Row
from listopt.solver.found import Found, Limits, better
from listopt.solver.pieces import decide
from listopt.solver.relaxation import Relaxation, Relaxed
from listopt.solver.rounds import rounds

MOST_BRANCHES = 120
"""Branches looked at before the search gives up on the gap."""
POLISHING_BRANCHES = 8
"""Branches looked at even when the asked gap is reached."""
WHOLE = 1e-4
"""Distance from a whole number within which a count is taken for whole."""


def branch(relaxation: Relaxation, root: Relaxed, found: Found, limits: Limits) -> Found:
    """Lower the bound, and improve the list, branch by branch; the branch with the highest bound comes first."""
    home = relaxation.formulation
    waiting = [(-root.bound, 0, home, root)]
    settled = -math.inf
    number = 0
    while waiting and number < MOST_BRANCHES and limits.clock() > 0:
        if limits.reached(found, number >= POLISHING_BRANCHES) or settled >= -waiting[0][0]:
            break
        _, _, here, relaxed = heapq.heappop(waiting)
        count = _broken_count(relaxation, relaxed)
        if count is None:
            found, bound = _leaf(relaxation, here, relaxed, found, limits)
            settled = max(settled, bound)
        else:
            for half in _halves(here, *count):
                number += 1
                found, below = _explore(relaxation, half, found, limits)
                if below is None:
                    settled = max(settled, relaxed.bound)
                elif below.bound > found.value:
                    heapq.heappush(waiting, (-min(below.bound, relaxed.bound), number, half, below))
        limit = max(settled, -waiting[0][0] if waiting else -math.inf, found.value)
        found = replace(found, bound=min(found.bound, limit))
        limits.tell(found)
    relaxation.limit_counts(home)
    return found


def _broken_count(relaxation: Relaxation, relaxed: Relaxed) -> tuple[int, float] | None:
    """Find the counting row that is farthest from a whole number, and its value; large groups weigh more."""
    values = relaxation.judge.row_terms @ relaxed.picks
    counting = np.array([row.counts for row in relaxation.judge.formulation.rows], dtype=bool)
    if not counting.any():
        return None
    distance = np.where(counting, np.abs(values - np.round(values)), 0.0)
    place = int(np.argmax(np.where(distance > WHOLE, distance * values, 0.0)))
    return (place, float(values[place])) if distance[place] > WHOLE else None


def _halves(here: Formulation, place: int, value: float) -> tuple[Formulation, Formulation]:
    """Split the lists by a counting row: at most the whole number below, at least the one above."""
    row = here.rows[place]
    below = replace(row, high=min(row.high, math.floor(value)))
    above = replace(row, low=max(row.low, math.floor(value) + 1.0))
    return _with_row(here, place, below), _with_row(here, place, above)


def _with_row(here: Formulation, place: int, row: Row) -> Formulation:
    return replace(here, rows=(*here.rows[:place], row, *here.rows[place + 1 :]))


def _explore(relaxation: Relaxation, here: Formulation, found: Found, limits: Limits) -> tuple[Found, Relaxed | None]:
    """Solve the relaxation of one branch."""
    relaxation.limit_counts(here)
    last: Relaxed | None = None
    for relaxed in rounds(relaxation, limits.gap / 20, limits.clock):
        found = better(relaxation.judge, found, relaxed.picks > 0.5)
        last = relaxed
        if relaxed.bound <= found.value:
            break
    return found, last


def _leaf(
    relaxation: Relaxation, here: Formulation, relaxed: Relaxed, found: Found, limits: Limits
) -> tuple[Found, float]:
    """Decide single picks where all counts are whole; returns what is found and the limit of the branch's lists."""
    relaxation.limit_counts(here)
    inside = decide(relaxation, relaxed, replace(found, bound=relaxed.bound), limits)
    return replace(found, taken=inside.taken, value=inside.value), inside.bound
