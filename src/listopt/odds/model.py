"""The log-odds model of an interview: base rate, applicant, place, signal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from listopt.applicant import Applicant
from listopt.odds.places import flags, sponsors, ties_term
from listopt.odds.population import expit, intercepts, logit
from listopt.odds.ranges import Ranges, around
from listopt.odds.signals import Signals, signals, tier_names
from listopt.odds.tables import Array, Table, h1b_shares, parameters
from listopt.odds.terms import Term, attempts_term, score_term, usce_term, visa_term, years_term

Positions = NDArray[np.int_]


@dataclass(frozen=True)
class Estimate:
    """Estimated odds, all in the order of the programs given.

    Attributes
    ----------
    interview
        Odds of an interview, programs x modes (without a signal first); NaN where a tier is not on offer.
    match_given_interview, log_sd
        Probability of a match given an interview, if nothing preferred comes first, and its standard deviation on the
        log scale.
    terms
        Columns as in `listopt.odds.Odds.terms`.
    source
        Where the base rate of each program is from.
    warnings
        What was borrowed.
    """

    interview: Ranges
    match_given_interview: Array
    log_sd: Array
    terms: pd.DataFrame
    source: list[str]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Base:
    """Interview rate of each program for the applicant's type, its standard deviation in log odds, its source."""

    rate: Array
    sd: Array
    source: list[str]


def base_rates(programs: pd.DataFrame, at: Positions, names: list[str], who: str, season: int) -> Base:
    """Own rate shrunk to the specialty's mean as ``(n r + k mean) / (n + k)``; the mean where there is none.

    ``k`` is the strength of a beta prior: rates of programs of a specialty spread like a beta distribution worth
    ``k`` applications. So a rate printed as 0.00 stays above zero. ``at`` holds each program's position in ``names``.
    """
    table, numbers = Table("interview_rates", season, who), parameters(season)
    columns = ("mean_rate", "strength", "n_applications")
    mean, strength, n = (table.column(column, names)[at] for column in columns)
    column = f"interview_rate_{who}"
    own = programs[column].to_numpy(float, na_value=np.nan) if column in programs else np.full(len(programs), np.nan)
    known, published = ~np.isnan(own), table.known(names)[at]
    n = np.where(known, n, 0)
    hits, weight = n * np.where(known, own, 0) + strength * mean, n + strength
    sd = np.minimum(np.sqrt(1 / hits + 1 / (weight - hits)), numbers["most_program_sd"].value)
    sd = np.where(known | published, sd, numbers["unpublished_sd"].value)
    source = np.select([known, published], ["own rate", "specialty mean"], "mean of all specialties")
    return Base(hits / weight, np.hypot(sd, numbers["drift"].value), source.tolist())


def model_odds(
    programs: pd.DataFrame,
    applicant: Applicant,
    *,
    season: int,
    tiers: Mapping[str, tuple[str, ...]],
    participation: float,
) -> Estimate:
    """Odds of an interview from the reference tables; see docs/odds.md for each term."""
    who = str(applicant.type)
    codes, uniques = pd.factorize(programs["specialty"], sort=True)
    at, names = np.asarray(codes, int), [str(name) for name in uniques]
    base = base_rates(programs, at, names, who, season)
    score = score_term(applicant, names, season)
    terms = _terms(programs, applicant, Term(score.value[at], score.sd[at]), season)
    signal = signals(programs, tiers, who, season=season, open_to=~flags(programs, "takes_signals", False))
    takes = np.where(flags(programs, "takes_signals", True), 1.0, participation) * signal.offered.any(axis=1)
    told = np.zeros(len(programs)) + sum((term.value for term in terms.values()), start=np.zeros(1))
    p = _modes(base.rate, score.spread[at], told, signal, takes)
    factor, policy_sd = sponsors(programs, applicant, h1b_shares(names, season)[at], season)
    variance = base.sd**2 + policy_sd**2 + sum((np.asarray(term.sd) ** 2 for term in terms.values()), start=np.zeros(1))
    sd = np.sqrt(variance[:, None] + np.column_stack([np.zeros(len(programs)), signal.sd**2]))
    p = np.where(np.column_stack([np.ones(len(programs), bool), signal.offered]), p, np.nan)
    match = Table("match_given_interview", season, who)
    return Estimate(
        around(p * factor[:, None], sd),
        match.column("probability", names)[at],
        match.column("log_sd", names)[at],
        _contributions(programs.index, terms, p, factor, tier_names(tiers)),
        base.source,
        signal.warnings,
    )


def _terms(programs: pd.DataFrame, applicant: Applicant, score: Term, season: int) -> Mapping[str, Term]:
    return {
        "score": score,
        "attempts": attempts_term(applicant, season),
        "years_since_graduation": years_term(applicant, season),
        "usce": usce_term(applicant, season),
        "visa": visa_term(applicant, season),
        "ties": ties_term(programs, applicant, season),
    }


def _modes(rate: Array, spread: Array, told: Array, signal: Signals, takes: Array) -> Array:
    """Probability of an interview in each mode: programs x modes.

    A program that takes signals with probability ``takes`` is a mixture of one that does and one that does not; so is
    its probability, with or without a signal, and its average over applications stays the published rate.
    """
    nobody = np.zeros((len(rate), 1))
    plain = intercepts(rate, spread, nobody, nobody + 1)
    effect = np.column_stack([nobody, signal.effect])
    share = np.column_stack([1 - signal.share.sum(axis=1), signal.share])
    mixed = np.flatnonzero(takes > 0)
    taking = plain.copy()
    taking[mixed] = intercepts(rate[mixed], spread[mixed], effect[mixed], share[mixed])
    without = expit(plain + told)[:, None]
    return takes[:, None] * expit((taking + told)[:, None] + effect) + (1 - takes[:, None]) * without


def _contributions(
    index: pd.Index, terms: Mapping[str, Term], p: Array, factor: Array, names: tuple[str, ...]
) -> pd.DataFrame:
    """Terms as columns; the base is what remains, and the visa term includes an unknown sponsor's factor."""
    odds = logit(p * factor[:, None])
    table = pd.DataFrame({name: term.value for name, term in terms.items()}, index=index)
    table.insert(0, "base", logit(p[:, 0]) - table.sum(axis=1))
    table = table.assign(visa=table["visa"] + odds[:, 0] - logit(p[:, 0]))
    return table.assign(**{f"signal_{name}": odds[:, at] - odds[:, 0] for at, name in enumerate(names, start=1)})
