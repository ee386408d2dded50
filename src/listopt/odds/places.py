"""What depends on the program as well as the applicant: ties and visa policy."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from listopt.applicant import Applicant
from listopt.odds.rates import RateModel, levels_of, rates_of
from listopt.odds.tables import ALL, Array, Flags, Numbers, Row, newest
from listopt.odds.terms import Term

VISAS = {"j1": "J-1", "h1b": "H-1B"}
"""Column of the catalogue -> visa."""
_lgamma = np.frompyfunc(math.lgamma, 1, 1)


def ties_term(programs: pd.DataFrame, applicant: Applicant, numbers: Numbers) -> Term:
    """Strongest tie to each program: a rotation there, its state, its region; a marked ``ties`` counts as its state.

    An applicant who names none counts as average, and so does one who names some, elsewhere: naming a tie never lowers
    a chance.
    """
    factor = numbers["association"]
    raw, kind = np.zeros(len(programs)), np.full(len(programs), "", object)
    marked = flags(programs, "ties", True)
    for name, tied in (
        ("tie_region", _among(programs, "region", applicant.ties.regions)),
        ("tie_state", _among(programs, "state", applicant.ties.states) | marked),
        ("tie_program", programs.index.isin(applicant.ties.programs)),
    ):
        raw = np.where(tied, numbers[name].value, raw)
        kind = np.where(tied, name, kind)
    shared: dict[str, float | Array] = {"association": raw * factor.sd}
    for name in ("tie_region", "tie_state", "tie_program"):
        shared[name] = np.where(kind == name, numbers[name].sd * factor.value, 0.0)
    return Term(raw * factor.value, 0.0, shared)


def _among(programs: pd.DataFrame, column: str, values: tuple[str, ...]) -> Flags:
    if column not in programs or not values:
        return np.zeros(len(programs), bool)
    return programs[column].isin(values).to_numpy(bool)


def flags(programs: pd.DataFrame, column: str, state: bool) -> Flags:
    """Say whether a three-state column is known to be ``state``."""
    if column not in programs:
        return np.zeros(len(programs), bool)
    return programs[column].astype("boolean").eq(state).fillna(False).to_numpy(bool)


def sponsoring(model: RateModel, programs: pd.DataFrame, season: int) -> pd.DataFrame:
    """Probability that each program sponsors a visa; index program_id, columns ``p_j1`` and ``p_h1b``.

    1 or 0 where the catalogue says so. Elsewhere the published share of the specialty's programs, sharpened by the
    program's rate for non-US IMGs by Bayes' rule: those that do not sponsor have a lower one (column ``rate_ratio`` of
    ``sponsorship.csv``), and the printed rate is beta-binomial under either.
    """
    rate = rates_of(programs, "non_us_img")
    of = levels_of(model, programs["specialty"], "non_us_img")
    found = {}
    for column, visa in VISAS.items():
        rows = [sponsorship(name, visa, season) for name in programs["specialty"].fillna("")]
        share, ratio = (np.array([float(row[name]) for row in rows]) for name in ("share", "rate_ratio"))
        yes = of.mean / (share + (1 - share) * ratio)
        likelihood = _evidence(rate, of.n, yes, of.strength)
        other = _evidence(rate, of.n, yes * ratio, of.strength)
        p = share / (share + (1 - share) * np.exp(np.clip(other - likelihood, -50, 50)))
        p = np.where(np.isnan(rate), share, p)
        known = flags(programs, column, True), flags(programs, column, False)
        found[f"p_{column}"] = np.select(known, [1.0, 0.0], p)
    return pd.DataFrame(found, index=programs.index)


def sponsorship(specialty: str, visa: str, season: int) -> Row:
    """Published share of a specialty's programs that sponsor a visa, or what stands in for it."""
    rows = newest("sponsorship", season, "specialty", "visa")
    return rows.get((specialty, visa)) or rows[ALL, visa]


def _evidence(rate: Array, n: Array, mean: Array, strength: Array) -> Array:
    """Log probability of ``n r`` interviews of ``n``, but for a constant; 0 without a rate."""
    a, b = mean * strength, (1 - mean) * strength
    hits = np.where(np.isnan(rate), 0.0, n * np.nan_to_num(rate))
    weight = np.where(np.isnan(rate), 0.0, n)
    return _log_beta(a + hits, b + weight - hits) - _log_beta(a, b)


def _log_beta(a: Array, b: Array) -> Array:
    return np.asarray(_lgamma(a) + _lgamma(b) - _lgamma(a + b), float)


def visa_factor(programs: pd.DataFrame, applicant: Applicant, policy: pd.DataFrame) -> tuple[Array, Flags]:
    """Factor on the interview probability, and whether the program's policy leaves open if one can train there.

    The factor is below 1 only where H-1B is the only way in and the program does not say whether it sponsors it. Where
    J-1 would do, the rate for non-US IMGs already carries the policy.
    """
    factor, unsure = np.ones(len(programs)), np.zeros(len(programs), bool)
    if applicant.type != "non_us_img" or applicant.needs_visa is False:
        return factor, unsure
    accepted = applicant.visa or ("J-1",)
    by_j1 = ~flags(programs, "j1", False) if "J-1" in accepted else unsure
    by_h1b = flags(programs, "h1b", True) if "H-1B" in accepted else unsure
    unsure = ~flags(programs, "j1", True) & by_j1 & ~by_h1b
    if "H-1B" in accepted:
        only_maybe = ~by_j1 & ~by_h1b & ~flags(programs, "h1b", False)
        factor = np.where(only_maybe, policy["p_h1b"].to_numpy(float), factor)
        unsure = unsure | only_maybe
    return factor, unsure
