"""The log-odds model of an interview: base rate, applicant, place, signal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.applicant import Applicant
from listopt.odds.base import Base, base_rates
from listopt.odds.places import flags, sponsoring, ties_term, visa_factor
from listopt.odds.population import expit, intercepts, logit
from listopt.odds.rates import read_rates
from listopt.odds.signals import Signals, signals, tier_names
from listopt.odds.tables import Array, Numbers, Table
from listopt.odds.terms import Term, attempts_terms, score_term, usce_term, visa_term, years_term
from listopt.odds.uncertainty import Uncertainty

MOST_MATCHES = 0.99
"""Nothing estimated is certain."""


@dataclass(frozen=True)
class Estimate:
    """Estimated odds, all in the order of the programs given.

    Attributes
    ----------
    interview
        Probability of an interview, programs x modes (without a signal first); NaN where a tier is not on offer.
    match_given_interview
        Probability of a match given an interview, if nothing preferred comes first.
    uncertainty
        What is uncertain about both.
    terms
        Columns as in `listopt.odds.Odds.terms`.
    policy
        Columns ``p_j1`` and ``p_h1b``: probability that the program sponsors the visa.
    source
        Where the base rate of each program is from.
    warnings
        What was borrowed.
    """

    interview: Array
    match_given_interview: Array
    uncertainty: Uncertainty
    terms: pd.DataFrame
    policy: pd.DataFrame
    source: Array
    warnings: tuple[str, ...]


def model_odds(
    programs: pd.DataFrame,
    everyone: pd.DataFrame,
    applicant: Applicant,
    *,
    season: int,
    tiers: Mapping[str, tuple[str, ...]],
    participation: float,
    numbers: Numbers,
) -> Estimate:
    """Odds of an interview from the reference tables; see docs/odds.md for each term."""
    who, rates = str(applicant.type), read_rates(season)
    codes, uniques = pd.factorize(programs["specialty"], sort=True)
    at, names = np.asarray(codes, int), [str(name) for name in uniques]
    base = base_rates(rates, programs, everyone, who, season, numbers)
    terms = _terms(programs, applicant, _spread_out(score_term(applicant, names, season, numbers), at), season, numbers)
    signal = signals(
        programs, tiers, who, season=season, numbers=numbers, open_to=~flags(programs, "takes_signals", False)
    )
    takes = np.where(flags(programs, "takes_signals", True), 1.0, participation) * signal.offered.any(axis=1)
    policy = sponsoring(rates, programs, season)
    factor, unsure = visa_factor(programs, applicant, policy)
    told = numbers["level"].value + _sum(programs, [term.value for term in terms.values()])
    spread = np.sqrt(_sum(programs, [np.square(term.spread) for term in terms.values()]))
    p = modes(base.effective, spread, told, signal, takes, numbers["association"].value) * factor[:, None]
    p = np.where(np.column_stack([np.ones(len(programs), bool), signal.offered]), p, np.nan)
    match = Table("match_given_interview", season, who)
    wide = np.where(unsure, numbers["visa_policy_unknown_sd"].value, 0.0)
    return Estimate(
        p,
        np.minimum(match.column("probability", names)[at] * numbers["match_given_interview"].value, MOST_MATCHES),
        _uncertainty(base, terms, signal, wide, match.column("log_sd", names)[at], numbers),
        _contributions(programs.index, terms, p, factor, tier_names(tiers)),
        policy,
        base.source,
        signal.warnings,
    )


def _terms(
    programs: pd.DataFrame, applicant: Applicant, score: Term, season: int, numbers: Numbers
) -> Mapping[str, Term]:
    step1, step2 = attempts_terms(applicant, numbers)
    return {
        "score": score,
        "attempts": _added(step1, step2),
        "years_since_graduation": years_term(applicant, season, numbers),
        "usce": usce_term(applicant, numbers),
        "visa": visa_term(applicant, numbers),
        "ties": ties_term(programs, applicant, numbers),
    }


def _added(a: Term, b: Term) -> Term:
    """Sum of two terms about different facts."""
    names = (*a.shared, *(name for name in b.shared if name not in a.shared))
    shared = {name: np.asarray(a.shared.get(name, 0.0)) + np.asarray(b.shared.get(name, 0.0)) for name in names}
    return Term(np.asarray(a.value) + np.asarray(b.value), np.hypot(a.spread, b.spread), shared)


def _spread_out(term: Term, at: np.ndarray[tuple[int], np.dtype[np.int_]]) -> Term:
    """Give each program the entry of its specialty."""
    shared = {name: np.asarray(effect)[at] for name, effect in term.shared.items()}
    return Term(np.asarray(term.value)[at], np.asarray(term.spread)[at], shared)


def _sum(programs: pd.DataFrame, parts: list[float | Array]) -> Array:
    return np.asarray(sum(parts, start=np.zeros(len(programs))), float)


def modes(rate: Array, spread: Array, told: Array, signal: Signals, takes: Array, share_causal: float) -> Array:
    """Probability of an interview in each mode: programs x modes.

    A program that takes signals with probability ``takes`` is a mixture of one that does and one that does not; so is
    its probability, with or without a signal, and its average over applications stays the published rate. Of a signal's
    association, ``share_causal`` counts as effect.
    """
    nobody = np.zeros((len(rate), 1))
    plain = intercepts(rate, spread, nobody, nobody + 1)
    effect = np.column_stack([nobody, share_causal * signal.association])
    share = np.column_stack([1 - signal.share.sum(axis=1), signal.share])
    mixed = np.flatnonzero(takes > 0)
    taking = plain.copy()
    taking[mixed] = intercepts(rate[mixed], spread[mixed], effect[mixed], share[mixed])
    without = expit(plain + told)[:, None]
    return takes[:, None] * expit((taking + told)[:, None] + effect) + (1 - takes[:, None]) * without


def _uncertainty(
    base: Base, terms: Mapping[str, Term], signal: Signals, wide: Array, match_sd: Array, numbers: Numbers
) -> Uncertainty:
    """Everything that is uncertain: what is the program's own, and what is common to many."""
    association = numbers["association"]
    noise = np.column_stack([np.zeros(len(wide)), association.value * signal.noise])
    below, above = (np.sqrt((side**2 + wide**2)[:, None] + noise**2) for side in (base.below, base.above))
    shared: dict[str, Array] = {"level": np.full(below.shape, numbers["level"].sd)}
    for term in (*terms.values(), Term(0.0, 0.0, {"program_effect": numbers["program_effect"].sd * base.distance})):
        for name, effect in term.shared.items():
            one = np.broadcast_to(np.asarray(effect, float), len(wide))[:, None]
            shared[name] = shared.get(name, np.zeros(below.shape)) + one
    signalled = np.column_stack([np.zeros(len(wide)), association.sd * signal.association])
    shared["association"] = shared.get("association", np.zeros(below.shape)) + signalled
    relative = numbers["match_given_interview"].sd / numbers["match_given_interview"].value
    match = np.repeat(np.hypot(match_sd, relative)[:, None], below.shape[1], axis=1)
    return Uncertainty(below, above, {name: shared[name] for name in sorted(shared)}, match)


def _contributions(
    index: pd.Index, terms: Mapping[str, Term], p: Array, factor: Array, names: tuple[str, ...]
) -> pd.DataFrame:
    """Terms as columns; the base is what remains, and the visa term includes an unknown sponsor's factor."""
    odds = logit(p)
    plain = logit(p[:, 0] / factor)
    table = pd.DataFrame({name: term.value for name, term in terms.items()}, index=index)
    table.insert(0, "base", plain - table.sum(axis=1))
    table = table.assign(visa=table["visa"] + odds[:, 0] - plain)
    return table.assign(**{f"signal_{name}": odds[:, at] - odds[:, 0] for at, name in enumerate(names, start=1)})
