"""Level form: curves and floors as sums of ``1 - exp(-z)`` with ``z`` linear in the picks."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from listopt.formulation import Formulation, Matrix, Vector

EXACT_BLOCKS = 600
"""A curve with no more levels times nodes than this is written exactly, without averaging levels."""


def steps(worth: Vector, tops: Vector) -> tuple[Matrix, Vector]:
    """Cut the range of worth at ``tops`` (increasing, the last one the largest worth).

    Returns ``shares`` (picks x steps: how much of each step lies below the pick's worth, from 0 to 1) and the widths
    of the steps. With a step for every distinct worth the level form is exact. With fewer, a step averages the levels
    inside it; as ``1 - exp(-z)`` is concave, the value is never below the exact one (Jensen's inequality), so that an
    upper bound stays one.
    """
    edges = np.concatenate([[0.0], tops])
    widths = np.diff(edges)
    return np.clip((worth[:, None] - edges[None, :-1]) / widths, 0.0, 1.0), widths


@dataclass(frozen=True)
class Profile:
    """How the survival of a list falls with worth, summed up so that a step's error costs one subtraction.

    ``levels`` are the distinct worths; ``height``, ``exponent`` and ``worth`` are running sums over levels of the
    width, of the width times ``z`` and of the width times ``1 - exp(-z)``.
    """

    levels: Vector
    height: Vector
    exponent: Matrix
    worth: Matrix
    weight: Vector

    def error(self, first: int, last: int) -> float:
        """Overstatement of the value when levels ``first`` to ``last - 1`` share one step."""
        height = self.height[last] - self.height[first]
        mean = (self.exponent[last] - self.exponent[first]) / height
        exact = self.worth[last] - self.worth[first]
        return max(0.0, float((-height * np.expm1(-mean) - exact) @ self.weight))

    def split(self, first: int, last: int) -> int:
        """Where to cut a step so that the two parts have the least error, looking at 60 places at most."""
        places = range(first + 1, last)
        if len(places) > 60:
            places = range(first + 1, last, len(places) // 60)
        return min(places, key=lambda place: self.error(first, place) + self.error(place, last))


def profile(worth: Vector, hazards: Matrix, picks: Vector, weight: Vector) -> Profile:
    """Profile of (possibly fractional) picks."""
    levels, level = np.unique(worth, return_inverse=True)
    z = np.zeros((len(levels), hazards.shape[1]))
    np.add.at(z, level.reshape(-1), hazards * picks[:, None])
    z = np.cumsum(z[::-1], axis=0)[::-1][levels > 0]
    levels = levels[levels > 0]
    width = np.diff(np.concatenate([[0.0], levels]))[:, None]
    zero = np.zeros((1, hazards.shape[1]))
    return Profile(
        levels,
        np.concatenate([[0.0], levels]),
        np.vstack([zero, np.cumsum(width * z, axis=0)]),
        np.vstack([zero, np.cumsum(width * -np.expm1(-z), axis=0)]),
        weight,
    )


def cut(at: Profile, tolerance: float, most: int) -> Vector:
    """Choose the tops of steps so that the value of the profile's list is overstated by ``tolerance`` at most.

    The step with the largest error is cut in two until the sum is small enough or there are ``most`` steps.
    """
    if not len(at.levels):
        return np.zeros(0)
    open_steps = [(-at.error(0, len(at.levels)), 0, len(at.levels))]
    while len(open_steps) < most and -sum(error for error, _, _ in open_steps) > tolerance:
        _, first, last = heapq.heappop(open_steps)
        place = at.split(first, last)
        heapq.heappush(open_steps, (-at.error(first, place), first, place))
        heapq.heappush(open_steps, (-at.error(place, last), place, last))
    return at.levels[[last - 1 for last in sorted(last for _, _, last in open_steps)]]


@dataclass(frozen=True)
class Blocks:
    """Blocks of the level form, one column each; ``z_bq = sum_i shares_ib hazards_iq x_i``.

    Attributes
    ----------
    shares
        Picks x blocks. Inside a curve shares do not increase from one block to the next.
    increments
        Picks x blocks: what a block adds to the next one of its curve, so that ``z_b = z_{b+1} + increment``.
    weight
        Blocks x nodes: factor of ``1 - exp(-z)`` in the objective; zero for floors.
    linked
        Whether the block is built on the next one.
    floor
        Position of the floor a block belongs to, -1 for curves.
    """

    shares: Matrix
    increments: Matrix
    weight: Matrix
    linked: tuple[bool, ...]
    floor: tuple[int, ...]


def blocks(formulation: Formulation, picks: Vector, tolerance: float, most: int) -> Blocks:
    """Write all curves and floors in level form.

    Curves with few levels are exact. Others get as many steps, at most ``most``, as it takes to overstate the value
    of ``picks`` (a guess of the best list, fractional or not) by no more than ``tolerance``.
    """
    n_picks = len(formulation.picks)
    node_weight = formulation.nodes.weight
    shares, weight, linked, floor = [np.zeros((n_picks, 0))], [np.zeros((0, len(node_weight)))], [], []
    for curve in formulation.curves:
        tops = np.unique(curve.worth[curve.worth > 0])
        if len(tops) * len(node_weight) > EXACT_BLOCKS:
            tops = cut(profile(curve.worth, formulation.hazards, picks, node_weight), tolerance, most)
        share, width = steps(curve.worth, tops)
        shares.append(share)
        weight.append(width[:, None] * node_weight[None, :])
        linked += [True] * (len(width) - 1) + [False] * min(1, len(width))
        floor += [-1] * len(width)
    for position, rule in enumerate(formulation.floors):
        shares.append(rule.members[:, None])
        weight.append(np.zeros((1, len(node_weight))))
        linked.append(False)
        floor.append(position)
    table = np.hstack(shares)
    following = np.hstack([table[:, 1:], np.zeros((n_picks, 1))])[:, : table.shape[1]]
    increments = table - following * np.array(linked, dtype=float)[None, :]
    return Blocks(table, increments, np.vstack(weight), tuple(linked), tuple(floor))
