"""The hard filters, in the order in which a program's one reason is looked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from listopt.eligibility.case import Case, Doubt, Filter
from listopt.eligibility.exams import (
    accepts_failures,
    max_attempts,
    requires_step1,
    requires_step3,
    step1_min,
    step2_min,
)
from listopt.eligibility.limits import Wording, at_least, at_most, count, doubt_thresholds, required
from listopt.eligibility.status import status
from listopt.eligibility.visa import visa

MOST_NAMED = 3
"""More specialties than this are counted in a reason instead of named."""


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


def max_years_since_graduation(case: Case) -> Filter:
    """Keep programs that take graduates of the applicant's year; US seniors graduate in the year of the Match."""
    applicant = case.applicant
    year = case.season if applicant.is_img is False else None
    year = year if applicant.graduation_year is None else applicant.graduation_year
    years = None if year is None else case.season - year
    ago = "" if years is None else f"graduated {count(years, 'year')} before the Match"
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
        reason=lambda low: f"needs {count(low, 'month')} of US clinical experience; the applicant has {months:g}",
    )
    return at_least(case, wording, months)


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
    "status": status,
    "entry": entry,
    "j1, h1b, h1b_requires_step3": visa,
    "step2_min": step2_min,
    "step1_min": step1_min,
    "max_attempts": max_attempts,
    "accepts_failures": accepts_failures,
    "max_years_since_graduation": max_years_since_graduation,
    "min_usce_months": min_usce_months,
    "requires_step1": requires_step1,
    "requires_step3": requires_step3,
    "requires_ecfmg": requires_ecfmg,
}
"""Every filter by the columns it reads, in the order of reasons; None means nothing to ask of this applicant."""
