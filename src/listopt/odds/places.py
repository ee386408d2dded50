"""What depends on the program as well as the applicant: ties and visa policy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from listopt.applicant import Applicant
from listopt.odds.tables import Array, Flags, parameters
from listopt.odds.terms import Term, product_sd


def ties_term(programs: pd.DataFrame, applicant: Applicant, season: int) -> Term:
    """Strongest tie to each program: a rotation there, its state, its region; a marked ``ties`` counts as its state.

    No tie counts as 0: few applications have one, so the mean hardly moves.
    """
    numbers = parameters(season)
    factor = numbers["association"]
    value, sd = np.zeros(len(programs)), np.zeros(len(programs))
    marked = flags(programs, "ties", True)
    for name, tied in (
        ("tie_region", _among(programs, "region", applicant.ties.regions)),
        ("tie_state", _among(programs, "state", applicant.ties.states) | marked),
        ("tie_program", programs.index.isin(applicant.ties.programs)),
    ):
        raw = numbers[name]
        value = np.where(tied, raw.value * factor.value, value)
        sd = np.where(tied, product_sd(raw, factor), sd)
    return Term(value, sd)


def _among(programs: pd.DataFrame, column: str, values: tuple[str, ...]) -> Flags:
    if column not in programs or not values:
        return np.zeros(len(programs), bool)
    return programs[column].isin(values).to_numpy(bool)


def flags(programs: pd.DataFrame, column: str, state: bool) -> Flags:
    """Say whether a three-state column is known to be ``state``."""
    if column not in programs:
        return np.zeros(len(programs), bool)
    return programs[column].astype("boolean").eq(state).fillna(False).to_numpy(bool)


def sponsors(programs: pd.DataFrame, applicant: Applicant, h1b_share: Array, season: int) -> tuple[Array, Array]:
    """Factor on the interview probability, and further standard deviation, for an unknown visa policy.

    The factor is below 1 only where H-1B is the only way in and the program does not say whether it sponsors it: then
    it is the specialty's share of programs that do. Where J-1 would do, the rate for non-US IMGs already carries the
    policy.
    """
    factor, sd = np.ones(len(programs)), np.zeros(len(programs))
    if applicant.type != "non_us_img" or applicant.needs_visa is False:
        return factor, sd
    accepted = applicant.visa or ("J-1",)
    by_j1 = ~flags(programs, "j1", False) if "J-1" in accepted else np.zeros(len(programs), bool)
    by_h1b = flags(programs, "h1b", True) if "H-1B" in accepted else np.zeros(len(programs), bool)
    unsure = ~flags(programs, "j1", True) & by_j1 & ~by_h1b
    if "H-1B" in accepted:
        only_maybe = ~by_j1 & ~by_h1b & ~flags(programs, "h1b", False)
        factor = np.where(only_maybe, h1b_share, factor)
        unsure = unsure | only_maybe
    return factor, np.where(unsure, parameters(season)["visa_policy_unknown_sd"].value, sd)
