"""Ranges around an estimate: 80 % of what is thought possible lies inside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from listopt.odds.population import expit, logit
from listopt.odds.tables import Array

Z80 = 1.2815515655446004
"""Normal quantile of 0.9: one tenth lies above an 80 % range, one tenth below."""


@dataclass(frozen=True)
class Range:
    """A value with the limits of its 80 % range; ``low <= value <= high``."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Ranges:
    """Values with their 80 % ranges, programs x modes; NaN where a mode is not on offer."""

    value: Array
    low: Array
    high: Array


def around(p: Array, below: Array, above: Array) -> Ranges:
    """Range of a probability whose log odds have these standard deviations downwards and upwards."""
    middle = logit(p)
    return Ranges(p, np.minimum(expit(middle - Z80 * below), p), np.maximum(expit(middle + Z80 * above), p))


def times(p: Ranges, factor: Array, log_sd: Array) -> Ranges:
    """Product with a factor in (0, 1] that has the standard deviation ``log_sd`` on the log scale.

    Both uncertainties are added in quadrature on the log scale. A value of 0 stays a certain 0.
    """
    certain = np.minimum(factor * np.exp(Z80 * log_sd), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        down = np.hypot(np.log(p.value / p.low), Z80 * log_sd)
        up = np.hypot(np.log(p.high / p.value), np.log(certain / factor))
    value = p.value * factor
    return Ranges(
        value, np.where(p.value > 0, value * np.exp(-down), value), np.where(p.value > 0, value * np.exp(up), value)
    )
