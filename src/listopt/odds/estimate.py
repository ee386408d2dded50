"""`estimate`: the odds of every eligible program, with range and source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.applicant import Applicant
from listopt.errors import Faults
from listopt.odds.correlation import correlations
from listopt.odds.model import Estimate, model_odds
from listopt.odds.own import OwnOdds, overlay, own_odds
from listopt.odds.ranges import Range, Ranges
from listopt.odds.signals import tier_names
from listopt.odds.tables import Array, Numbers, parameters
from listopt.odds.terms import untold_share
from listopt.odds.uncertainty import Uncertainty, cleared, padded
from listopt.odds.warnings import warnings_of

TERMS = ("base", "score", "attempts", "years_since_graduation", "usce", "visa", "ties")


@dataclass(frozen=True, eq=False)
class Odds:
    """Probabilities per application, unconditional, with 80 % ranges.

    Attributes
    ----------
    table
        Index ``program_id``, in the order given. For the mode without a signal, and with ``_<tier>`` appended for
        each tier: ``p_interview``, ``p_interview_low``, ``p_interview_high``, ``p_match``, ``p_match_low``,
        ``p_match_high`` (0 to 1; ``p_match`` is the probability of a match there if nothing preferred comes first; NaN
        where the mode is not on offer, and ``p_interview`` also where only an own ``p_match`` is given). ``source``:
        what the program's odds start from. ``p_j1`` and ``p_h1b``: probability that the program sponsors the visa.
    terms
        Index ``program_id``. Log-odds contributions that add up to the log odds of ``p_interview``: ``base``,
        ``score``, ``attempts``, ``years_since_graduation``, ``usce``, ``visa``, ``ties``; and ``signal_<tier>``, what a
        signal adds to them. NaN for own odds.
    uncertainty
        What is uncertain about each program and mode, in the order of the table and of `modes`.
    modes
        Ways of applying: "" without a signal, then the tiers.
    correlation
        Variance share of the common factor by specialty; the key "" stands for programs without a specialty.
    warnings
        What is unknown, borrowed or carried forward, one sentence each.
    """

    table: pd.DataFrame
    terms: pd.DataFrame
    uncertainty: Uncertainty
    modes: tuple[str, ...]
    correlation: Mapping[str, Range]
    warnings: tuple[str, ...]


def estimate(
    programs: pd.DataFrame,
    applicant: Applicant | None,
    *,
    season: int,
    tiers: Mapping[str, tuple[str, ...]],
    participation: float,
    everyone: pd.DataFrame | None = None,
    correlation: float | Mapping[str, float] | None = None,
    coefficients: Numbers | None = None,
) -> Odds:
    """Odds of an interview and of a match at each program.

    Parameters
    ----------
    programs
        Eligible rows of the catalogue: index ``program_id``, columns of the column register as far as present,
        canonical specialty names.
    applicant
        May be None when every program has its own ``p_match``.
    season
        Year of the Match.
    tiers
        Signal tiers of each specialty's pool, best first; none for a specialty that is missing.
    participation
        Probability (0 to 1) that a program takes signals when the catalogue does not say.
    everyone
        The whole catalogue, whose other programs tell about places; by default ``programs``.
    correlation
        Given variance share of the common factor, for all or per specialty; None: the reference table's.
    coefficients
        Numbers that replace those of ``odds_parameters.csv``, by name.

    Raises
    ------
    InputError
        When some program needs an estimate and the applicant's type or the program's specialty is missing, or when a
        correlation is outside [0, 1).
    """
    names = tier_names(tiers)
    own = own_odds(programs, tiers, names)
    lacking = own.lacking
    _require(programs, applicant, lacking.nonzero()[0].tolist())
    numbers = {**parameters(season), **(coefficients or {})}
    found = None
    if applicant is not None and lacking.any():
        some = programs if lacking.all() else programs.loc[lacking]
        found = model_odds(
            some, programs if everyone is None else everyone, applicant, season=season, tiers=tiers,
            participation=participation, numbers=numbers,
        )  # fmt: skip
    estimated = padded(found.uncertainty if found else None, lacking, own.interview.shape)
    interview, match = _merge(own, found, estimated)
    who = applicant.type if applicant is not None else None
    return Odds(
        _table(programs.index, names, interview, match, own, found),
        _terms(programs.index, names, own, found),
        cleared(estimated, ~np.isnan(own.interview) | own.own[:, None], ~np.isnan(own.match)),
        ("", *names),
        correlations(programs, who, season, correlation, hidden=_hidden(applicant, season, numbers)),
        warnings_of(programs, applicant, season, found),
    )


def _hidden(applicant: Applicant | None, season: int, numbers: Numbers) -> float:
    """Variance of the latent variable that a score not known, or not yet, leaves to the common factor."""
    untold = 0.0 if applicant is None else untold_share(applicant, season, numbers)
    return untold * numbers["unknown_score_variance"].value


def _require(programs: pd.DataFrame, applicant: Applicant | None, lacking: Sequence[int]) -> None:
    """Refuse to guess who applies, and to what."""
    if not lacking:
        return
    faults = Faults()
    code = programs.index[lacking[0]]
    if applicant is None or applicant.type is None:
        faults.add(
            "applicant.type",
            "nothing",
            "us_md, us_do, us_img or non_us_img",
            f"{len(lacking)} programs (the first is {code}) have no p_match of their own and need an estimate.",
        )
    some = programs.iloc[list(lacking)]
    nameless = some[some["specialty"].isna()] if "specialty" in some else some
    for code in nameless.index[:5]:
        advice = "Name the specialty, or give p_match."
        faults.add(f"program {code}", "no specialty and no p_match", "one of the two", advice)
    faults.raise_if_any()


def _merge(own: OwnOdds, found: Estimate | None, estimated: Uncertainty) -> tuple[Ranges, Ranges]:
    """Put estimates where they belong among all programs, and own odds over them."""
    shape, lacking = own.interview.shape, own.lacking
    value, factor = np.full(shape, np.nan), np.full(shape[0], np.nan)
    if found is not None:
        value[lacking], factor[lacking] = found.interview, found.match_given_interview
    return overlay(own, estimated.ranges(value), factor, estimated.match_sd)


def _table(
    index: pd.Index, names: Sequence[str], interview: Ranges, match: Ranges, own: OwnOdds, found: Estimate | None
) -> pd.DataFrame:
    columns: dict[str, Array] = {}
    for mode, tier in enumerate(("", *(f"_{name}" for name in names))):
        for stem, ranges in (("p_interview", interview), ("p_match", match)):
            columns[stem + tier] = ranges.value[:, mode]
            columns[f"{stem}_low{tier}"] = ranges.low[:, mode]
            columns[f"{stem}_high{tier}"] = ranges.high[:, mode]
    source = np.full(len(index), "own odds", object)
    if found is not None:
        source[own.lacking] = found.source
    source[own.own] = "own odds"
    policy = {"p_j1": np.full(len(index), np.nan), "p_h1b": np.full(len(index), np.nan)}
    for name, values in policy.items():
        if found is not None:
            values[own.lacking] = found.policy[name].to_numpy(float)
    return pd.DataFrame(columns | policy, index=index).assign(source=source)


def _terms(index: pd.Index, names: Sequence[str], own: OwnOdds, found: Estimate | None) -> pd.DataFrame:
    columns = [*TERMS, *(f"signal_{name}" for name in names)]
    if found is None:
        return pd.DataFrame(np.nan, index=index, columns=columns)
    return found.terms.loc[~own.own[own.lacking], columns].reindex(index)
