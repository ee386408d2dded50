"""Refitting the numbers of the odds to an office's own outcomes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.fitting.cases import Cases, cases_of
from listopt.fitting.checking import Band, HeldOut, held_out
from listopt.fitting.interviews import Tell, informed, line_at, refit, require_statsmodels
from listopt.fitting.likeness import data_of
from listopt.fitting.matches import interviewed, refit_matches
from listopt.fitting.outcomes import Offer, Offers, Outcomes, read_outcomes
from listopt.odds.coefficients import LIMITS, MATCH
from listopt.odds.tables import Numbers, Parameter, newest, parameters

__all__ = [
    "Band",
    "Coefficient",
    "Fit",
    "HeldOut",
    "Offer",
    "Offers",
    "Outcomes",
    "fit",
    "read_outcomes",
    "require_statsmodels",
]


@dataclass(frozen=True)
class Coefficient:
    """One number of the odds before and after.

    Attributes
    ----------
    published, fitted
        Value and standard deviation; the same where the outcomes say nothing.
    unit
        Unit of both.
    informed
        Whether the outcomes say anything about it.
    bound
        Whether it stopped at its limit, beyond which a better fact would lower a chance.
    """

    name: str
    unit: str
    published: Parameter
    fitted: Parameter
    informed: bool
    bound: bool


@dataclass(frozen=True, eq=False)
class Fit:
    """Numbers of the odds refitted to outcomes, and how well they predict.

    Attributes
    ----------
    outcomes
        What was fitted to.
    coefficients
        Every number that can be refitted, in a fixed order.
    held_out
        How well applicants are predicted from the others; None when there is only one.
    """

    outcomes: Outcomes
    coefficients: tuple[Coefficient, ...]
    held_out: HeldOut | None

    @property
    def seasons(self) -> tuple[int, ...]:
        """Seasons of the outcomes."""
        return tuple(sorted({season for _, season in self.outcomes.applicants}))

    @property
    def n_applicants(self) -> int:
        """Different applicants."""
        return len({who for who, _ in self.outcomes.applicants})


def fit(outcomes: Outcomes, programs: pd.DataFrame, offers: Offers, *, folds: int, tell: Tell) -> Fit:
    """Refit the numbers of the odds by penalised maximum likelihood.

    Parameters
    ----------
    outcomes
        What became of the applications.
    programs
        The whole catalogue: index ``program_id``.
    offers
        Signals of each season.
    folds
        Parts of the applicants for the check on held-out applicants; at least 2.
    tell
        Told of progress, one line at a time.

    Raises
    ------
    InputError
        When statsmodels is not installed.
    """
    require_statsmodels()
    season = max(season for _, season in outcomes.applicants)
    published = parameters(season)
    cases = cases_of(outcomes, programs, offers, published)
    names, data = informed(cases, published), data_of(cases)
    first = line_at(cases, published, names, np.zeros(len(names)))
    found = refit(data, lambda by: line_at(cases, published, names, by) if by.any() else first, names, published, tell)
    new = {
        name: Parameter(published[name].value + published[name].sd * by, published[name].sd * sd)
        for name, by, sd in zip(names, found.by.tolist(), found.sd.tolist(), strict=True)
    }
    bound = {name for name, at in zip(names, found.bound.tolist(), strict=True) if at}
    tell(f"checking on held-out applicants in {folds} folds")
    checked = held_out(cases, data, first, names, published, folds)
    return Fit(outcomes, _coefficients(cases, published, new, bound, season), checked)


def _coefficients(
    cases: Cases, published: Numbers, new: dict[str, Parameter], bound: set[str], season: int
) -> tuple[Coefficient, ...]:
    match = refit_matches(interviewed(cases), published[MATCH])
    new = new if match is None else {**new, MATCH: match}
    rows = newest("odds_parameters", season, "name")
    return tuple(
        Coefficient(name, rows[name,]["unit"], old, new.get(name, old), name in new, name in bound)
        for name, old in ((name, published[name]) for name in LIMITS)
    )
