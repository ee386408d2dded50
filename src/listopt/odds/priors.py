"""What is expected of a program's interview rate before its own is seen: from its place and its other rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from listopt.odds.population import expit, intercepts
from listopt.odds.rates import TYPES, PlaceSpread, RateModel, deviations, levels_of, rates_of
from listopt.odds.tables import Array, Flags

Counts = np.ndarray[tuple[Any, ...], np.dtype[Any]]


@dataclass(frozen=True)
class Priors:
    """What is thought of each program's rate before its own is seen; one entry per program.

    Attributes
    ----------
    mean
        Expected rate.
    strength
        Strength of the beta distribution around it.
    published
        Whether the specialty's level is published.
    told
        Whether other programs of the place, or other rates of the program, have shifted it.
    """

    mean: Array
    strength: Array
    published: Flags
    told: Flags


def priors(model: RateModel, programs: pd.DataFrame, everyone: pd.DataFrame, who: str) -> Priors:
    """Expected rate of each program from its specialty, its place, and its rates for other applicant types.

    Parameters
    ----------
    model
        Levels and spreads.
    programs
        Programs asked about; columns ``specialty`` and, as far as known, ``state``, ``institution``,
        ``interview_rate_<type>``.
    everyone
        The catalogue they are from: its other programs tell about the place.
    who
        Applicant type.
    """
    of = levels_of(model, programs["specialty"], who)
    spread = model.places[who]
    shift, left = place_shifts(spread, programs, everyone, deviations(model, everyone, who))
    total = np.full(len(programs), np.sqrt(spread.place))
    none = np.zeros((len(programs), 1))
    level = intercepts(of.mean, total, none, none + 1)
    other, explained = _other_types(model, programs, everyone, who)
    nodes, weights = np.polynomial.hermite_e.hermegauss(9)
    at = (level + of.offset + shift + other)[:, None] + np.sqrt(left)[:, None] * nodes
    expected = expit(at) @ (weights / weights.sum())
    told = (shift != 0) | (other != 0)
    return Priors(expected, (of.strength + 1) / (1 - explained) - 1, of.published, told)


def place_shifts(
    spread: PlaceSpread, programs: pd.DataFrame, everyone: pd.DataFrame, deviation: Array
) -> tuple[Array, Array]:
    """Best linear prediction of the shift that each program's place makes, and the variance left.

    Two nested levels. A state's deviation is the mean of its institutions' means, weighted by their precision and
    shrunk; an institution departs from its state as far as its programs warrant. A program's own rate is left out of
    its institution's mean, since it is counted afterwards.

    Parameters
    ----------
    spread
        Variances of the two levels.
    programs, everyone
        Programs asked about, and the whole catalogue.
    deviation
        One entry per program of ``everyone``: log odds of its rate against its specialty's mean; NaN without a rate.
    """
    state, institution = _keys(everyone)
    known = ~np.isnan(deviation)
    value = np.where(known, deviation, 0.0)
    count, total = np.bincount(institution, known), np.bincount(institution, value)
    home = np.zeros(len(count), int)
    home[institution] = state
    precision = _precision(spread, count)
    of_state = np.bincount(home, precision)
    variance = 1 / (of_state + 1 / spread.state)
    region = variance * np.bincount(home, precision * total / np.maximum(count, 1))
    rows = everyone.index.get_indexer(programs.index)
    here, at, mates = state[rows], institution[rows], count[institution[rows]] - known[rows]
    mean = (total[at] - value[rows]) / np.maximum(mates, 1)
    share = spread.institution * _precision(spread, mates)
    left = (1 - share) ** 2 * variance[here] + (1 - share) * spread.institution
    return region[here] + share * (mean - region[here]), left


def _precision(spread: PlaceSpread, count: Counts) -> Array:
    """One over the variance of the mean of ``count`` programs of an institution around its state; 0 without any."""
    return np.where(count > 0, 1 / (spread.institution + spread.program / np.maximum(count, 1)), 0.0)


def _keys(programs: pd.DataFrame) -> tuple[np.ndarray[tuple[int], np.dtype[np.int_]], ...]:
    """Numbers of the state and of the institution in it; a program that does not say stands alone."""
    alone = pd.Series("?" + programs.index.astype(str), index=programs.index)
    name = programs["institution"].fillna(alone) if "institution" in programs else alone
    state = programs["state"].fillna(name) if "state" in programs else name
    return tuple(np.asarray(pd.factorize(key, sort=True)[0], int) for key in (state, state + "|" + name))


def _other_types(model: RateModel, programs: pd.DataFrame, everyone: pd.DataFrame, who: str) -> tuple[Array, Array]:
    """Shift from a program's rates for other applicant types, and the share of its variance they explain.

    The conditional mean of a normal deviation given the others. Counted only where the rate asked about is missing.
    """
    target = TYPES.index(who)
    shift, explained = np.zeros(len(programs)), np.zeros(len(programs))
    others = [position for position in range(len(TYPES)) if position != target]
    lacking = np.isnan(rates_of(programs, who))
    told = np.column_stack([~np.isnan(rates_of(programs, TYPES[position])) for position in others]) & lacking[:, None]
    if not told.any():
        return shift, explained
    residual = np.column_stack([_residual(model, programs, everyone, TYPES[position]) for position in others])
    for pattern in np.unique(told[told.any(axis=1)], axis=0):
        rows = (told == pattern).all(axis=1)
        given = np.array(others)[pattern]
        weights = np.linalg.solve(model.between_types[np.ix_(given, given)], model.between_types[given, target])
        shift[rows] = residual[rows][:, pattern] @ weights
        share = weights @ model.between_types[given, target] / model.between_types[target, target]
        explained[rows] = np.clip(share, 0.0, 0.9)
    return shift, explained


def _residual(model: RateModel, programs: pd.DataFrame, everyone: pd.DataFrame, who: str) -> Array:
    """Deviation of a program's own rate from what its specialty and place suggest; NaN without a rate."""
    shift, _ = place_shifts(model.places[who], programs, everyone, deviations(model, everyone, who))
    return deviations(model, programs, who) - shift
