"""The fit against applicants it has not seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from listopt.fitting.cases import Cases
from listopt.fitting.interviews import numbers_at, refit
from listopt.fitting.likeness import Data, Line
from listopt.odds.population import logit
from listopt.odds.tables import Array, Flags, Numbers

MOST_GROUPS, LEAST = 10, 10
"""Groups of the reliability table, and the least applications in one."""
CLOSE = 0.02
"""Folds need no more precision than this, in published standard deviations."""


@dataclass(frozen=True)
class Band:
    """Held-out applications of like predicted chance: mean predicted, share that led to an interview, how many."""

    predicted: float
    interviewed: float
    applications: int


@dataclass(frozen=True)
class HeldOut:
    """Every applicant predicted from the others.

    Attributes
    ----------
    folds
        Parts that the applicants were split into.
    published, fitted
        Mean log loss per application (natural logarithm) of the published and of the fitted numbers.
    gain, gain_se
        Their difference, positive when the fitted numbers predict better, with its standard error over applicants.
    reliability
        Groups by the chance that the fitted numbers predict, and by the one that the published numbers predict.
    """

    folds: int
    published: float
    fitted: float
    gain: float
    gain_se: float
    reliability: tuple[Band, ...]
    reliability_published: tuple[Band, ...]


def held_out(
    cases: Cases, data: Data, line: Line, names: Sequence[str], published: Numbers, folds: int
) -> HeldOut | None:
    """Fit without each part of the applicants in turn and predict it; None with fewer than two applicants.

    The applicants, sorted by name, go to the parts in turn. Slopes are those at the published numbers.
    """
    folds = min(folds, int(data.applicant.max()) + 1)
    if folds < 2:
        return None
    part = data.applicant % folds
    predicted = np.empty(len(part))
    for fold in range(folds):
        predicted[part == fold] = _predicted(cases, data, line, names, published, part == fold)
    before = cases.interview(published)
    losses = _losses(data.interviewed, before), _losses(data.interviewed, predicted)
    gains = np.bincount(data.applicant, weights=losses[0] - losses[1])
    gain = float(gains.sum() / len(part))
    sizes = np.bincount(data.applicant)
    se = math.sqrt(float(((gains - gain * sizes) ** 2).sum())) / len(part)
    bands, bands_before = (reliability(p, data.interviewed) for p in (predicted, before))
    return HeldOut(folds, float(losses[0].mean()), float(losses[1].mean()), gain, se, bands, bands_before)


def _predicted(cases: Cases, data: Data, line: Line, names: Sequence[str], published: Numbers, hidden: Flags) -> Array:
    """Chances of hidden applications by the numbers fitted to the others."""
    seen = ~hidden

    def at(by: Array) -> Line:
        return Line(by, logit(cases.interview(numbers_at(published, names, by))), line.loadings).of(seen)

    found = refit(data.of(seen), at, names, published, lambda _: None, close=CLOSE)
    return cases.interview(numbers_at(published, names, found.by))[hidden]


def _losses(y: Array, p: Array) -> Array:
    return -(y * np.log(p) + (1 - y) * np.log1p(-p))


def reliability(predicted: Array, y: Array) -> tuple[Band, ...]:
    """Groups of equal size by predicted chance."""
    count = max(1, min(MOST_GROUPS, len(y) // LEAST))
    groups = np.array_split(np.argsort(predicted, kind="stable"), count)
    return tuple(Band(float(predicted[rows].mean()), float(y[rows].mean()), len(rows)) for rows in groups)
