"""How interview rates vary: between programs of a specialty, between states, between institutions.

The rate of a program for one applicant type is thought of as drawn in two steps. Its place shifts the specialty's
level on the log-odds scale: one normal deviation for the state, one for the institution within it. Around that level
the programs spread like a beta distribution, whose strength says how many applications the spread is worth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from listopt.odds.population import logit
from listopt.odds.tables import ALL, Array, Flags, newest

TYPES = ("us_md", "us_do", "us_img", "non_us_img")
"""Applicant types, in the order of the spread between types."""
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
