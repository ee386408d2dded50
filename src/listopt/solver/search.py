"""From relaxation to list: round, decide the doubtful picks with CP-SAT, prove what is left."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from listopt.formulation import Formulation, Indices, Vector
from listopt.solver.core import any_list
from listopt.solver.evaluate import Taken
from listopt.solver.integer import Effort, IntegerModel
from listopt.solver.levels import blocks
from listopt.solver.relaxation import Relaxation, Relaxed
from listopt.solver.rounds import first_columns, rounds

POLISH = 0.02
"""Share of the asked gap below which the search stops at once; above it, a little effort still goes into the list."""
PIECES = ((60, 0.1), (120, 0.3), (250, 1.0), (500, 4.0), (1000, 10.0))
"""Free picks and deterministic effort of each CP-SAT piece, smallest first; a last one frees all that is not proven."""
EQUAL = 1e-9
"""Difference below which a pick's regret counts as equal to the distance between bound and value."""
POLISHING_PIECES = 2
"""Pieces solved even when the asked gap is reached."""


@dataclass(frozen=True)
class Limits:
    """When to stop: relative gap, seconds left (a callable that also turns 0 on interruption), random seed."""

    gap: float
    clock: Callable[[], float]
    seed: int
    progress: Callable[[float | None, float | None], None]

    def tell(self, found: Found) -> None:
        """Report progress."""
        self.progress(None if found.taken is None else found.value, found.bound if math.isfinite(found.bound) else None)


@dataclass(frozen=True)
class Found:
    """Best list so far and the proven limit of all lists.

    ``taken`` is None when no list is known; ``bound`` is -inf when it is proven that none keeps the rules.
    """

    taken: Taken | None
    value: float
    bound: float

    def scaled(self, factor: float) -> Found:
        """Multiply value and bound."""
        return Found(self.taken, self.value * factor, self.bound * factor)

    @property
    def gap(self) -> float:
        """Relative distance between bound and value."""
        if self.taken is None:
            return math.inf
        return max(0.0, self.bound - self.value) / max(abs(self.value), 1e-9)


def search(formulation: Formulation, limits: Limits) -> Found:
    """Find a list and prove how good it is, up to the asked gap or until time runs out.

    The level form is cut to measure: roughly for a guess of the list, then finely for the list of the relaxation.
    """
    found = Found(None, -math.inf, math.inf)
    guess = np.zeros(len(formulation.picks))
    guess[first_columns(formulation)] = 0.2
    columns = first_columns(formulation)
    for accuracy, most in ((0.5, 10), (0.05, 60), (0.01, 240)):
        tolerance = accuracy * limits.gap * _size(formulation, guess)
        relaxation = Relaxation(formulation, blocks(formulation, guess, tolerance, most))
        relaxation.add_columns(columns)
        relaxed, found = _relax(relaxation, found, accuracy * limits.gap, limits)
        if relaxed is None:
            break
        if found.taken is None:
            found = _first_list(relaxation, relaxed, found, limits)
        if accuracy < 0.5 and found.taken is not None:
            found = _decide(relaxation, relaxed, found, limits)
        limits.tell(found)
        if found.gap <= limits.gap * POLISH or found.bound == -math.inf or limits.clock() <= 0:
            break
        if accuracy < 0.5 and found.gap <= limits.gap:
            break
        guess, columns = relaxed.picks, np.array(sorted(relaxation.columns), dtype=np.int64)
    return found


def _size(formulation: Formulation, picks: Vector) -> float:
    """Rough size of the curved part of the objective, for turning relative accuracy into absolute."""
    missed = np.exp(-(formulation.hazards * picks[:, None]).sum(axis=0)) @ formulation.nodes.weight
    return sum(float(curve.worth.max(initial=0.0)) for curve in formulation.curves) * float(1 - missed) + 1e-9


def _relax(relaxation: Relaxation, found: Found, accuracy: float, limits: Limits) -> tuple[Relaxed | None, Found]:
    """Solve the relaxation, rounding every round's picks to a list."""
    relaxed: Relaxed | None = None
    for relaxed in rounds(relaxation, accuracy, limits.clock):
        found = _better(relaxation, found, relaxed.picks > 0.5)
        found = replace(found, bound=min(found.bound, relaxed.bound))
        limits.tell(found)
    return relaxed, found


