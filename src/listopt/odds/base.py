"""Interview rate of each program for an applicant type, with its range: own rate, shrunk to what was expected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.odds.population import ROUNDS, expit, intercepts, logit
from listopt.odds.priors import priors
from listopt.odds.ranges import Z80
from listopt.odds.rates import RateModel, levels_of, numbers_of, rates_of
from listopt.odds.tables import ALL, Array, Numbers, newest

HALF_PERCENT = 0.005
"""Rates are printed in whole percent: one printed as 0.00 may be up to this."""
STEP = 0.1
GRID = np.arange(-20.0, 8.0, STEP)
"""Log odds on which distributions of rates are summed up: middles of cells."""


@dataclass(frozen=True)
class Base:
    """Interview rates for one applicant type, one entry per program.

    Attributes
    ----------
    rate
        Expected rate, as it would be published.
    below, above
        Standard deviations of its log odds downwards and upwards: a tenth of what is thought possible lies more than
        1.28 of them away on either side.
    effective
        Rate for an applicant who has not chosen the program: drawn to the specialty's mean, which it keeps.
    distance
        Log odds between the rate and the specialty's mean.
    source
        What the rate rests on.
    """

    rate: Array
    below: Array
    above: Array
    effective: Array
    distance: Array
    source: Array


def base_rates(
    model: RateModel, programs: pd.DataFrame, everyone: pd.DataFrame, who: str, season: int, numbers: Numbers
) -> Base:
    """Combine what was expected of a program with its own rate: ``(n r + k m) / (n + k)``.

    ``m`` and ``k`` are mean and strength of the beta distribution expected of the program, ``n`` the applications
    behind its rate ``r``. The range is that of the resulting beta distribution, widened by the drift from season to
    season.
    """
    prior, of = priors(model, programs, everyone, who), levels_of(model, programs["specialty"], who)
    n, own = of.n, rates_of(programs, who)
    known = ~np.isnan(own)
    shift, spread = _img_share(programs, who, season, numbers)
    mean = prior.mean * np.exp(shift) / (1 - prior.mean + prior.mean * np.exp(shift))
    n = np.where(known, n, 0.0)
    hits = n * np.where(known, _unrounded(own, n, mean * prior.strength), 0.0) + prior.strength * mean
    weight = n + prior.strength
    low, high = beta_range(hits, weight - hits)
    middle, drift = logit(hits / weight), numbers["drift"].value
    guess = np.where(prior.published, 0.0, numbers["unpublished_sd"].value)
    wide = np.hypot(drift, np.where(known, 0.0, np.hypot(spread, guess)))
    below, above = (np.hypot(np.maximum(edge, 0) / Z80, wide) for edge in (middle - low, high - middle))
    kinds = [known, prior.told & prior.published, prior.published]
    names = ["own rate", "specialty mean, other rates", "specialty mean"]
    distance = middle - logit(of.mean)
    part = numbers["program_effect"].value
    level = _level(of.mean, of.strength, model.places[who].place, part) + (1 - part) * of.balance
    effective = expit(level + part * distance)
    return Base(hits / weight, below, above, effective, distance, np.select(kinds, names, "mean of all specialties"))


def _level(mean: Array, strength: Array, place: float, part: float) -> Array:
    """Log odds at the specialty's mean that keep the mean over programs when only part of their distances counts.

    Programs are spread as in the model of rates: a normal shift of the place, a beta distribution around it.
    """
    pairs, at = np.unique(np.column_stack([mean, strength]), axis=0, return_inverse=True)
    nodes, weights = np.polynomial.hermite_e.hermegauss(9)
    found = np.empty(len(pairs))
    for row, (average, k) in enumerate(pairs):
        none = np.zeros((1, 1))
        centre = intercepts(np.array([average]), np.array([np.sqrt(place)]), none, none + 1)
        expected = expit(centre + np.sqrt(place) * nodes)[:, None]
        density = expected * k * GRID - k * np.logaddexp(0, GRID)
        mass = np.exp(density - density.max(axis=1, keepdims=True))
        mass *= (weights / weights.sum())[:, None] / mass.sum(axis=1, keepdims=True)
        shares, level = mass.sum(axis=0), np.log(average / (1 - average))
        found[row] = level
        for _ in range(ROUNDS):
            p = expit(found[row] + part * (GRID - level))
            found[row] += (average - shares @ p) / (shares @ (p * (1 - p)))
    return found[at.reshape(-1)]


def _unrounded(rate: Array, n: Array, hits: Array) -> Array:
    """Give rates printed as 0.00 their mean below half a percent; 0 where that is less than one interview.

    The density of a beta distribution near 0 is ``p^(hits - 1)``.
    """
    most = np.floor(HALF_PERCENT * n) / np.maximum(n, 1)
    return np.where(rate == 0, hits / (hits + 1) * most, rate)


def _img_share(programs: pd.DataFrame, who: str, season: int, numbers: Numbers) -> tuple[Array, Array]:
    """Shift for the share of IMGs among residents, of a program without a rate for IMGs, and its standard deviation.

    The slope is that of states' mean interview rates on states' shares of IMGs.
    """
    nothing = np.zeros(len(programs))
    if not who.endswith("img"):
        return nothing, nothing
    rows = newest("img_shares", season, "specialty")
    slope = numbers["img_share_slope"]
    names = programs["specialty"].fillna("")
    usual = names.map({name: float(rows.get((name,), rows[ALL,])["share"]) for name in names.unique()}).to_numpy(float)
    share = np.clip(numbers_of(programs, "img_share"), 0.01, 0.99)
    told = ~np.isnan(share) & np.isnan(rates_of(programs, who))
    distance = np.where(told, logit(np.where(told, share, usual)) - logit(usual), 0.0)
    return slope.value * distance, slope.sd * np.abs(distance)


def beta_range(a: Array, b: Array) -> tuple[Array, Array]:
    """Log odds below and above which a tenth of a beta distribution lies, read off a grid.

    On the log-odds scale the density is proportional to ``e^(a x) / (1 + e^x)^(a + b)``.
    """
    density = a[:, None] * GRID - (a + b)[:, None] * np.logaddexp(0, GRID)
    mass = np.exp(density - density.max(axis=1, keepdims=True))
    mass[:, 0] *= 1 + 1 / (a * STEP)  # what lies below the grid, where the density falls like e^(a x), ...
    mass[:, -1] *= 1 + 1 / (b * STEP)  # ... and above it, like e^(-b x)
    mass = mass.cumsum(axis=1)
    mass /= mass[:, -1:]
    return _crossing(mass, 0.1), _crossing(mass, 0.9)


def _crossing(mass: Array, level: float) -> Array:
    """Where a distribution summed up over the cells of the grid passes a level, interpolated linearly."""
    rows = np.arange(len(mass))
    after = np.clip((mass < level).sum(axis=1), 1, len(GRID) - 1)
    low, high = mass[rows, after - 1], mass[rows, after]
    part = np.clip((level - low) / np.maximum(high - low, 1e-300), 0, 1)
    return np.asarray(GRID[after - 1] + (part + 0.5) * STEP, float)
