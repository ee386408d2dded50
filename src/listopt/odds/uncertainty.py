"""What is uncertain about odds, and draws of it.

On the log-odds scale the chance of an interview has one deviation of its own, which may reach further down than up, and
deviations that it shares with other programs: if the slope of the score is steeper than thought, it is so everywhere.
Ranges of single programs add them in quadrature; ranges of whole lists are taken from draws, in which programs' own
deviations average out and shared ones do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from listopt.odds.population import expit, logit
from listopt.odds.ranges import Ranges, around
from listopt.odds.tables import Array, Flags


@dataclass(frozen=True)
class Uncertainty:
    """Standard deviations in log odds, programs x modes; 0 for what is certain.

    Attributes
    ----------
    below, above
        Of the program's own deviation, downwards and upwards.
    shared
        Of each uncertain number that programs share, with its sign: what one standard deviation more of it adds.
    match_sd
        Of a match given an interview, on the log scale; shared within a specialty.
    """

    below: Array
    above: Array
    shared: Mapping[str, Array]
    match_sd: Array

    def ranges(self, p: Array) -> Ranges:
        """Range of each probability, every deviation added in quadrature."""
        common = sum((effect**2 for effect in self.shared.values()), start=np.zeros(p.shape))
        return around(p, np.sqrt(self.below**2 + common), np.sqrt(self.above**2 + common))

    def picked(self, rows: Sequence[int], modes: Sequence[int]) -> Uncertainty:
        """The same for one mode of each of some programs: one column."""
        at = (np.asarray(rows, int), np.asarray(modes, int))
        shared = {name: effect[at][:, None] for name, effect in self.shared.items()}
        return Uncertainty(self.below[at][:, None], self.above[at][:, None], shared, self.match_sd[at][:, None])

    def draws(self, p: Array, count: int, rng: np.random.Generator) -> Array:
        """Draws of probabilities, count x programs, for one mode each.

        Shared numbers are drawn first, one per name in order of name, then each program's own deviation.
        """
        moved = np.repeat(logit(p)[None, :], count, axis=0)
        for name in sorted(self.shared):
            moved += mirrored(rng, count, 1) * self.shared[name][:, 0]
        own = mirrored(rng, count, len(p))
        moved += np.where(own < 0, own * self.below[:, 0], own * self.above[:, 0])
        certain = (p <= 0) | (p >= 1)
        return np.where(certain, p, expit(moved))


def mirrored(rng: np.random.Generator, count: int, width: int) -> Array:
    """Standard normal draws, count x width, the second half the first with its sign turned: steadier quantiles."""
    half = rng.standard_normal(((count + 1) // 2, width))
    return np.vstack([half, -half])[:count]


def padded(some: Uncertainty | None, where: Flags, shape: tuple[int, int]) -> Uncertainty:
    """Put the uncertainty of some programs among all; the others are certain."""

    def among_all(values: Array) -> Array:
        full = np.zeros(shape)
        full[where] = values
        return full

    if some is None:
        return Uncertainty(np.zeros(shape), np.zeros(shape), {}, np.zeros(shape))
    shared = {name: among_all(effect) for name, effect in some.shared.items()}
    return Uncertainty(among_all(some.below), among_all(some.above), shared, among_all(some.match_sd))


def cleared(of: Uncertainty, interview: Flags, match: Flags) -> Uncertainty:
    """Take away the uncertainty of interviews and of matches that are given."""
    shared = {name: np.where(interview, 0.0, effect) for name, effect in of.shared.items()}
    below, above = (np.where(interview, 0.0, side) for side in (of.below, of.above))
    return Uncertainty(below, above, shared, np.where(match, 0.0, of.match_sd))
