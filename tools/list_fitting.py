"""Fit the list model to published lists; used by ``fit_lists.py``.

Five unknowns per specialty, ``(log interviews per applicant, logit rho, logit q, slope, log spread)``, minimise

    sum over figures ((model - published) / error)^2  +  sum over unknowns ((unknown - mean) / sd)^2.

The first sum is the fit; the error is that of sampling and that of the model. The second shrinks a specialty to the
mean over specialties, the more so the less its own figures say: for one unknown it is the familiar
``(v_between * own + v_own * mean) / (v_between + v_own)``. Mean and sd over specialties are estimated in turn from the
specialties with enough applicants (expectation and maximisation with a normal approximation; Dempster, Laird & Rubin
1977); assumed are the sd of the interviews per applicant and both for the spread of the number of applications.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from listopt.calibration.lists import ListMoments, Population, moments
from listopt.odds.population import expit, logit
from listopt.odds.tables import Array

FIGURES = ("match", "mean_matched", "sd_matched", "mean_unmatched", "sd_unmatched", "score_contrast")
INTERVIEWS, CORRELATION, MATCH, SLOPE, SPREAD = range(5)
START = np.array([1.2, -2.5, -1.4, 0.6, 0.0])
WIDE = np.array([0.5, 0.8, 0.4, 0.3, 0.0])
"""Where the estimation of mean and sd over specialties starts; it does not depend on it."""
ROUNDS = 40
SETTLED = 2e-3
STEP = 1e-4


@dataclass(frozen=True)
class Published:
    """Published figures on a scale where errors are about normal; NaN where nothing is published."""

    rate: float
    strength: float
    figures: Array
    errors: Array
    limit: int | None = None


@dataclass(frozen=True)
class Prior:
    """Mean and standard deviation of the unknowns over specialties."""

    mean: Array
    sd: Array


@dataclass(frozen=True)
class Fit:
    """Most likely unknowns, their covariance, and the model at them."""

    unknowns: Array
    covariance: Array
    moments: ListMoments
    population: Population

    def sd(self, which: int) -> float:
        """Standard deviation of one unknown."""
        return float(np.sqrt(self.covariance[which, which]))


def on_scale(match: float, lengths: Array, contrast: float) -> Array:
    """Log odds of a match, logs of means and standard deviations, the contrast as it is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.array([float(logit(np.array(match))), *np.log(lengths), contrast])


def population_at(unknowns: Array, seen: Published) -> Population:
    """Population of the list model at some values of the unknowns."""
    return Population(
        rate=seen.rate,
        strength=seen.strength,
        applications=float(np.exp(unknowns[INTERVIEWS])) / seen.rate,
        correlation=float(expit(unknowns[CORRELATION])),
        match_given_interview=float(expit(unknowns[MATCH])),
        slope=float(unknowns[SLOPE]),
        spread=float(np.exp(unknowns[SPREAD])),
        limit=seen.limit,
    )


def fit(seen: Published, prior: Prior, start: Array) -> Fit:
    """Fit one specialty by damped Gauss-Newton steps."""
    there = ~np.isnan(seen.figures)

    def misses(unknowns: Array) -> Array:
        found = moments(population_at(unknowns, seen))
        lengths = np.array([found.mean_matched, found.sd_matched, found.mean_unmatched, found.sd_unmatched])
        values = on_scale(found.match, lengths, found.score_contrast)
        return np.concatenate([((values - seen.figures) / seen.errors)[there], (unknowns - prior.mean) / prior.sd])

    best, slopes = _least_squares(misses, start)
    population = population_at(best, seen)
    covariance = np.asarray(np.linalg.inv(slopes.T @ slopes), np.float64)
    return Fit(best, covariance, moments(population), population)


def _least_squares(misses: Callable[[Array], Array], start: Array) -> tuple[Array, Array]:
    """Levenberg's method; returns the minimum and the Jacobian there."""
    at, miss, damping = start, misses(start), 1e-3
    for _ in range(60):
        slopes = np.column_stack([(misses(at + STEP * one) - miss) / STEP for one in np.eye(len(at))])
        square = slopes.T @ slopes
        step = -np.linalg.solve(square + damping * np.diag(np.diag(square)), slopes.T @ miss)
        tried = misses(at + np.clip(step, -0.7, 0.7))
        if tried @ tried < miss @ miss:
            gain = miss @ miss - tried @ tried
            at, miss, damping = at + np.clip(step, -0.7, 0.7), tried, damping / 5
            if gain < 1e-9:
                break
        else:
            damping *= 10
            if damping > 1e8:
                break
    return at, slopes


def pool(seen: Mapping[str, Published], assumed: Prior) -> tuple[Prior, Mapping[str, Fit]]:
    """Mean and sd over specialties, with the fits they lead to; NaN in what is assumed is estimated."""
    prior = Prior(_or(assumed.mean, START), _or(assumed.sd, WIDE))
    fits: dict[str, Fit] = {}
    for _ in range(ROUNDS):
        starts = {name: fits[name].unknowns if fits else prior.mean for name in seen}
        fits = {name: fit(figures, prior, starts[name]) for name, figures in seen.items()}
        at = np.array([one.unknowns for one in fits.values()])
        mean = _or(assumed.mean, at.mean(axis=0))
        own = np.array([np.diag(one.covariance) for one in fits.values()])
        before, prior = prior, Prior(mean, _or(assumed.sd, np.sqrt(((at - mean) ** 2 + own).mean(axis=0))))
        if np.allclose(before.mean, prior.mean, atol=SETTLED) and np.allclose(before.sd, prior.sd, atol=SETTLED):
            break
    return prior, fits


def _or(given: Array, otherwise: Array) -> Array:
    return np.where(np.isnan(given), otherwise, given)
