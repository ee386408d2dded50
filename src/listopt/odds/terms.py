"""What is known about the applicant, as log odds against the average applicant of the same type.

Every fact ``x`` counts as ``slope * (x - mean)``, with the mean over applicants of the type. A fact that is not known
counts as 0: its spread over applicants is then part of the uncertainty and no longer part of the population that the
intercept averages over.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from listopt.applicant import Applicant, Exam
from listopt.odds.tables import ALL, Array, Numbers, Parameter, Table

CERTAIN = Parameter(1.0, 0.0)
EXPECTED_SD = "expected_score_sd"
"""Number that says how far off an expected score may be when the applicant does not."""


@dataclass(frozen=True)
class Term:
    """Contribution to the log odds: one number, or one per program.

    Attributes
    ----------
    value
        Log odds against the average applicant.
    spread
        Standard deviation over applicants of the type; 0 where the fact is unknown.
    shared
        What the value would change if an uncertain number, common to all programs, were one standard deviation higher.
    """

    value: float | Array
    spread: float | Array = 0.0
    shared: Mapping[str, float | Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    """Step 2 CK score that the odds reckon with.

    Attributes
    ----------
    points
        The score.
    expected
        Whether it is still to come, and only expected.
    sd
        How far off it may be, as a standard deviation in points.
    """

    points: int
    expected: bool = False
    sd: float = 0.0


def score_term(applicant: Applicant, specialties: list[str], season: int, numbers: Numbers) -> Term:
    """Step 2 CK: slope per point times the distance from the mean of applicants of the type; one entry per specialty.

    The published slope is the contrast between matched and unmatched over the variance within both (Fisher's
    linear discriminant, which for normal scores is the logistic slope), about whole lists; a divisor turns it into one
    per application. An expected score counts like a reported one, and how far off it may be is uncertain everywhere at
    once; the spread over applicants is then that of what they expect, so that the mean over the population stays.
    """
    table = Table("scores", season, _who(applicant))
    mean, sd, slope, slope_sd = (table.column(column, specialties) for column in ("mean", "sd", "slope", "slope_sd"))
    name = f"list_to_application_{'img' if applicant.is_img else 'us'}"
    factor, divisor = numbers["score"], numbers[name]
    per_point = slope * factor.value / divisor.value
    score = known_score(applicant, numbers)
    if score is None:
        return Term(np.zeros(len(mean)), np.zeros(len(mean)), {"unknown Step 2 CK": per_point * sd})
    reach = numbers["score_reach"].value * sd
    distance = np.clip(score.points - mean, -reach, reach)
    slope_sd = np.hypot(slope_sd * factor.value, slope * factor.sd) / divisor.value
    shared = {"score": distance * slope_sd, name: -distance * per_point * divisor.sd / divisor.value}
    if score.sd:
        shared["expected Step 2 CK"] = per_point * score.sd
    return Term(distance * per_point, per_point * np.sqrt(np.maximum(sd**2 - score.sd**2, 0.0)), shared)


def known_score(applicant: Applicant, numbers: Numbers) -> Score | None:
    """Step 2 CK score, reported or else expected; None when nothing is known of it."""
    exam = applicant.step2_ck
    if exam is not None and exam.score is not None:
        return Score(exam.score)
    if exam is None or exam.expected is None:
        return None
    sd = numbers[EXPECTED_SD].value if exam.expected_sd is None else exam.expected_sd
    return Score(exam.expected, expected=True, sd=sd)


def untold_share(applicant: Applicant, season: int, numbers: Numbers) -> float:
    """Share (0 to 1) of the variance of scores over applicants that what is known of the score leaves open."""
    score = known_score(applicant, numbers)
    if score is None:
        return 1.0
    if not score.sd:
        return 0.0
    sd = float(Table("scores", season, _who(applicant)).row(ALL)["sd"])
    return min(1.0, (score.sd / sd) ** 2)


def attempts_terms(applicant: Applicant, numbers: Numbers) -> tuple[Term, Term]:
    """Failed Step 1 and failed Step 2 CK, or COMLEX-USA Level 1 and Level 2."""
    return (
        _failure_term(known_failures(applicant.step1, applicant.comlex1), "step1_failed", numbers),
        _failure_term(known_failures(applicant.step2_ck, applicant.comlex2), "step2_failed", numbers),
    )


def known_failures(*exams: Exam | None) -> int | None:
    """Most failures of any of the exams; None when none of them was sat or is known."""
    counts = [exam.failures for exam in exams if exam is not None and exam.sat]
    return max(counts) if counts else None


def _failure_term(failures: int | None, name: str, numbers: Numbers) -> Term:
    """One effect for the first failure, a smaller one for each further."""
    known = None if failures is None else min(failures, 1)
    first = _step(known, name, numbers, factor=numbers["unadjusted"], called="unadjusted")
    more, further = max((failures or 0) - 1, 0), numbers["further_failure"]
    return Term(
        float(first.value) + more * further.value, first.spread, {**first.shared, "further_failure": more * further.sd}
    )


def _step(
    fact: int | None, name: str, numbers: Numbers, *, factor: Parameter, called: str, divided_by: str | None = None
) -> Term:
    """A fact that holds (1) or not (0), against the share of applicants for whom it holds."""
    share, effect = numbers[f"{name}_share"].value, numbers[name]
    divisor = numbers[divided_by] if divided_by else CERTAIN
    by = divisor.value
    spread = abs(effect.value * factor.value / by) * math.sqrt(share * (1 - share))
    if fact is None:
        return Term(0.0, 0.0, {f"unknown {name}": spread})
    unit = (fact - share) / by
    value = unit * effect.value * factor.value
    shared = {name: unit * effect.sd * factor.value, called: unit * effect.value * factor.sd}
    return Term(value, spread, shared | ({divided_by: -value * divisor.sd / by} if divided_by else {}))


def _line(fact: float | None, slope: str, name: str, numbers: Numbers) -> Term:
    """A slope per unit of a fact, up to a limit beyond which more changes nothing."""
    mean, sd, most, per_unit = (numbers[key] for key in (f"mean_{name}", f"sd_{name}", f"most_{name}", slope))
    spread = abs(per_unit.value) * sd.value
    if fact is None:
        return Term(0.0, 0.0, {f"unknown {name}": spread})
    distance = min(fact, most.value) - mean.value
    return Term(per_unit.value * distance, spread, {slope: per_unit.sd * distance})


def years_term(applicant: Applicant, season: int, numbers: Numbers) -> Term:
    """Years since graduation: a line for IMGs, one step for US graduates of earlier years."""
    year = applicant.graduation_year
    years = None if year is None else max(season - year, 0)
    if applicant.is_img:
        return _line(years, "year_since_graduation", "years", numbers)
    earlier = None if years is None else min(years, 1)
    factor = numbers["unadjusted"]
    divisor = "list_to_application_prior"
    return _step(earlier, "prior_graduate", numbers, factor=factor, called="unadjusted", divided_by=divisor)


def usce_term(applicant: Applicant, numbers: Numbers) -> Term:
    """Months of US clinical experience of an IMG; 0 for US graduates, who all have it."""
    return _line(applicant.usce_months, "usce_month", "usce", numbers) if applicant.is_img else Term(0.0)


def visa_term(applicant: Applicant, numbers: Numbers) -> Term:
    """Whether a non-US citizen IMG needs a visa, against the mix among them; 0 for everyone else.

    A program's own rate for non-US IMGs already carries its visa policy, so this is the applicant's part only.
    """
    if applicant.type != "non_us_img":
        return Term(0.0)
    needed = None if applicant.needs_visa is None else int(applicant.needs_visa)
    divisor = "list_to_application_visa"
    return _step(needed, "visa_needed", numbers, factor=CERTAIN, called="certain", divided_by=divisor)


def _who(applicant: Applicant) -> str:
    if applicant.type is None:
        raise ValueError("odds need the applicant's type")
    return applicant.type
