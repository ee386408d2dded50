"""Correlated risk: one normal factor per applicant, integrated over Gauss-Legendre nodes.

Every program has a latent variable ``L_i = sqrt(rho) M + sqrt(1 - rho) e_i`` with one standard normal factor ``M``
shared by all programs. The event of probability ``p_i`` happens when ``L_i > Phi^-1(1 - p_i)``, so given ``M = m``

    p_i(m) = Phi((Phi^-1(p_i) + sqrt(rho) m) / sqrt(1 - rho)),

independent over programs (one-factor Gaussian copula; Vasicek 1987). The nodes are Gauss-Legendre on the
probability scale ``u = Phi(m)``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]

MOST_HAZARD = 30.0
"""Cap of ``-log(1 - p)``: a certain match counts as missing with probability exp(-30), about 1e-13."""

_erfc = np.frompyfunc(math.erfc, 1, 1)
_inv_cdf = np.frompyfunc(NormalDist().inv_cdf, 1, 1)


def _cdf(x: Matrix) -> Matrix:
    """Standard normal distribution function."""
    return np.asarray(0.5 * _erfc(-x / math.sqrt(2.0)), dtype=float)


def _quantile(p: Vector) -> Vector:
    """Inverse of the standard normal distribution function."""
    return np.asarray(_inv_cdf(p), dtype=float)


@dataclass(frozen=True)
class Nodes:
    """Values ``m`` of the common factor and their weights, which add up to 1."""

    m: Vector
    weight: Vector

    def __len__(self) -> int:
        return len(self.m)


@cache
def nodes(count: int) -> Nodes:
    """Gauss-Legendre rule with ``count`` nodes on the probability scale of the factor."""
    point, weight = _gauss_legendre(count)
    return Nodes(_quantile((point + 1) / 2), weight / 2)


def _gauss_legendre(count: int) -> tuple[Vector, Vector]:
    """Points and weights on [-1, 1] by Newton's method on the Legendre polynomial of degree ``count``.

    NumPy's rule asks LAPACK for eigenvalues, which takes seconds for hundreds of points on a busy machine.
    """
    point = np.cos(np.pi * (np.arange(count, 0, -1) - 0.25) / (count + 0.5))
    for _ in range(8):
        before, value = np.ones_like(point), point
        for degree in range(2, count + 1):
            before, value = value, ((2 * degree - 1) * point * value - (degree - 1) * before) / degree
        slope = count * (point * value - before) / (point * point - 1)
        point = point - value / slope
    return point, 2 / ((1 - point * point) * slope * slope)


def conditional(p: Vector, loading: Vector, at: Nodes) -> Matrix:
    """Probabilities given the factor: events x nodes.

    ``p`` in [0, 1] and the ``loading`` (rho, in [0, 1)) have one entry per event. A probability of 0 or 1 and a
    loading of 0 stay what they are.
    """
    table = np.repeat(p[:, None], len(at), axis=1)
    mixed = np.flatnonzero((p > 0) & (p < 1) & (loading > 0))
    if not len(mixed):
        return table
    pairs, where = np.unique(np.column_stack([p[mixed], loading[mixed]]), axis=0, return_inverse=True)
    quantile = _quantile(pairs[:, 0])[:, None]
    rho = pairs[:, 1][:, None]
    arguments = (quantile + np.sqrt(rho) * at.m[None, :]) / np.sqrt(1.0 - rho)
    table[mixed] = _cdf(arguments)[where.reshape(-1)]
    return table


def hazards(p: Vector, loading: Vector, at: Nodes) -> Matrix:
    """``-log(1 - p(m))`` at the nodes, events x nodes, capped at `MOST_HAZARD`."""
    given = np.minimum(conditional(p, loading, at), -np.expm1(-MOST_HAZARD))
    return np.asarray(-np.log1p(-given), dtype=float)


def expected_best(p: Vector, utility: Vector, loading: Vector, at: Nodes) -> float:
    """Expected utility of the best offer, ``E[max u_i Z_i]``, of the programs given.

    Sorted by falling utility, program ``i`` is taken when it says yes and all before it said no (Chade & Smith 2006,
    doi:10.1111/j.1468-0262.2006.00705.x).
    """
    if not len(p):
        return 0.0
    order = np.argsort(-utility, kind="stable")
    given = conditional(p[order], loading[order], at)
    missed = np.cumprod(1.0 - given, axis=0)
    first = np.vstack([np.ones((1, len(at))), missed[:-1]])
    return float((utility[order] @ (first * given)) @ at.weight)


def any_match(p: Vector, loading: Vector, at: Nodes) -> float:
    """Chance that at least one of the events happens."""
    if not len(p):
        return 0.0
    return float(1.0 - np.prod(1.0 - conditional(p, loading, at), axis=0) @ at.weight)


def any_matches(p: Matrix, loading: Matrix, at: Nodes) -> Vector:
    """Chance that at least one of the events happens, for many draws of chances: draws x events.

    The normal functions are read off a table, which is right to some 1e-6 and ten times as fast.
    """
    table = np.linspace(-8.0, 8.0, 3201)
    cumulated = _cdf(table[None, :])[0]
    p = np.clip(p, 1e-14, 1 - 1e-14)
    quantile = np.interp(np.log(p) - np.log1p(-p), np.log(cumulated) - np.log1p(-cumulated), table)
    arguments = (quantile[..., None] + np.sqrt(loading)[..., None] * at.m) / np.sqrt(1.0 - loading)[..., None]
    missed = np.prod(1.0 - np.interp(arguments, table, cumulated), axis=1)
    return np.asarray(1.0 - missed @ at.weight, dtype=float)
