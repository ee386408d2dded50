"""What the fits of the list model say about each specialty and applicant type; used by ``fit_lists.py``.

Non-US IMGs: each specialty with published lists is fitted, shrunk to the mean over specialties. Each type: whole lists
of all specialties together. The other types by specialty: the type as a whole, shifted in log odds as the specialty is
among non-US IMGs; where a share of matched of all who ranked the specialty is comparable, the match given an interview
is fitted to it (its log odds less their mean over specialties, added to those of the type as a whole).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from list_fitting import CORRELATION, FIGURES, INTERVIEWS, MATCH, SPREAD, Fit, Prior, Published, fit, on_scale, pool
from listopt.odds.population import expit, logit
from listopt.odds.tables import ALL, Array, Table, newest
from listopt.reference import read_reference

SEASON = 2026
POOLED = "non_us_img"
OTHERS = ("us_md", "us_do", "us_img")
LIMITED = ("us_md", "us_do")
LENGTHS = ("mean_matched", "sd_matched", "mean_unmatched", "sd_unmatched")
FREE, HELD = 5.0, 1e-3
"""Standard deviations of an unknown that is not shrunk, and of one that is not fitted."""


@dataclass(frozen=True)
class Fits:
    """Everything fitted to lists: pool of the large specialties, specialties of non-US IMGs, whole lists by type."""

    prior: Prior
    specialties: Mapping[str, Fit]
    whole: Mapping[str, Fit]
    assumed: Mapping[str, float]
    large: tuple[str, ...]


@dataclass(frozen=True)
class Estimate:
    """Fitted population of one specialty and type; ``None`` as type stands for any."""

    specialty: str
    who: str
    made: Fit
    correlation_sd: float
    match_log_sd: float
    row: Mapping[str, str]
    note: str

    @property
    def weak(self) -> bool:
        """Whether it rests on few applicants, on lists cut by attendance, or on another type."""
        few = float(self.row.get("n") or 0) < 100
        return few or self.who in LIMITED or self.note.startswith("borrowed")


def assumptions() -> Mapping[str, float]:
    """Single numbers of the fit by name."""
    rows = newest("list_assumptions", SEASON, "name")
    found = {name: float(row["value"]) for (name,), row in rows.items()}
    return found | {f"{name}_sd": float(row["sd"]) for (name,), row in rows.items() if row["sd"]}


def published(row: Mapping[str, str], assumed: Mapping[str, float]) -> Published:
    """Figures of one row with their errors: sampling (delta method) and model in quadrature."""
    share, n = float(row["match_rate"]), float(row["n"])
    lengths = np.array([float(row[name] or "nan") for name in LENGTHS])
    spread = math.sqrt((assumed["kurtosis"] - 1) / 4)
    relative = [_ratio(lengths[1], lengths[0]), spread, _ratio(lengths[3], lengths[2]), spread]
    matched, unmatched = n * share, n * (1 - share)
    lengths_sd = np.array(relative) / np.sqrt([matched, matched, unmatched, unmatched])
    contrast, contrast_sd = float(row["score_contrast"] or "nan"), math.sqrt(1 / matched + 1 / unmatched)
    if row["specialty"] == ALL:
        scores = Table("scores", SEASON, row["applicant_type"]).row(ALL)
        contrast, contrast_sd = (float(scores[name]) * float(scores["sd"]) for name in ("slope", "slope_sd"))
    sampling = [1 / math.sqrt(n * share * (1 - share)), *lengths_sd, contrast_sd]
    figures = on_scale(share, np.where(lengths > 0, lengths, np.nan), contrast)
    return _published(row, figures, np.hypot(sampling, assumed["moment_error"]), assumed)


def _published(row: Mapping[str, str], figures: Array, errors: Array, assumed: Mapping[str, float]) -> Published:
    who = row["applicant_type"]
    rates = Table("interview_rates", SEASON, who).row(row["specialty"])
    limit = int(assumed["attendance_limit"]) if who in LIMITED else None
    return Published(float(rates["mean_rate"]), float(rates["strength"]), figures, errors, limit)


def _ratio(sd: float, mean: float) -> float:
    """Coefficient of variation; 1 where the spread is not published, or 0 because all are alike."""
    return sd / mean if sd > 0 else 1.0


def fit_all() -> Fits:
    """Pool the large specialties, then fit all that can be fitted, then whole lists by type."""
    assumed, lists = assumptions(), read_reference("published_lists")
    rows = [row for row in lists if row["specialty"] != ALL and float(row["n"]) >= assumed["fewest_to_fit"]]
    seen = {row["specialty"]: published(row, assumed) for row in rows}
    large = tuple(sorted(row["specialty"] for row in rows if _rarer(row) >= assumed["fewest_to_pool"]))
    prior, fits = pool({name: seen[name] for name in large}, _assumed(assumed))
    fits = dict(fits) | {name: fit(seen[name], prior, prior.mean) for name in seen if name not in large}
    free = Prior(prior.mean, np.where(np.arange(len(prior.sd)) == INTERVIEWS, FREE, prior.sd))
    wholes = {row["applicant_type"]: published(row, assumed) for row in lists if row["specialty"] == ALL}
    whole = {who: fit(figures, free, prior.mean) for who, figures in wholes.items()}
    return Fits(prior, dict(sorted(fits.items())), whole, assumed, large)


def _rarer(row: Mapping[str, str]) -> float:
    """Applicants in the smaller of the two groups, matched and unmatched."""
    share = float(row["match_rate"])
    return float(row["n"]) * min(share, 1 - share)


def _assumed(assumed: Mapping[str, float]) -> Prior:
    """What is not estimated over specialties: sd of the interviews, mean and sd of the spread of applications."""
    mean, sd = np.full(SPREAD + 1, np.nan), np.full(SPREAD + 1, np.nan)
    sd[INTERVIEWS], mean[SPREAD] = assumed["interviews_sd"], math.log(assumed["applications_cv"])
    sd[SPREAD] = assumed["applications_cv_sd"]
    return Prior(mean, sd)


def estimates(found: Fits) -> Iterator[Estimate]:
    """All estimates: types as a whole, non-US IMGs by specialty, the other types by specialty."""
    rows = newest("published_lists", SEASON, "specialty", "applicant_type")
    for who, one in found.whole.items():
        note = "fitted to whole lists of all specialties; the range is that of a specialty without figures"
        rho_sd, q_sd = (math.hypot(one.sd(which), found.prior.sd[which]) for which in (CORRELATION, MATCH))
        yield _estimate(found, rows[ALL, who], one, (rho_sd, q_sd), note)
    for name, one in found.specialties.items():
        note = "fitted to contiguous ranks, match rate and score contrast, shrunk to the mean over specialties"
        yield _estimate(found, rows[name, POOLED], one, (one.sd(CORRELATION), one.sd(MATCH)), note)
    for who in OTHERS:
        yield from _others(found, who)


def _others(found: Fits, who: str) -> Iterator[Estimate]:
    """Specialties of a type without published lists."""
    lists = newest("published_lists", SEASON, "specialty", "applicant_type")
    ranked = _ranked(who)
    weight = sum(float(row["share"]) for row in ranked.values())
    middle = sum(float(row["share"]) * float(row["match_rate"]) for row in ranked.values()) / weight
    for name in sorted({*ranked, *found.specialties}):
        row, rate = ranked.get(name), math.nan
        note = "borrowed: the type as a whole, shifted as the specialty is among non-US IMGs"
        if row is not None:
            note = "fitted to the match rate of those who ranked the specialty; the rest as for the type as a whole"
            rate = float(expit(_odds(found.whole[who].moments.match) + _odds(float(row["match_rate"])) - _odds(middle)))
        named = {**(row or lists[name, POOLED]), "specialty": name, "applicant_type": who}
        yield _other(found, named, rate, note)


def _ranked(who: str) -> Mapping[str, Mapping[str, str]]:
    """Comparable match rates of those who ranked a specialty."""
    rows = newest("published_match_rates", SEASON, "specialty", "applicant_type", "population")
    mine = {name: row for (name, kind, group), row in rows.items() if (kind, group) == (who, "ranked") and name != ALL}
    return {name: row for name, row in mine.items() if row["comparable"] == "yes"}


def _other(found: Fits, row: Mapping[str, str], rate: float, note: str) -> Estimate:
    """Fit the match given an interview, and a little the number of interviews, to a match rate, if there is one."""
    name, who, generic = row["specialty"], row["applicant_type"], found.prior.sd
    level, own = found.whole[who], found.specialties.get(name)
    start, sd = level.unknowns.copy(), np.full(len(generic), HELD)
    own_sd = own.sd(CORRELATION) if own else float(generic[CORRELATION])
    sd[MATCH] = generic[MATCH]
    if own:
        kept = [CORRELATION, MATCH]
        start[kept] = start[kept] + own.unknowns[kept] - found.prior.mean[kept]
        sd[MATCH] = math.hypot(own.sd(MATCH), level.sd(MATCH), 0.0 if math.isnan(rate) else generic[MATCH])
    if not math.isnan(rate):
        sd[INTERVIEWS] = found.assumed["interviews_sd"] / 2
    figures = on_scale(rate, np.full(len(LENGTHS), np.nan), math.nan)
    errors = np.full(len(FIGURES), found.assumed["ranked_rate_error"])
    one = fit(_published(row, figures, errors, found.assumed), Prior(start, sd), start)
    return _estimate(found, row, one, (math.hypot(own_sd, level.sd(CORRELATION)), one.sd(MATCH)), note)


def _odds(share: float) -> Array:
    return logit(np.array(share))


def _estimate(found: Fits, row: Mapping[str, str], one: Fit, sds: tuple[float, float], note: str) -> Estimate:
    """Add the error of the model's form; the match given an interview on the log scale."""
    who, (correlation_sd, match_sd) = row["applicant_type"], sds
    form = found.assumed["correlation_error_limited" if who in LIMITED else "correlation_error"]
    log_sd = math.hypot(match_sd * (1 - one.population.match_given_interview), found.assumed["match_error"])
    return Estimate(row["specialty"], who, one, math.hypot(correlation_sd, form), log_sd, row, note)
