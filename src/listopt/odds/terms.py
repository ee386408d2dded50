"""What is known about the applicant, as log odds against the average applicant of the same type.

Every term is 0 for the average applicant and for a fact that is not known; an unknown fact widens the range.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from listopt.applicant import Applicant, Exam
from listopt.odds.tables import Array, Parameter, Table, parameters


@dataclass(frozen=True)
class Term:
    """Log-odds contribution and its standard deviation: one number, or one per program."""

    value: float | Array
    sd: float | Array


@dataclass(frozen=True)
class ScoreTerm:
    """Contribution of Step 2 CK, one per specialty, and its spread over all applicants.

    Attributes
    ----------
    value, sd
        Log odds against an applicant with the mean score, and their standard deviation.
    spread
        Standard deviation over the applicants of the type; 0 when the applicant's score is unknown.
    """

    value: Array
    sd: Array
    spread: Array


def score_term(applicant: Applicant, specialties: list[str], season: int) -> ScoreTerm:
    """Step 2 CK: slope per point times the distance from the mean of applicants of the type in the specialty.

    The published slope is the contrast between matched and unmatched over the variance within both (Fisher's
    linear discriminant, which for normal scores is the logistic slope), about whole lists; a divisor turns it into one
    per application.
    """
    table = Table("scores", season, _who(applicant))
    mean, sd, slope, slope_sd = (table.column(name, specialties) for name in ("mean", "sd", "slope", "slope_sd"))
    divisor = parameters(season)["list_to_application"]
    slope, slope_sd = slope / divisor.value, np.hypot(slope_sd, slope * divisor.sd / divisor.value) / divisor.value
    score = known_score(applicant)
    if score is None:
        return ScoreTerm(np.zeros(len(mean)), slope * sd, np.zeros(len(mean)))
    reach = parameters(season)["score_reach"].value * sd
    distance = np.clip(score - mean, -reach, reach)
    return ScoreTerm(slope * distance, slope_sd * np.abs(distance), slope * sd)


def known_score(applicant: Applicant) -> int | None:
    """Step 2 CK score, None when unknown."""
    return applicant.step2_ck.score if applicant.step2_ck is not None else None


def attempts_term(applicant: Applicant, season: int) -> Term:
    """Failed Step 1 and Step 2 CK (or COMLEX-USA Level 1 and 2), shares of applicants with a failure averaged out."""
    terms = [
        _failure_term(known_failures(applicant.step1, applicant.comlex1), "step1_failed", season),
        _failure_term(known_failures(applicant.step2_ck, applicant.comlex2), "step2_failed", season),
    ]
    return Term(sum(float(term.value) for term in terms), math.hypot(*(float(term.sd) for term in terms)))


def known_failures(*exams: Exam | None) -> int | None:
    """Most failures of any of the exams; None when none of them was sat or is known."""
    counts = [exam.failures for exam in exams if exam is not None and exam.result != "not_taken"]
    return max(counts) if counts else None


def _failure_term(failures: int | None, name: str, season: int) -> Term:
    numbers = parameters(season)
    if failures is None:
        return Term(0.0, numbers["unknown_fact_sd"].value)
    first, factor, further = numbers[name], numbers["unadjusted"], numbers["further_failure"]
    effect = first.value * factor.value
    offset = _offset(effect, numbers[f"{name}_share"].value)
    if not failures:
        return Term(-offset, 0.0)
    sd = math.hypot(product_sd(first, factor), further.sd * (failures - 1))
    return Term(effect + further.value * (failures - 1) - offset, sd)


def _offset(effect: float, share: float) -> float:
    """Give what to subtract so that a term with this effect for a share of applicants keeps a small mean rate."""
    return math.log(1 - share + share * math.exp(effect))


def product_sd(a: Parameter, b: Parameter) -> float:
    """Give the standard deviation of the product of two uncertain numbers, to first order."""
    return math.hypot(a.value * b.sd, b.value * a.sd)


def years_term(applicant: Applicant, season: int) -> Term:
    """Years since graduation: a line for IMGs, one step for US graduates of earlier years, 0 for US seniors."""
    numbers = parameters(season)
    if applicant.graduation_year is None:
        return Term(0.0, numbers["unknown_fact_sd"].value if applicant.is_img else 0.0)
    years = max(season - applicant.graduation_year, 0)
    if applicant.is_img:
        slope = numbers["year_since_graduation"]
        distance = min(years, numbers["most_years"].value) - numbers["mean_years"].value
        return Term(slope.value * distance, slope.sd * abs(distance))
    step, factor, divisor = numbers["prior_graduate"], numbers["unadjusted"], numbers["list_to_application"]
    if not years:
        return Term(0.0, 0.0)
    return Term(step.value * factor.value / divisor.value, product_sd(step, factor) / divisor.value)


def usce_term(applicant: Applicant, season: int) -> Term:
    """Months of US clinical experience of an IMG, against the average; 0 for US graduates, who all have it."""
    numbers = parameters(season)
    if not applicant.is_img:
        return Term(0.0, 0.0)
    if applicant.usce_months is None:
        return Term(0.0, numbers["unknown_fact_sd"].value)
    slope = numbers["usce_month"]
    distance = min(applicant.usce_months, numbers["most_usce"].value) - numbers["mean_usce"].value
    return Term(slope.value * distance, slope.sd * abs(distance))


def visa_term(applicant: Applicant, season: int) -> Term:
    """Whether a non-US citizen IMG needs a visa, against the mix among them; 0 for everyone else.

    A program's own rate for non-US IMGs already carries its visa policy, so this is the applicant's part only.
    """
    numbers = parameters(season)
    if applicant.type != "non_us_img":
        return Term(0.0, 0.0)
    if applicant.needs_visa is None:
        return Term(0.0, numbers["unknown_fact_sd"].value)
    raw, divisor = numbers["visa_needed"], numbers["list_to_application"]
    effect = raw.value / divisor.value
    offset = _offset(effect, numbers["visa_needed_share"].value)
    return Term((effect if applicant.needs_visa else 0.0) - offset, raw.sd / divisor.value)


def _who(applicant: Applicant) -> str:
    if applicant.type is None:
        raise ValueError("odds need the applicant's type")
    return applicant.type
