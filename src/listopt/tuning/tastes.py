"""Tastes as weights: which weights may vary, and which of them agree with what the user preferred.

The value of a list is a sum over terms, weight times term. The weight of the leading term is the scale and stays; the
others may lie anywhere between 0 and a most, so that they are a point of the unit box. Every answer cuts the box with a
plane, and the weights that agree with all answers form a convex body.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from listopt.errors import Fault, InputError
from listopt.formulation import Matrix, Portfolio, Vector
from listopt.objectives import OBJECTIVES
from listopt.solver.linear import inmost

MULTIPLE = 5.0
"""Most that a weight in force may become, in multiples of itself."""
MOST = {"utility": 1.0, "match": 1.0, "interviews": 1.0, "cost": 0.1, "balance": 0.5, "spread": 0.5}
"""Most that a weight that is not in force may become, in multiples of the leading term's; a choice of this project."""
LEADING = ("utility", "match", "interviews")
"""Terms that may be the scale, the first of those in force."""
RULES = "rules"
"""What stands for the penalties of soft rules among the terms of a list; its weight is 1 and stays."""
INDIFFERENT = 0.005
"""Share of the value of a list by which two lists may differ that are equally good to the user."""
SAMPLE = 300
"""Points of the sample of weights."""
STEPS = 60
"""Steps of the random walk to each point of the sample."""
EMPTY = 1e-6
"""Radius of the largest ball of weights, as a share of their range, up to which there are none."""


@dataclass(frozen=True)
class Scale:
    """Which weights may vary, and how far.

    Attributes
    ----------
    weights
        Weights in force; those that do not vary stay.
    most
        Term that varies -> largest weight it may have; the smallest is 0.
    """

    weights: Mapping[str, float]
    most: Mapping[str, float]

    def at(self, point: Vector) -> dict[str, float]:
        """Weights at a point of the unit box."""
        free = {name: share * most for share, (name, most) in zip(point.tolist(), self.most.items(), strict=True)}
        both = {**self.weights, **free}
        return {name: both[name] for name in OBJECTIVES if name in both}

    def point(self, weights: Mapping[str, float]) -> Vector:
        """Point of the unit box for weights; those beyond the most are cut."""
        return np.array([min(1.0, weights.get(name, 0.0) / most) for name, most in self.most.items()])

    def line(self, terms: Mapping[str, float]) -> Vector:
        """Value of a list as a linear function of the point: the constant, then one coefficient per weight."""
        fixed = sum(weight * terms.get(name, 0.0) for name, weight in self.weights.items() if name not in self.most)
        slopes = [most * terms.get(name, 0.0) for name, most in self.most.items()]
        return np.array([fixed + terms.get(RULES, 0.0), *slopes])


def scale_of(weights: Mapping[str, float], named: Sequence[str] = ()) -> Scale:
    """Decide which weights may vary: those in force but the leading one, or those named.

    Raises
    ------
    InputError
        When nothing is left to learn.
    """
    leading = next((name for name in LEADING if weights.get(name)), None)
    if leading is None:
        found = f"weights of {', '.join(weights) or 'nothing'}"
        raise InputError([Fault("weights", found, f"a weight for one of {', '.join(LEADING)}, which is the scale")])
    free = [name for name in OBJECTIVES if name != leading and (name in named if named else weights.get(name))]
    if not free:
        found = f"no weight beside that of {leading}, which is the scale"
        advice = "Name some, for example --learn-terms cost,interviews."
        raise InputError([Fault("--learn", found, "weights to learn", advice)])
    reach = {name: MULTIPLE * weights.get(name, 0.0) or MOST[name] * weights[leading] for name in free}
    return Scale({name: weight for name, weight in weights.items() if weight}, reach)


@dataclass(frozen=True)
class Option:
    """A list to choose from, with its terms without their weights, and the penalties of soft rules as `RULES`."""

    portfolio: Portfolio
    terms: Mapping[str, float]


@dataclass(frozen=True)
class Answer:
    """What the user said to two lists, known by their terms.

    Attributes
    ----------
    prefers
        1 or 2, or 0 when both are as good.
    check
        Whether earlier answers already told which should be preferred.
    place
        Where the answer is written; empty when it was typed.
    """

    first: Mapping[str, float]
    second: Mapping[str, float]
    prefers: int
    check: bool = False
    place: str = ""


@dataclass(frozen=True)
class Agreement:
    """Answers, and the weights that agree with them.

    Attributes
    ----------
    band
        Difference in value up to which two lists are equally good to the user.
    """

    scale: Scale
    band: float
    seed: int
    answers: tuple[Answer, ...] = ()

    def among(self, answers: Iterable[Answer]) -> Agreement:
        """Give the same about other answers."""
        return replace(self, answers=tuple(answers))

    @cached_property
    def limits(self) -> tuple[Matrix, Vector]:
        """Limits on points of the unit box: rows of length 1, and what ``rows @ point`` must not exceed."""
        rows, limits = [], []
        for answer in self.answers:
            line = self.scale.line(answer.first) - self.scale.line(answer.second)
            for sign in {1: (-1.0,), 2: (1.0,), 0: (-1.0, 1.0)}[answer.prefers]:
                length = float(np.linalg.norm(line[1:])) or 1.0
                rows.append(sign * line[1:] / length)
                limits.append(((0.0 if answer.prefers else self.band) - sign * float(line[0])) / length)
        return np.array(rows).reshape(-1, len(self.scale.most)), np.array(limits)

    @cached_property
    def centre(self) -> tuple[Vector, float]:
        """Point farthest from all limits, and its distance from them; below 0 when no point keeps them all."""
        return inmost(*self.limits)

    @property
    def possible(self) -> bool:
        """Whether any weights agree with all answers; a preference is strict, so a plane alone is not enough."""
        return self.centre[1] > EMPTY

    @cached_property
    def sample(self) -> Matrix:
        """Points that agree with all answers, drawn evenly: points x weights.

        Hit and run (Smith 1984, doi:10.1287/opre.32.6.1296): each walks from the centre in random directions.
        """
        rows, limits = self.limits
        n_numbers = rows.shape[1]
        points = np.tile(self.centre[0], (SAMPLE, 1))
        if self.centre[1] <= EMPTY:
            return points[:1]
        rng, sides = np.random.default_rng(self.seed), np.vstack([rows, -np.eye(n_numbers), np.eye(n_numbers)])
        ends = np.concatenate([limits, np.zeros(n_numbers), np.ones(n_numbers)])
        for _ in range(STEPS):
            directions = rng.normal(size=points.shape)
            speed, room = directions @ sides.T, ends - points @ sides.T
            reach = np.divide(room, speed, out=np.full(speed.shape, np.inf), where=speed != 0)
            ahead = np.where(speed > 0, reach, np.inf).min(axis=1)
            behind = np.where(speed < 0, reach, -np.inf).max(axis=1)
            steps = rng.uniform(np.minimum(behind, 0.0), np.maximum(ahead, 0.0))
            points = np.clip(points + directions * steps[:, None], 0.0, 1.0)
        return np.asarray(points)

    @cached_property
    def middle(self) -> Vector:
        """Mean of the points that agree with all answers."""
        return np.asarray(self.sample.mean(axis=0))
