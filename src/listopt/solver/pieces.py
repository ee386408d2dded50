"""Pieces of the problem for CP-SAT: the most doubtful picks free, the others as they are."""

from __future__ import annotations

import itertools
import math
import time
from dataclasses import dataclass, replace

import numpy as np

from listopt.formulation import Formulation, Indices, Vector
from listopt.solver.evaluate import Taken, evaluator
from listopt.solver.found import EQUAL, POLISH, Found, Limits, better
from listopt.solver.integer import Effort, IntegerModel
from listopt.solver.levels import blocks
from listopt.solver.relaxation import Relaxation, Relaxed

PIECES = ((60, 0.1), (120, 0.3), (250, 1.0), (500, 3.0))
"""Free picks and deterministic effort of each piece, smallest first."""
FEW_LISTS = 4096
"""So many lists are rather looked at one by one."""
POLISHING_PIECES = 3
"""Pieces decided even when the asked gap is reached."""
FEASIBILITY = 60.0
"""Deterministic effort for the question whether any list keeps the linear rules."""
FIRST_LIST = 2.0
"""Seconds granted at least for finding a first list, even when time is up."""
AROUND = (0.8, 0.9, 0.95, 0.98, 1.0, 1.02, 1.05, 1.1, 1.25)
"""Tangents of a piece stand at these multiples of the survival of the list it starts from."""


@dataclass(frozen=True)
class Regrets:
    """What the bound loses, per pick, when its preferred decision is turned round.

    ``preferred`` is the decision the bound rests on: the best pick of each program that gains. A pick whose regret
    exceeds the distance between bound and value keeps its preferred decision in every better list (reduced-cost
    fixing); only decisions with less regret are open.
    """

    preferred: Taken
    size: Vector

    def open_picks(self, distance: float) -> Indices:
        """Picks whose decision is open when bound and value are ``distance`` apart."""
        return np.flatnonzero(self.size <= distance * (1 + EQUAL) + EQUAL)


def regrets(formulation: Formulation, relaxed: Relaxed, value: float) -> Regrets:
    """Regrets of all picks, given the value of the best list known."""
    program, reduced = formulation.picks.program, relaxed.limit.reduced
    gain = np.zeros(len(formulation.picks.programs))
    np.maximum.at(gain, program, reduced)
    best = np.full(len(gain), -1, dtype=np.int64)
    order = np.lexsort((-np.arange(len(reduced)), reduced))
    best[program[order]] = order
    others = np.ones(len(reduced), dtype=bool)
    others[best] = False
    second = np.zeros(len(gain))
    np.maximum.at(second, program[others], reduced[others])
    preferred = np.zeros(len(reduced), dtype=bool)
    preferred[best[gain > 0]] = True
    may_shut = relaxed.limit.shut_bound > value
    dropping = np.zeros(len(reduced)) if may_shut else (gain - second)[program]
    return Regrets(preferred, np.where(preferred, dropping, gain[program] - reduced))


def first_list(relaxation: Relaxation, relaxed: Relaxed, found: Found, limits: Limits) -> Found:
    """Find a list near the relaxation's picks, else any list that keeps the linear rules, else prove there is none."""
    doubts = regrets(relaxation.formulation, relaxed, found.value)
    n_free, effort = PIECES[1]
    free = np.argsort(doubts.size, kind="stable")[:n_free]
    found = _piece(relaxation, relaxed, found, relaxed.picks > 0.5, free, effort, limits)[0]
    if found.taken is not None:
        return found
    grace = time.monotonic() + FIRST_LIST
    patient = replace(limits, clock=lambda: max(limits.clock(), grace - time.monotonic()))
    taken, none = any_list(relaxation.formulation, patient)
    return replace(found, bound=-np.inf) if none else better(relaxation.judge, found, taken)


def any_list(formulation: Formulation, limits: Limits) -> tuple[Taken | None, bool]:
    """Find a list that keeps the hard rows, goals and floors aside.

    Returns the list, or None, and whether it is proven that there is none. Without a list and a proof, time ran out.
    """
    rows_only = replace(formulation.keeping(formulation.hard_rules), floors=())
    everything = np.arange(len(rows_only.picks))
    nothing = np.zeros(len(everything), dtype=bool)
    model = IntegerModel(
        rows_only, blocks(rows_only, nothing.astype(float), 1.0, 1), evaluator(rows_only), nothing, everything
    )
    piece = model.decide(-np.inf, Effort(FEASIBILITY, limits.seed), limits.clock, gap=0.5)
    return piece.taken, piece.bound == -np.inf


def decide(relaxation: Relaxation, relaxed: Relaxed, found: Found, limits: Limits) -> Found:
    """Free ever more picks, the most doubtful first, until the gap is proven.

    ``found.bound`` must be a limit for the lists that the relaxation speaks of; it is lowered when all open picks
    could be decided.
    """
    tried = -1
    for number, (n_free, effort) in enumerate(PIECES):
        if limits.reached(found, number >= POLISHING_PIECES) or limits.clock() <= 0 or found.taken is None:
            break
        doubts = regrets(relaxation.formulation, relaxed, found.value)
        free = doubts.open_picks(relaxed.bound - found.value)
        if len(free) == tried:
            break
        if _n_lists(relaxation.formulation, free) <= FEW_LISTS:
            found = _look_at_all(relaxation, found, doubts.preferred, free)
            return replace(found, bound=found.value)
        if len(free) <= n_free:
            tried = len(free)
            found, bound = _piece(relaxation, relaxed, found, doubts.preferred, free, effort, limits)
            found = replace(found, bound=min(found.bound, max(bound, found.value)))
        elif found.taken is not None:
            free = np.argsort(doubts.size, kind="stable")[:n_free]
            found = _piece(relaxation, relaxed, found, found.taken, free, effort, limits)[0]
        limits.tell(found)
    return found


def _n_lists(formulation: Formulation, free: Indices) -> int:
    """Number of ways to decide the free picks."""
    _, modes = np.unique(formulation.picks.program[free], return_counts=True)
    return math.prod((modes + 1).tolist()) if len(modes) <= math.log2(FEW_LISTS) else FEW_LISTS + 1


def _look_at_all(relaxation: Relaxation, found: Found, base: Taken, free: Indices) -> Found:
    """Try every way to decide the free picks."""
    program = relaxation.formulation.picks.program
    choices = [(-1, *free[program[free] == one].tolist()) for one in np.unique(program[free]).tolist()]
    rest = base.copy()
    rest[free] = False
    for chosen in itertools.product(*choices):
        taken = rest.copy()
        taken[[pick for pick in chosen if pick >= 0]] = True
        found = better(relaxation.judge, found, taken)
    return found


def _piece(
    relaxation: Relaxation, relaxed: Relaxed, found: Found, base: Taken, free: Indices, effort: float, limits: Limits
) -> tuple[Found, float]:
    """Decide the free picks; returns the better list, and the limit of all lists that agree with ``base`` elsewhere."""
    model = IntegerModel(relaxation.formulation, relaxation.blocks, relaxation.judge, base, np.sort(free))
    start = found.taken if found.taken is not None else base
    for factor in AROUND:
        model.add_tangents(relaxation.survival(start.astype(float)) * factor)
    if relaxed.limit.shut_bound <= found.value:
        model.add_limit(relaxed.limit.intercept, relaxed.limit.reduced)
    slack = limits.gap * POLISH * max(abs(found.value), 1e-9) if found.taken is not None else 0.0
    piece = model.decide(found.value, Effort(effort, limits.seed), limits.clock, gap=slack, start=start)
    return better(relaxation.judge, found, piece.taken), piece.bound
