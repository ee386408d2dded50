"""Branch and bound over gates and whole numbers of applications: in all, per band, per specialty.

A charge that falls due once, and shares of a list that whole applications cannot meet exactly, leave a gap between
relaxation and list that no single pick explains. Branching on whether the charge is due, and on how many applications
go to a group, closes it: each branch is the relaxation with one more limit, solved from the basis of the last one.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import replace

import numpy as np

from listopt.formulation import Formulation, Gate
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
        ceiling, _, here, relaxed = heapq.heappop(waiting)
        halves = _halves(relaxation, here, relaxed)
        if not halves:
            found, bound = _leaf(relaxation, here, relaxed, found, limits)
            settled = max(settled, min(bound, -ceiling))
        for half in halves:
            number += 1
            found, below = _explore(relaxation, half, found, limits)
            if below is None:
                settled = max(settled, min(relaxed.bound, -ceiling))
            elif below.bound > found.value:
                heapq.heappush(waiting, (max(-below.bound, ceiling), number, half, below))
        limit = max(settled, -waiting[0][0] if waiting else -math.inf, found.value)
        found = replace(found, bound=min(found.bound, limit))
        limits.tell(found)
    relaxation.restrict(home)
    return found


def _halves(relaxation: Relaxation, here: Formulation, relaxed: Relaxed) -> tuple[Formulation, ...]:
    """Split the lists in two where the relaxation is undecided: by a gate, else by a count; nothing when decided."""
    gates = relaxation.judge.gates(relaxed.picks)
    for gate in here.gates:
        if gate.fixed is None and WHOLE < gates[gate.name] < 1 - WHOLE:
            return _with_gate(here, gate, fixed=True), _with_gate(here, gate, fixed=False)
    count = _broken_count(relaxation, relaxed)
    if count is None:
        return ()
    place, value = count
    row = here.rows[place]
    below = replace(row, high=min(row.high, math.floor(value)))
    above = replace(row, low=max(row.low, math.floor(value) + 1.0))
    return tuple(replace(here, rows=(*here.rows[:place], half, *here.rows[place + 1 :])) for half in (below, above))


def _with_gate(here: Formulation, chosen: Gate, *, fixed: bool) -> Formulation:
    """Fix a gate; an open one opens the wider gates around it, a shut one shuts the narrower ones inside."""
    gates = []
    for gate in here.gates:
        inner, outer = (chosen, gate) if fixed else (gate, chosen)
        follows = bool((inner.members <= outer.members).all())
        gates.append(replace(gate, fixed=fixed) if follows else gate)
    return replace(here, gates=tuple(gates))


def _broken_count(relaxation: Relaxation, relaxed: Relaxed) -> tuple[int, float] | None:
    """Find the counting row that is farthest from a whole number, and its value; large groups weigh more."""
    values = relaxation.judge.row_terms @ relaxed.picks
    counting = np.array([row.counts for row in relaxation.judge.formulation.rows], dtype=bool)
    if not counting.any():
        return None
    distance = np.where(counting, np.abs(values - np.round(values)), 0.0)
    place = int(np.argmax(np.where(distance > WHOLE, distance * values, 0.0)))
    return (place, float(values[place])) if distance[place] > WHOLE else None


def _explore(relaxation: Relaxation, here: Formulation, found: Found, limits: Limits) -> tuple[Found, Relaxed | None]:
    """Solve the relaxation of one branch."""
    relaxation.restrict(here)
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
    relaxation.restrict(here)
    inside = decide(relaxation, relaxed, replace(found, bound=relaxed.bound), limits)
    return replace(found, taken=inside.taken, value=inside.value), inside.bound
