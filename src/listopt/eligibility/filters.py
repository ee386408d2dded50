"""The hard filters, in the order in which a program's one reason is looked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from listopt.applicant import Applicant, Exam
from listopt.eligibility.case import Case, Doubt, Filter
from listopt.eligibility.limits import Wording, at_least, at_most, required
from listopt.eligibility.visa import visa
from listopt.reference import read_reference

MOST_NAMED = 3
"""More specialties than this are counted in a reason instead of named."""


@cache
def doubt_thresholds() -> Mapping[str, float]:
    """Value of the applicant from which an unknown limit is worth looking up, by column of the catalogue."""
    return {row["name"]: float(row["value"]) for row in read_reference("doubt_thresholds")}


def specialty(case: Case) -> Filter | None:
    """Keep programs of the specialties in play; None when all are."""
    names = case.specialties
    if not names:
        return None
    found = case.words("specialty")
    lacks = (found == "").to_numpy(bool)
    listed = " or ".join(names) if len(names) <= MOST_NAMED else f"any of the {len(names)} specialties applied for"
    return Filter(
        kind="specialty",
        fails=~found.isin(names).to_numpy(bool) & ~lacks,
        reason=lambda _: f"not in {listed}",
        value=np.zeros(len(found)),
        shut=lacks & case.excludes("specialty"),
        unasked=case.nobody,
        doubts=(Doubt("specialty", lacks & case.judged(False), f"specialty unknown: it may not be {listed}"),),
    )


def entry(case: Case) -> Filter:
    """Keep programs open to new graduates; an empty cell means open, for only exceptions are ever recorded."""
    return Filter(
        kind="entry after training",
        fails=(case.words("entry") == "after_training").to_numpy(bool),
        reason=lambda _: "takes applicants after residency training only (independent track)",
        value=np.zeros(len(case.table)),
        shut=case.nobody,
        unasked=case.nobody,
    )


def step2_min(case: Case) -> Filter:
    """Keep programs whose least Step 2 CK score the applicant reaches; 0 asks for none."""
    score = _score(case.applicant.step2_ck)
    compared = f": it may be above your {score}" if score else ", and you have no score to compare with it"
    worth = score is None or score < doubt_thresholds()["step2_min"]
    wording = Wording(
        column="step2_min",
        kind="Step 2 CK minimum",
        fact="Step 2 CK score",
        field="step2_ck",
        reason=lambda low: f"needs Step 2 CK {low:.0f} or more; the applicant {_has(score)}",
        doubt=f"Step 2 CK minimum unknown{compared}" if worth else "",
    )
    return at_least(case, wording, score)


def step1_min(case: Case) -> Filter:
    """Keep programs whose least Step 1 score the applicant reaches; pass or fail cannot be compared with a score."""
    score = _score(case.applicant.step1)
    wording = Wording(
        column="step1_min",
        kind="Step 1 minimum",
        fact="three-digit Step 1 score",
        field="step1",
        reason=lambda low: f"needs Step 1 {low:.0f} or more; the applicant {_has(score)}",
    )
    return at_least(case, wording, score)


def max_attempts(case: Case) -> Filter:
    """Keep programs that allow as many attempts at each Step exam as the applicant needs, the passed one included.

    Step 1 and Step 2 CK count as known when told, or when their COMLEX-USA counterpart is; Step 3 only if told.
    """
    failures = _step_failures(case.applicant)
    exam, most = max(failures.items(), key=lambda pair: pair[1])
    failed = f"failed {exam} {_times(most)}"
    many = most + 1 > doubt_thresholds()["max_attempts"]
    wording = Wording(
        column="max_attempts",
        kind="limit on attempts",
        fact="number of attempts",
        field="step1, step2_ck",
        reason=lambda high: f"allows {_count(high, 'attempt')} at an exam; the applicant {failed}",
        doubt=f"limit on attempts unknown: you {failed}" if many else "",
    )
    return at_most(case, wording, most + 1, least=1, sure=_attempts_told(case.applicant))


def max_years_since_graduation(case: Case) -> Filter:
    """Keep programs that take graduates of the applicant's year; US seniors graduate in the year of the Match."""
    applicant = case.applicant
    year = case.season if applicant.is_img is False else None
    year = year if applicant.graduation_year is None else applicant.graduation_year
    years = None if year is None else case.season - year
    ago = "" if years is None else f"graduated {_count(years, 'year')} before the Match"
    many = years is not None and years > doubt_thresholds()["max_years_since_graduation"]
    wording = Wording(
        column="max_years_since_graduation",
        kind="limit on years since graduation",
        fact="year of graduation",
        field="graduation_year",
        reason=lambda high: f"{ago}; at most {high:.0f}",
        doubt=f"limit on years since graduation unknown: you {ago}" if many else "",
    )
    return at_most(case, wording, years, least=0, sure=years is not None)


