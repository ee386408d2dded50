"""Refitting the chance of a match given an interview: one factor on the published chances.

An applicant with interviews at programs of the chances ``q_i`` matches somewhere with the chance
``1 - prod (1 - f q_i)``; ``log f`` is normal around 0 with the published standard deviation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from listopt.fitting.cases import Cases
from listopt.fitting.group import Positions
from listopt.odds.coefficients import LIMITS, MATCH
from listopt.odds.model import MOST_MATCHES
from listopt.odds.tables import Array, Parameter

H = 1e-3
"""Step of the second difference, in log units."""


@dataclass(frozen=True, eq=False)
class Interviewed:
    """Chances of a match at each interview, the applicant each belongs to (as a number), and who matched."""

    chance: Array
    applicant: Positions
    matched: Array

    def loss(self, log_factor: float) -> float:
        """Minus the log likelihood."""
        missed = np.log1p(-np.minimum(self.chance * math.exp(log_factor), MOST_MATCHES))
        none = np.bincount(self.applicant, weights=missed, minlength=len(self.matched))
        return -float(np.where(self.matched > 0, np.log(-np.expm1(none)), none).sum())


def interviewed(cases: Cases) -> Interviewed:
    """Interviews of which it is known whether they led to a match."""
    table = cases.outcomes.table
    used = (table["interviewed"] & table["matched"].notna()).to_numpy(bool)
    some = table[used]
    who = list(zip(some["applicant"], some["season"], strict=True))
    position = {key: place for place, key in enumerate(dict.fromkeys(who))}
    applicant = np.array([position[key] for key in who], np.int_)
    matches = np.bincount(applicant, weights=some["matched"].to_numpy(float), minlength=len(position))
    return Interviewed(cases.match[used], applicant, matches.astype(float))


def refit_matches(data: Interviewed, published: Parameter) -> Parameter | None:
    """Fit the factor; None without interviews of known end."""
    if not len(data.matched):
        return None
    from scipy.optimize import minimize_scalar

    relative = published.sd / published.value
    low, high = (math.log(end / published.value) for end in LIMITS[MATCH])

    def loss(log_factor: float) -> float:
        return data.loss(log_factor) + 0.5 * (log_factor / relative) ** 2

    best = float(minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-8}).x)
    curvature = (loss(best + H) - 2 * loss(best) + loss(best - H)) / H**2
    value = published.value * math.exp(best)
    return Parameter(value, value / math.sqrt(max(curvature, relative**-2)))
