"""What played seasons say: means and shares with their standard errors, and the exact values beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from listopt.problem import BANDS, CHECK_NODES
from listopt.quadrature import Vector, conditional, nodes
from listopt.simulation.playing import NO_BAND, Counts, Ranking, Tally

TAIL = 0.1
"""Share of the seasons that counts as the worst ones."""


@dataclass(frozen=True)
class Figure:
    """What the seasons say, its standard error, and the exact value where there is one."""

    value: float
    se: float
    exact: float | None = None


@dataclass(frozen=True)
class Interviews:
    """Interviews per season: their mean, the chance of none, and the share of seasons with 0, 1, 2, ... of them."""

    mean: Figure
    none: Figure
    distribution: tuple[float, ...]


@dataclass(frozen=True)
class Play:
    """Figures over all seasons.

    Attributes
    ----------
    interviews
        Interviews attended; None when a program's chance of an interview is unknown.
    p_match
        Chance of a match.
    by_specialty, by_band
        Chance that the match is in that specialty or band; they add up to ``p_match``.
    expected_utility
        Mean utility of the match, 0 without one.
    worst_tenth
        Mean utility of the tenth of the seasons that end worst.
    """

    interviews: Interviews | None
    p_match: Figure
    by_specialty: Mapping[str, Figure]
    by_band: Mapping[str, Figure]
    expected_utility: Figure
    worst_tenth: Figure


@dataclass(frozen=True)
class Exact:
    """What arithmetic says: chance of a match at each rank, expected interviews, and chance of none."""

    taken: Vector
    interviews: float
    no_interview: float


def exact_of(ranking: Ranking) -> Exact:
    """The same figures by quadrature over the factor, with as many nodes as the summary of a report uses."""
    rule = nodes(CHECK_NODES)
    given = conditional(ranking.p_match, ranking.rho, rule)
    missed = np.cumprod(1.0 - given, axis=0)
    first = np.vstack([np.ones((1, len(rule))), missed])[:-1]
    if not ranking.knows_interviews:
        return Exact((first * given) @ rule.weight, math.nan, math.nan)
    refused = np.prod(1.0 - conditional(ranking.p_interview, ranking.rho, rule), axis=0)
    return Exact((first * given) @ rule.weight, float(ranking.p_interview.sum()), float(refused @ rule.weight))


def figures_of(ranking: Ranking, tally: Tally, exact: Exact | None) -> Play:
    """Means and shares of the seasons, each beside its exact value where that is known."""
    seasons = int(tally.taken.sum())
    worth = np.append(ranking.utility, 0.0)
    seen = tally.taken / seasons
    chance = None if exact is None else np.append(exact.taken, max(0.0, 1.0 - float(exact.taken.sum())))
    lowest = np.minimum(worth, _tail_end(worth, seen))
    bands = [band for band in (*BANDS, NO_BAND) if band in ranking.band]
    return Play(
        interviews=_interviews(tally.interviews, exact) if ranking.knows_interviews else None,
        p_match=share(seasons - int(tally.taken[-1]), seasons, None if exact is None else float(exact.taken.sum())),
        by_specialty=_groups(ranking.specialty, sorted(set(ranking.specialty)), tally.taken, exact),
        by_band=_groups(ranking.band, bands, tally.taken, exact),
        expected_utility=_mean(worth, tally.taken, None if chance is None else float(worth @ chance)),
        worst_tenth=Figure(
            _tail_mean(worth, seen),
            _mean(lowest, tally.taken).se / TAIL,
            None if chance is None else _tail_mean(worth, chance),
        ),
    )


def _interviews(counts: Counts, exact: Exact | None) -> Interviews:
    seasons = int(counts.sum())
    return Interviews(
        mean=_mean(np.arange(len(counts), dtype=float), counts, None if exact is None else exact.interviews),
        none=share(int(counts[0]), seasons, None if exact is None else exact.no_interview),
        distribution=tuple((counts / seasons).tolist()),
    )


def _groups(of: Sequence[str], names: Sequence[str], taken: Counts, exact: Exact | None) -> dict[str, Figure]:
    """Chance of a match in each group of programs."""
    found, seasons = {}, int(taken.sum())
    for name in names:
        inside = np.array([member == name for member in of], dtype=bool)
        chance = None if exact is None else float(exact.taken[inside].sum())
        found[name] = share(int(taken[:-1][inside].sum()), seasons, chance)
    return found


def share(happened: int, seasons: int, exact: float | None = None) -> Figure:
    """Share of the seasons; its standard error counts one season more of each kind, so that it is never 0."""
    near = (happened + 1) / (seasons + 2)
    return Figure(happened / seasons, math.sqrt(near * (1 - near) / seasons), exact)


def _mean(values: Vector, counts: Counts, exact: float | None = None) -> Figure:
    """Mean of values that came up ``counts`` times."""
    seasons = int(counts.sum())
    mean = float(values @ counts) / seasons
    variance = float((values - mean) ** 2 @ counts) / (seasons - 1)
    return Figure(mean, math.sqrt(variance / seasons), exact)


def _tail_end(values: Vector, shares: Vector) -> float:
    """Value below which the worst tenth lies."""
    order = np.argsort(values, kind="stable")
    position = int(np.searchsorted(np.cumsum(shares[order]), TAIL))
    return float(values[order][min(position, len(order) - 1)])


def _tail_mean(values: Vector, shares: Vector) -> float:
    """Mean of the worst tenth, the lower-tail mean (CVaR) at 10 %."""
    order = np.argsort(values, kind="stable")
    before = np.cumsum(shares[order]) - shares[order]
    return float(values[order] @ np.clip(TAIL - before, 0.0, shares[order])) / TAIL
