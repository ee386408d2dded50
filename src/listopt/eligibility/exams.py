"""The hard filters that look at licensing exams: scores, attempts, what must be passed."""

from __future__ import annotations

from collections.abc import Mapping

from listopt.applicant import Applicant, Exam
from listopt.eligibility.case import Case, Filter
from listopt.eligibility.limits import Wording, at_least, at_most, count, doubt_thresholds, required


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
    most, failed = _worst(_steps(case.applicant))
    many = most + 1 > doubt_thresholds()["max_attempts"]
    wording = Wording(
        column="max_attempts",
        kind="limit on attempts",
        fact="number of attempts",
        field="step1, step2_ck",
        reason=lambda high: f"allows {count(high, 'attempt')} at an exam; the applicant {failed}",
        doubt=f"limit on attempts unknown: you {failed}" if many else "",
    )
    return at_most(case, wording, most + 1, least=1, sure=_attempts_told(case.applicant))


def accepts_failures(case: Case) -> Filter:
    """Keep programs that consider applicants with a failed Step or Level exam, or applicants without one."""
    applicant = case.applicant
    most, failed = _worst({**_steps(applicant), "Level 1": applicant.comlex1, "Level 2": applicant.comlex2})
    clean = False if most else _attempts_told(applicant) or None
    wording = Wording(
        column="accepts_failures",
        kind="policy on failed exams",
        fact="record of failed exams",
        field="step1, step2_ck",
        reason=lambda _: f"does not consider applicants who failed an exam; the applicant {failed}",
    )
    return required(case, wording, clean, when=False)


def requires_step1(case: Case) -> Filter:
    """Keep programs that ask for Step 1 when applying only when the applicant has passed it, or Level 1."""
    told = {exam.passed for exam in (case.applicant.step1, case.applicant.comlex1) if exam is not None} - {None}
    passed = True in told if told else None
    wording = Wording(
        column="requires_step1",
        kind="Step 1 requirement",
        fact="Step 1 result",
        field="step1",
        reason=lambda _: "needs Step 1 passed when applying; the applicant has not passed it",
        doubt="Step 1 requirement unknown: you have not passed it" if passed is False else "",
    )
    return required(case, wording, passed)


def requires_step3(case: Case) -> Filter:
    """Keep programs that ask for Step 3 only when the applicant has passed it."""
    wording = Wording(
        column="requires_step3",
        kind="Step 3 requirement",
        fact="Step 3 result",
        field="step3",
        reason=lambda _: "needs Step 3 passed before applying; the applicant has not passed it",
    )
    return required(case, wording, case.step3_passed)


def _score(exam: Exam | None) -> int | None:
    """Three-digit score, 0 after a failure without one; None when unknown."""
    if exam is None:
        return None
    return 0 if exam.score is None and exam.result == "fail" else exam.score


def _has(score: int | None) -> str:
    return f"has {score}" if score else "has not passed it"


def _steps(applicant: Applicant) -> dict[str, Exam | None]:
    return {"Step 1": applicant.step1, "Step 2 CK": applicant.step2_ck, "Step 3": applicant.step3}


def _worst(exams: Mapping[str, Exam | None]) -> tuple[int, str]:
    """Most failures told of one exam, as a number and in words."""
    failures = {name: 0 if exam is None else exam.failures for name, exam in exams.items()}
    exam, most = max(failures.items(), key=lambda pair: pair[1])
    return most, f"failed {exam} {_times(most)}"


def _attempts_told(applicant: Applicant) -> bool:
    step1 = applicant.step1 is not None or applicant.comlex1 is not None
    return step1 and (applicant.step2_ck is not None or applicant.comlex2 is not None)


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