def _better(relaxation: Relaxation, found: Found, taken: Taken | None) -> Found:
    """Keep the better of the present list and another, if that keeps the rules."""
    if taken is None or relaxation.judge.broken(taken) or not _one_mode(relaxation.formulation, taken):
        return found
    value = relaxation.judge.value(taken)
    return replace(found, taken=taken, value=value) if value > found.value else found


def _one_mode(formulation: Formulation, taken: Taken) -> bool:
    programs = formulation.picks.program[taken]
    return len(np.unique(programs)) == len(programs)


def _first_list(relaxation: Relaxation, relaxed: Relaxed, found: Found, limits: Limits) -> Found:
    """Find a list near the relaxation's picks, else any list at all, else prove that there is none."""
    regret = regrets(relaxation.formulation, relaxed, found)
    doubtful = np.sort(np.argsort(regret, kind="stable")[: PIECES[1][0]])
    effort = Effort(PIECES[1][1], max(limits.clock(), 0.05), limits.seed)
    found = _piece(relaxation, relaxed, found, relaxed.picks > 0.5, doubtful, effort, limits, proving=False)
    if found.taken is not None:
        return found
    formulation = relaxation.formulation
    taken, none = any_list(formulation, formulation.hard_rules, limits.clock(), limits.seed)
    return replace(found, bound=-math.inf) if none else _better(relaxation, found, taken)


def _decide(relaxation: Relaxation, relaxed: Relaxed, found: Found, limits: Limits) -> Found:
    """Free ever more picks, the most doubtful first, until the gap is proven."""
    for number, (n_free, effort) in enumerate(PIECES):
        if found.gap <= limits.gap * POLISH or (found.gap <= limits.gap and number >= POLISHING_PIECES):
            return found
        if limits.clock() <= 0 or found.taken is None:
            return found
        regret = regrets(relaxation.formulation, relaxed, found)
        open_picks = np.flatnonzero(regret <= (relaxed.bound - found.value) * (1 + EQUAL) + EQUAL)
        proving = len(open_picks) <= n_free
        free = open_picks if proving else np.argsort(regret, kind="stable")[:n_free]
        limit = Effort(effort, limits.clock(), limits.seed)
        found = _piece(relaxation, relaxed, found, found.taken, np.sort(free), limit, limits, proving)
        limits.tell(found)
    return found


def regrets(formulation: Formulation, relaxed: Relaxed, found: Found) -> Vector:
    """By how much the bound falls, per pick, when its present decision is turned round.

    A pick whose regret exceeds the distance between bound and value can stay as it is in every better list
    (reduced-cost fixing); only decisions with less regret are open.
    """
    program, reduced = formulation.picks.program, relaxed.limit.reduced
    gain = np.zeros(len(formulation.picks.programs))
    np.maximum.at(gain, program, reduced)
    best = np.full(len(gain), -1, dtype=np.int64)
    order = np.lexsort((-np.arange(len(reduced)), reduced))
    best[program[order]] = order
    second = np.zeros(len(gain))
    others = np.ones(len(reduced), dtype=bool)
    others[best] = False
    np.maximum.at(second, program[others], reduced[others])
    regret = gain[program] - reduced
    leader = np.zeros(len(reduced), dtype=bool)
    leader[best[gain > 0]] = True
    may_shut = relaxed.limit.shut_bound > found.value
    drop = np.zeros(len(reduced)) if may_shut else (gain - second)[program]
    return np.where(leader, drop, regret)


def _piece(
    relaxation: Relaxation, relaxed: Relaxed, found: Found, base: Taken, free: Indices, effort: Effort, limits: Limits,
    proving: bool,
) -> Found:  # fmt: skip
    """Decide the free picks; a proof about all open picks becomes a proof about all lists."""
    model = IntegerModel(relaxation.formulation, relaxation.blocks, relaxation.judge, base, free)
    for factor in (0.8, 0.9, 0.95, 0.98, 1.0, 1.02, 1.05, 1.1, 1.25):
        model.add_tangents(relaxation.survival(base.astype(float)) * factor)
    if relaxed.limit.shut_bound <= found.value:
        model.add_limit(relaxed.limit.intercept, relaxed.limit.reduced)
    slack = limits.gap * POLISH * max(abs(found.value), 1e-9) if found.taken is not None else 0.0
    piece = model.decide(found.value, effort, gap=slack, start=found.taken)
    found = _better(relaxation, found, piece.taken)
    if proving:
        found = replace(found, bound=min(found.bound, max(piece.bound, found.value)))
    return found
