"""How interview rates vary: between programs of a specialty, between states, between institutions.

The rate of a program for one applicant type is thought of as drawn in two steps. Its place shifts the specialty's
level on the log-odds scale: one normal deviation for the state, one for the institution within it. Around that level
the programs spread like a beta distribution, whose strength says how many applications the spread is worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from listopt.odds.population import expit, intercepts, logit
from listopt.odds.tables import ALL, Array, Flags, newest

TYPES = ("us_md", "us_do", "us_img", "non_us_img")
"""Applicant types, in the order of the spread between types."""
Counts = np.ndarray[tuple[Any, ...], np.dtype[Any]]
FIGURES = ("mean_rate", "centre", "offset", "balance", "strength", "n_applications")
"""Columns of ``interview_rates.csv`` that make a `Level`, in its order."""


@dataclass(frozen=True)
class Level:
    """One specialty and applicant type.

    Attributes
    ----------
    mean
        Mean interview rate over programs, inside (0, 1).
    centre
        Mean over programs of the log odds of their rates, each shrunk to the mean; below the log odds of the mean.
    offset
        Log odds added to what is expected of each program, so that over those with a rate it averages to the mean.
    balance
        Log odds added, for as much of programs' distances as does not count, to keep the mean over the programs.
    strength
        Strength of the beta distribution of programs around their level, in applications.
    n
        Applications of the type that a program gets.
    published
        False where the figures stand in for a specialty without rates.
    """

    mean: float
    centre: float
    offset: float
    balance: float
    strength: float
    n: float
    published: bool


@dataclass(frozen=True)
class PlaceSpread:
    """Variances in log odds: between states, between institutions of a state, between programs of an institution."""

    state: float
    institution: float
    program: float

    @property
    def place(self) -> float:
        """Variance of the shift that a place makes."""
        return self.state + self.institution


@dataclass(frozen=True)
class RateModel:
    """Levels and spreads, as fitted.

    Attributes
    ----------
    levels
        (specialty, applicant type) -> level; the specialty "all" stands in for one without rates.
    places
        Applicant type -> spread over places.
    between_types
        4 x 4, in the order of `TYPES`: covariance, in log odds, of the deviations of one program's rates from what its
        specialty and place suggest.
    """

    levels: Mapping[tuple[str, str], Level]
    places: Mapping[str, PlaceSpread]
    between_types: Array

    def level(self, specialty: str, who: str) -> Level:
        """Level of a specialty for an applicant type, or what stands in for it."""
        return self.levels.get((specialty, who)) or self.levels[ALL, who]


@cache
def read_rates(season: int) -> RateModel:
    """Read the fitted tables: the newest at or before the season."""
    levels = {}
    for (specialty, who), row in newest("interview_rates", season, "specialty", "applicant_type").items():
        mean, centre, offset, balance, strength, n = (float(row[name]) for name in FIGURES)
        levels[specialty, who] = Level(mean, centre, offset, balance, strength, n, published=specialty != ALL)
    spreads = newest("rate_spread", season, "applicant_type")
    places = {who: PlaceSpread(*(float(row[name]) for name in ("state", "institution", "program")))
              for (who,), row in spreads.items()}  # fmt: skip
    between = np.array([[float(spreads[(a,)][f"with_{b}"]) for b in TYPES] for a in TYPES])
    return RateModel(levels, places, between)


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


def rates_of(programs: pd.DataFrame, who: str) -> Array:
    """Interview rates of the programs for one applicant type; NaN where unknown."""
    return numbers_of(programs, f"interview_rate_{who}")


def numbers_of(programs: pd.DataFrame, column: str) -> Array:
    """A numeric column as floats; NaN throughout where the catalogue does not have it."""
    if column not in programs:
        return np.full(len(programs), np.nan)
    return programs[column].to_numpy(float, na_value=np.nan)


@dataclass(frozen=True)
class Levels:
    """Figures of `Level`, one entry per program."""

    mean: Array
    centre: Array
    offset: Array
    balance: Array
    strength: Array
    n: Array
    published: Flags


def levels_of(model: RateModel, specialties: pd.Series[str], who: str) -> Levels:
    """Give each program the level of its specialty."""
    codes, names = pd.factorize(specialties.fillna(""), sort=True)
    found = [model.level(str(name), who) for name in names]
    mean, centre, offset, balance, strength, n = (
        np.array([getattr(level, name) for level in found], float)[codes]
        for name in ("mean", "centre", "offset", "balance", "strength", "n")
    )
    published = np.array([level.published for level in found], bool)[codes]
    return Levels(mean, centre, offset, balance, strength, n, published)


def deviations(model: RateModel, programs: pd.DataFrame, who: str) -> Array:
    """Log odds of each program's own rate, shrunk, against its specialty's centre; NaN without a rate."""
    level = levels_of(model, programs["specialty"], who)
    return np.asarray(logit(shrunk(level, rates_of(programs, who))) - level.centre, float)


def shrunk(level: Levels, rate: Array) -> Array:
    """Rate drawn to the specialty's mean: ``(n r + k mean) / (n + k)``, so that a rate printed as 0.00 is not zero."""
    return (level.n * rate + level.strength * level.mean) / (level.n + level.strength)


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


def specialties_of(programs: pd.DataFrame) -> Sequence[str]:
    """Names of the specialties present, sorted."""
    return sorted(programs["specialty"].dropna().unique().tolist())