def min_usce_months(case: Case) -> Filter | None:
    """Keep programs whose least US clinical experience an IMG has; graduates of US schools are not asked."""
    if case.applicant.is_img is False:
        return None
    months = case.applicant.usce_months
    wording = Wording(
        column="min_usce_months",
        kind="minimum of US clinical experience",
        fact="US clinical experience",
        field="usce_months",
        reason=lambda low: f"needs {_count(low, 'month')} of US clinical experience; the applicant has {months:g}",
    )
    return at_least(case, wording, months)


def requires_step3(case: Case) -> Filter:
    """Keep programs that ask for Step 3 only when the applicant has passed it."""
    exam = case.applicant.step3
    wording = Wording(
        column="requires_step3",
        kind="Step 3 requirement",
        fact="Step 3 result",
        field="step3",
        reason=lambda _: "needs Step 3 passed before applying; the applicant has not passed it",
    )
    return required(case, wording, None if exam is None else exam.passed)


def requires_ecfmg(case: Case) -> Filter | None:
    """Keep programs that ask IMGs for the ECFMG certificate only when the applicant holds it."""
    applicant = case.applicant
    if applicant.is_img is False:
        return None
    held = applicant.ecfmg_certified if applicant.is_img or applicant.ecfmg_certified else None
    wording = Wording(
        column="requires_ecfmg",
        kind="ECFMG requirement",
        fact="ECFMG certificate",
        field="type, ecfmg_certified",
        reason=lambda _: "needs the ECFMG certificate when applying; the applicant does not hold it yet",
    )
    return required(case, wording, held)


FILTERS: Mapping[str, Callable[[Case], Filter | None]] = {
    "specialty": specialty,
    "entry": entry,
    "j1, h1b": visa,
    "step2_min": step2_min,
    "step1_min": step1_min,
    "max_attempts": max_attempts,
    "max_years_since_graduation": max_years_since_graduation,
    "min_usce_months": min_usce_months,
    "requires_step3": requires_step3,
    "requires_ecfmg": requires_ecfmg,
}
"""Every filter by the columns it reads, in the order of reasons; None means nothing to ask of this applicant."""


def _score(exam: Exam | None) -> int | None:
    """Three-digit score, 0 after a failure without one; None when unknown."""
    if exam is None:
        return None
    return 0 if exam.score is None and exam.result == "fail" else exam.score


def _has(score: int | None) -> str:
    return f"has {score}" if score else "has not passed it"


def _step_failures(applicant: Applicant) -> dict[str, int]:
    """Count the failures told of each Step exam."""
    exams = {"Step 1": applicant.step1, "Step 2 CK": applicant.step2_ck, "Step 3": applicant.step3}
    return {name: 0 if exam is None else exam.failures for name, exam in exams.items()}


def _attempts_told(applicant: Applicant) -> bool:
    step1 = applicant.step1 is not None or applicant.comlex1 is not None
    return step1 and (applicant.step2_ck is not None or applicant.comlex2 is not None)


def _count(number: float, word: str) -> str:
    return f"{number:g} {word}" if number == 1 else f"{number:g} {word}s"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
