"""Intercepts that make the average over applicants equal the published rate."""

from __future__ import annotations

import numpy as np

from listopt.odds.tables import Array

NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
ROUNDS = 5
"""Newton steps; three leave an error of 4e-5 in log odds, five one of 2e-13."""
LONGEST_STEP = 2.0


def logit(p: Array) -> Array:
    """Log odds of a probability; 0 and 1 become minus and plus infinity."""
    with np.errstate(divide="ignore"):
        return np.log(p) - np.log1p(-p)


def expit(x: Array) -> Array:
    """Probability that has these log odds."""
    return np.asarray(1 / (1 + np.exp(-x)), float)


def intercepts(rate: Array, spread: Array, effect: Array, share: Array) -> Array:
    """Log odds of the average applicant without a signal, so that all applications together average to ``rate``.

    Solves ``sum_t share_t E[expit(c + spread Z + effect_t)] = rate`` for ``c``, one equation per program, where ``Z``
    is standard normal: Gauss-Hermite quadrature with 15 nodes, and Newton's method on the log-odds scale, on
    which the left-hand side is nearly a line. Taking ``logit(rate)`` instead would move the mean, since the
    average of a convex function exceeds the function of the average.

    Parameters
    ----------
    rate
        Published interview rate, inside (0, 1); one per program.
    spread
        Standard deviation of the score term over applicants, in log odds; one per program.
    effect
        Programs x modes: log-odds effect of each mode of applying; 0 for the mode without a signal.
    share
        Programs x modes: share of applications sent in each mode; rows sum to 1.
    """
    flat = (len(rate), effect.shape[1] * len(NODES))
    shift = ((spread[:, None] * NODES)[:, None, :] + effect[:, :, None]).reshape(flat)
    weight = (share[:, :, None] * WEIGHTS).reshape(flat)
    target = logit(rate)
    found: Array = target - np.einsum("pk,pk->p", weight, shift)
    for _ in range(ROUNDS):
        p = expit(found[:, None] + shift)
        weighted = weight * p
        mean = weighted.sum(axis=1)
        slope = (mean - np.einsum("pk,pk->p", weighted, p)) / (mean * (1 - mean))
        found = found + np.clip((target - logit(mean)) / slope, -LONGEST_STEP, LONGEST_STEP)
    return found
