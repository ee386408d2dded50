"""How much every single decision costs at least: limits for all lists with a program, and for all without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from listopt.formulation import Formulation, Portfolio, Vector
from listopt.problem import Problem
from listopt.solver import formulate
from listopt.solver.bound import Limit
from listopt.solver.evaluate import Evaluator, Taken, evaluator
from listopt.solver.levels import blocks
from listopt.solver.relaxation import Relaxation
from listopt.solver.rounds import first_columns, rounds

ACCURACY = 1e-5
"""Accuracy of the relaxation, relative to the size of the objective."""
MOST_STEPS = 240
"""Most steps of a curve."""
AROUND = (0.0, 0.5, 0.8, 0.9, 1.0, 1.1, 1.25, 2.0)
"""Tangents stand at these multiples of the survival of the list."""


@dataclass(frozen=True)
class Outline:
    """A list, how lists are valued, and a linear limit of the value of every list.

    ``limit`` is in the unit of the objective.
    """

    formulation: Formulation
    judge: Evaluator
    taken: Taken
    limit: Limit

    @cached_property
    def gain(self) -> Vector:
        """Most that each program adds to the limit."""
        gain = np.zeros(len(self.formulation.picks.programs))
        np.maximum.at(gain, self.formulation.picks.program, self.limit.reduced)
        return gain

    @property
    def total(self) -> float:
        """Limit of every list with all gates open."""
        return self.limit.intercept + float(self.gain.sum())

    @property
    def regret(self) -> Vector:
        """Least that taking each pick costs against the limit."""
        return np.asarray(self.gain[self.formulation.picks.program] - self.limit.reduced, np.float64)

    @property
    def with_program(self) -> Vector:
        """Limit of all lists with each program."""
        best = np.full(len(self.gain), -np.inf)
        np.maximum.at(best, self.formulation.picks.program, self.limit.reduced)
        return np.asarray(np.maximum(self.total - self.gain + best, self.limit.shut_bound), np.float64)

    @property
    def without_program(self) -> Vector:
        """Limit of all lists without each program."""
        return np.asarray(np.maximum(self.total - self.gain, self.limit.shut_bound), np.float64)


def outline(problem: Problem, portfolio: Portfolio, n_nodes: int, clock: Callable[[], float]) -> Outline | None:
    """Outline a problem around its best list; None when time ran out at once."""
    formulation = formulate(problem, n_nodes)
    picks, size = formulation.picks, formulation.size
    taken = picks.taken(portfolio)
    scaled = formulation.scaled(1 / size)
    relaxation = Relaxation(scaled, blocks(scaled, taken.astype(float), ACCURACY, MOST_STEPS))
    relaxation.add_columns(np.union1d(first_columns(scaled), np.flatnonzero(taken)))
    for factor in AROUND:
        relaxation.add_tangents(relaxation.survival(taken.astype(float)) * factor)
    best: Limit | None = None
    for relaxed in rounds(relaxation, ACCURACY, clock):
        best = relaxed.limit if best is None or relaxed.limit.bound < best.bound else best
    if best is None:
        return None
    limit = replace(
        best,
        intercept=best.intercept * size,
        reduced=best.reduced * size,
        bound=best.bound * size,
        shut_bound=best.shut_bound * size,
    )
    return Outline(formulation, evaluator(formulation), taken, limit)
