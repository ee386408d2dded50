"""What the search knows so far, and when it should stop."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from listopt.formulation import Formulation
from listopt.solver.evaluate import Evaluator, Taken

EQUAL = 1e-9
"""Accuracy of the arithmetic, relative to the size of the objective: closer values count as equal."""
POLISH = 0.02
"""Share of the asked gap below which the search stops at once; above it, a little effort still goes into the list."""


@dataclass(frozen=True)
class Limits:
    """When to stop: relative gap, seconds left (a callable that also turns 0 on interruption), random seed.

    With ``enough`` the only question is whether a list is worth so much; the search ends with the answer.
    """

    gap: float
    clock: Callable[[], float]
    seed: int
    progress: Callable[[float | None, float | None], None]
    enough: float | None = None

    def scaled(self, size: float) -> Limits:
        """Give the same limits for an objective divided by ``size``; progress is told in the original unit."""
        told = self.progress

        def tell(value: float | None, bound: float | None) -> None:
            told(None if value is None else value * size, None if bound is None else bound * size)

        return replace(self, progress=tell)

    def reached(self, found: Found, effort_spent: bool) -> bool:
        """Whether the list is good enough: far below the asked gap or, after some effort, just below it."""
        return self.decided(found) or found.gap <= self.gap * (1.0 if effort_spent else POLISH)

    def decided(self, found: Found) -> bool:
        """Whether it is known that a list is worth ``enough``, or that none is."""
        return self.enough is not None and (found.value >= self.enough or found.bound < self.enough)

    def tell(self, found: Found) -> None:
        """Report progress."""
        if found.taken is not None:
            self.progress(found.value, found.bound)


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


def better(judge: Evaluator, found: Found, taken: Taken | None) -> Found:
    """Keep the better of the present list and another, if that keeps the rules."""
    if taken is None or judge.broken(taken) or not _one_mode(judge.formulation, taken):
        return found
    value = judge.value(taken)
    return replace(found, taken=taken, value=value) if value > found.value else found


def _one_mode(formulation: Formulation, taken: Taken) -> bool:
    programs = formulation.picks.program[taken]
    return len(np.unique(programs)) == len(programs)
