"""The sum behind one program's odds, term by term, with what each rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from listopt.applicant import Applicant
from listopt.odds.base import base_rates
from listopt.odds.coefficients import Coefficients
from listopt.odds.estimate import TERMS, Odds
from listopt.odds.population import expit
from listopt.odds.priors import priors
from listopt.odds.ranges import Range
from listopt.odds.rates import levels_of, rates_of, read_rates
from listopt.odds.tables import ALL, Numbers, Row, Table, newest, parameters
from listopt.odds.terms import EXPECTED_SD, known_score

NUMBERS_OF: Mapping[str, tuple[str, ...]] = {
    "base": ("level", "program_effect"),
    "score": ("score",),
    "attempts": ("step1_failed", "step2_failed"),
    "years_since_graduation": ("year_since_graduation",),
    "usce": ("usce_month",),
    "visa": ("visa_needed",),
    "ties": ("tie_region", "tie_state", "tie_program"),
}
"""Numbers of ``odds_parameters.csv`` behind each term."""
PRIOR_GRADUATE = ("prior_graduate",)
SILENT = ("level", "program_effect", "score")
"""Numbers that change nothing as published, or are named where they count."""


@dataclass(frozen=True)
class Source:
    """Where a figure is from: title and address as in the reference table, and how it was used."""

    title: str
    url: str
    note: str


@dataclass(frozen=True)
class Step:
    """One term of the sum: log odds, and the chance of an interview once it is added."""

    term: str
    log_odds: float
    chance: float
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Mode:
    """Odds of one way of applying; ``signal`` is "" without one, ``log_odds`` what the signal adds."""

    signal: str
    log_odds: float
    p_interview: Range
    p_match: Range


@dataclass(frozen=True)
class Account:
    """Why a program has the odds it has.

    Attributes
    ----------
    program_id
        Code of the program.
    source
        What the odds start from; "own odds" where the catalogue gives them, and then there are no steps.
    steps
        Terms in order; their log odds add up to those of an application without a signal.
    modes
        Odds of each way of applying, without a signal first.
    doubts
        What widens the range of the chance of an interview: name -> share of the variance of its log odds, the
        largest first.
    signals, match, correlation
        What the effect of signals, a match given an interview and the correlation rest on.
    """

    program_id: str
    source: str
    steps: tuple[Step, ...]
    modes: tuple[Mode, ...]
    doubts: Mapping[str, float]
    signals: Source | None
    match: Source | None
    correlation: tuple[Range, Source] | None


def account(
    odds: Odds,
    programs: pd.DataFrame,
    everyone: pd.DataFrame,
    applicant: Applicant | None,
    code: str,
    season: int,
    own: Coefficients | None = None,
) -> Account:
    """Take one program's odds apart.

    Parameters
    ----------
    odds
        Odds of all eligible programs.
    programs, everyone
        Eligible programs and the whole catalogue; index program_id.
    applicant
        As in `listopt.odds.estimate`.
    code
        A program_id of ``programs``.
    season
        Year of the Match.
    own
        Numbers of the odds that replace the published ones.
    """
    row = odds.table.loc[code]
    modes = tuple(_mode(odds, code, mode) for mode in odds.modes if not np.isnan(row[_column("p_match", mode)]))
    if row["source"] == "own odds" or applicant is None or applicant.type is None:
        return Account(code, "own odds", (), modes, {}, None, None, None)
    who, specialty = applicant.type, str(programs.loc[code, "specialty"])
    steps, total = [], 0.0
    for term in TERMS:
        value = float(odds.terms[term][code])
        total += value
        chance = float(expit(np.array([total]))[0])
        found = tuple(_sources(term, specialty, applicant, season, own))
        if term == "base":
            found = (*_base(programs.loc[[code]], everyone, who, season, _numbers(season, own)), *found)
        steps.append(Step(term, value, chance, found))
    signalled = any(mode.signal for mode in modes)
    rho = odds.correlation.get(specialty)
    return Account(
        code, str(row["source"]), tuple(steps), modes, _doubts(odds, code),
        _signal_source(specialty, season) if signalled else None,
        _source(Table("match_given_interview", season, who).row(specialty)),
        None if rho is None or rho.low == rho.high else (rho, _correlation_source(specialty, who, season)),
    )  # fmt: skip


def _column(stem: str, mode: str) -> str:
    return f"{stem}_{mode}" if mode else stem


def _mode(odds: Odds, code: str, mode: str) -> Mode:
    ranges = [
        Range(*(float(odds.table[_column(stem + end, mode)][code]) for end in ("", "_low", "_high")))
        for stem in ("p_interview", "p_match")
    ]
    added = float(odds.terms[f"signal_{mode}"][code]) if mode else 0.0
    return Mode(mode, added, *ranges)


def _doubts(odds: Odds, code: str) -> dict[str, float]:
    """Shares of the variance of the log odds of an interview without a signal."""
    at = int(odds.table.index.get_indexer(pd.Index([code]))[0])
    of = odds.uncertainty
    own = float((of.below[at, 0] ** 2 + of.above[at, 0] ** 2) / 2)
    parts = {"the program's own rate": own} | {name: float(effect[at, 0] ** 2) for name, effect in of.shared.items()}
    total = sum(parts.values())
    ranked = sorted(parts.items(), key=lambda item: (-item[1], item[0]))
    return {name: part / total for name, part in ranked if total and part / total >= 0.005}


def _base(program: pd.DataFrame, everyone: pd.DataFrame, who: str, season: int, numbers: Numbers) -> tuple[Source, ...]:
    """Say in figures how the base rate came about."""
    model = read_rates(season)
    level, prior = levels_of(model, program["specialty"], who), priors(model, program, everyone, who)
    own, base = float(rates_of(program, who)[0]), base_rates(model, program, everyone, who, season, numbers)
    told = f"expected {prior.mean[0]:.2%} (specialty {level.mean[0]:.2%}"
    told += ", its place and its other rates) " if prior.told[0] else ") "
    told += f"with the weight of {prior.strength[0]:.0f} applications"
    if not np.isnan(own):
        told += f"; own rate printed {own:.0%}, of about {level.n[0]:.0f} applications"
    told += f"; together {base.rate[0]:.2%}, {base.effective[0]:.2%} for one who would not have chosen it"
    told += "; with unsignalled and signalled applications averaging to that, the chance without a signal"
    row = Table("interview_rates", season, who).row(str(program["specialty"].iloc[0]))
    return (Source(row["source_title"], row["source_url"], told),)


def _sources(
    term: str, specialty: str, applicant: Applicant, season: int, own: Coefficients | None
) -> Iterator[Source]:
    """Rows of the reference tables behind a term, and own numbers in their place."""
    if term == "score":
        yield _source(Table("scores", season, str(applicant.type)).row(specialty))
        yield from _expected(applicant, season, own)
    names = NUMBERS_OF[term]
    if term == "years_since_graduation" and not applicant.is_img:
        names = PRIOR_GRADUATE
    if (term == "usce" and not applicant.is_img) or (term == "visa" and applicant.type != "non_us_img"):
        return
    rows = newest("odds_parameters", season, "name")
    for name in names:
        if own is not None and name in own.numbers:
            number = own.numbers[name]
            note = f"own number {name}: {number.value:.3g} (standard deviation {number.sd:.2g})"
            yield Source(own.source or own.name, "", note)
        elif name not in SILENT:
            yield _source(rows[name,])


def _expected(applicant: Applicant, season: int, own: Coefficients | None) -> Iterator[Source]:
    """Say that a score is only expected, and how far off it may be; nothing for a reported score."""
    score, exam = known_score(applicant, _numbers(season, own)), applicant.step2_ck
    if score is None or not score.expected or exam is None:
        return
    said = f"expected score {score.points}, not a reported one; standard deviation {score.sd:g} points"
    if exam.expected_sd is not None:
        yield Source("the scenario", "", said)
        return
    row = newest("odds_parameters", season, "name")[EXPECTED_SD,]
    yield Source(row["source_title"], row["source_url"], f"{said}; {row['note']}")


def _numbers(season: int, own: Coefficients | None) -> Numbers:
    return {**parameters(season), **(own.numbers if own else {})}


def _source(row: Row) -> Source:
    return Source(row["source_title"], row["source_url"], row["note"])


def _signal_source(specialty: str, season: int) -> Source:
    rows = newest("signal_effects", season, "specialty", "tier")
    own = [row for (name, tier), row in rows.items() if name == specialty and tier != "no_signal"]
    return _source((own or [row for (name, _), row in rows.items() if name == ALL])[0])


def _correlation_source(specialty: str, who: str, season: int) -> Source:
    rows = newest("correlation", season, "specialty", "applicant_type")
    keys = ((specialty, who), (ALL, who), (ALL, ALL))
    return _source(next(rows[key] for key in keys if key in rows))
