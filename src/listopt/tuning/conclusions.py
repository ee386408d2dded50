"""What follows from answers: the weights that agree with them, or which answers clash.

Unlike the choice of questions, which rests on a sample, this is exact: a linear program says whether any weights agree.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from listopt.formulation import Vector
from listopt.solver.linear import least
from listopt.tuning.learning import State

DIGITS = 3
"""Significant digits of the weights learned."""


@dataclass(frozen=True)
class Conclusion:
    """Weights that agree with all answers.

    Attributes
    ----------
    weights
        Weights in the middle of those that agree.
    ranges
        Term that varies -> least and largest weight that agrees.
    settled
        Whether all weights that agree have the same best list, up to the gap.
    """

    weights: Mapping[str, float]
    ranges: Mapping[str, tuple[float, float]]
    settled: bool


def clash(state: State) -> tuple[int, ...]:
    """Find the smallest set of answers that no weights agree with, as their positions; empty when they all agree.

    Of several such sets the one with the earliest answers is given.
    """
    if state.agreement.possible:
        return ()
    numbers = range(len(state.answers))
    for size in range(1, len(numbers)):
        for some in itertools.combinations(numbers, size):
            if not state.agreement.among(state.answers[number] for number in some).possible:
                return some
    return tuple(numbers)


def conclusion(state: State) -> Conclusion:
    """Give the weights in the middle of those that agree with all answers, in few digits; they must not clash."""
    point = state.middle
    for digits in range(DIGITS, 16):
        weights = {name: float(f"{weight:.{digits}g}") for name, weight in state.scale.at(point).items()}
        if _agree(state, state.scale.point(weights)):
            break
    ranges = {name: _range(state, place) for place, name in enumerate(state.scale.most)}
    return Conclusion(weights, ranges, state.settled)


def _agree(state: State, point: Vector) -> bool:
    rows, limits = state.agreement.limits
    return bool((rows @ point <= limits).all())


def _range(state: State, place: int) -> tuple[float, float]:
    """Least and largest weight of one term that agrees with all answers."""
    rows, limits = state.agreement.limits
    n_numbers = len(state.scale.most)
    ends = []
    for sign in (1.0, -1.0):
        costs = sign * np.eye(n_numbers)[place]
        found = least(costs, rows, limits, np.zeros(n_numbers), np.ones(n_numbers))
        ends.append(float((state.middle if found is None else found)[place]))
    most = tuple(state.scale.most.values())[place]
    return ends[0] * most, ends[1] * most
