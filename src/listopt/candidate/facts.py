"""Facts about an applicant in one season, by the names that the conditions of a strategy use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from listopt.applicant import Applicant, Exam
from listopt.reference import read_reference

Value = str | bool | float | tuple[str, ...]
"""What is known of a fact; None stands for unknown."""


@dataclass(frozen=True)
class Candidate:
    """An applicant before one season.

    Attributes
    ----------
    applicant
        Whoever applies.
    season
        Year of the Match.
    specialties
        Specialties applied in, the most wanted first; empty means that the scenario names none.
    risks
        How many risk factors of the strategy hold; None while they are not counted.
    """

    applicant: Applicant
    season: int
    specialties: tuple[str, ...] = ()
    risks: int | None = None


@dataclass(frozen=True)
class Fact:
    """One thing that a condition may ask.

    Attributes
    ----------
    name
        Key in a condition.
    kind
        ``number``, ``word`` (one of ``choices``), ``flag`` (true or false), or ``words`` (a list of names).
    words
        What it is called in a sentence; of a flag, what is said when it is true.
    read
        Finds it; None when it is not known.
    denied
        Of a flag: what is said when it is false.
    choices
        Of a word: the words it may be, and how sentences put them.
    """

    name: str
    kind: Literal["number", "word", "flag", "words"]
    words: str
    read: Callable[[Candidate], Value | None]
    denied: str = ""
    choices: tuple[tuple[str, str], ...] = ()


TYPES = (
    ("us_md", "US MD senior"),
    ("us_do", "US DO senior"),
    ("us_img", "US citizen IMG"),
    ("non_us_img", "non-US citizen IMG"),
)


def _number(name: str, words: str, read: Callable[[Candidate], float | None]) -> Fact:
    return Fact(name, "number", words, read)


def _flag(name: str, words: str, denied: str, read: Callable[[Candidate], bool | None]) -> Fact:
    return Fact(name, "flag", words, read, denied)


def _failures(*exams: Exam | None) -> int | None:
    """Failed attempts, all of these exams together; None when none is known to have been sat."""
    sat = [exam.failures for exam in exams if exam is not None and exam.sat]
    return sum(sat) if sat else None


def _all_failures(who: Candidate) -> int | None:
    one = who.applicant
    return _failures(one.step1, one.step2_ck, one.step3, one.comlex1, one.comlex2)


def _score(exam: Exam | None) -> int | None:
    return None if exam is None else exam.score


def _reckoned(exam: Exam | None) -> int | None:
    return None if exam is None else exam.score or exam.expected


def _passed(exam: Exam | None) -> bool | None:
    return None if exam is None else exam.passed


def _pending(exam: Exam | None) -> bool | None:
    return None if exam is None else exam.pending


def _practice(exam: Exam | None, of: Callable[[tuple[int, ...]], float], least: int = 1) -> float | None:
    return None if exam is None or len(exam.practice) < least else of(exam.practice)


def _years(who: Candidate) -> int | None:
    year = who.applicant.graduation_year
    return None if year is None else max(who.season - year, 0)


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _h1b_only(who: Candidate) -> bool | None:
    visa = who.applicant.visa
    return None if visa is None and who.applicant.needs_visa is not False else visa == ("H-1B",)


def _only_watched(who: Candidate) -> bool | None:
    one = who.applicant
    if one.usce_months == 0:
        return False
    return None if one.usce_months is None or one.usce_hands_on_months is None else one.usce_hands_on_months == 0


@cache
def _mean_scores(kind: str) -> dict[str, float]:
    """Mean Step 2 CK score of applicants of a type by specialty (``all`` pools them), newest season known."""
    rows = [row for row in read_reference("scores") if row["applicant_type"] == kind and row["mean"]]
    return {row["specialty"]: float(row["mean"]) for row in sorted(rows, key=lambda row: int(row["season"]))}


def _above_mean(who: Candidate) -> float | None:
    kind = who.applicant.type
    means = _mean_scores(kind) if kind and who.specialties else {}
    mean = means.get(who.specialties[0], means.get("all")) if means else None
    return _difference(_score(who.applicant.step2_ck), mean)


FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("type", "word", "applicant type", lambda who: who.applicant.type, choices=TYPES),
        Fact("specialties", "words", "specialties applied in", lambda who: who.specialties or None),
        _number("n_specialties", "number of specialties applied in", lambda who: len(who.specialties) or None),
        _number("step2_ck", "Step 2 CK score", lambda who: _score(who.applicant.step2_ck)),
        _number("step2_ck_above_mean", "points of Step 2 CK above the mean of such applicants", _above_mean),
        _number("step1_score", "Step 1 score", lambda who: _score(who.applicant.step1)),
        _number("step2_over_step1", "points of Step 2 CK above Step 1",
                lambda who: _difference(_score(who.applicant.step2_ck), _score(who.applicant.step1))),
        _number("failures", "failed exam attempts", _all_failures),
        _number("step1_failures", "failed attempts at Step 1", lambda who: _failures(who.applicant.step1)),
        _number("step2_failures", "failed attempts at Step 2 CK", lambda who: _failures(who.applicant.step2_ck)),
        _flag("step1_passed", "Step 1 is passed", "Step 1 is not passed", lambda who: _passed(who.applicant.step1)),
        _flag("step2_pending", "the Step 2 CK score is still to come", "the Step 2 CK score is there",
              lambda who: _pending(who.applicant.step2_ck)),
        _number("step2_expected", "expected Step 2 CK score",
                lambda who: who.applicant.step2_ck.expected if who.applicant.step2_ck else None),
        _flag("step3_passed", "Step 3 is passed", "Step 3 is not passed", lambda who: _passed(who.applicant.step3)),
        _number("step2_reckoned", "Step 2 CK score, reported or expected",
                lambda who: _reckoned(who.applicant.step2_ck)),
        _number("practice_best", "best practice score",
                lambda who: _practice(who.applicant.step2_ck, max)),
        _number("practice_last_two", "better of the last two practice scores",
                lambda who: _practice(who.applicant.step2_ck, lambda scores: max(scores[-2:]), 2)),
        _number("practice_drop", "points from the best to the last practice score",
                lambda who: _practice(who.applicant.step2_ck, lambda scores: max(scores) - scores[-1], 2)),
        _number("practice_over_expected", "points of the last practice score above the expected score",
                lambda who: _difference(_practice(who.applicant.step2_ck, lambda scores: scores[-1]),
                                        who.applicant.step2_ck.expected if who.applicant.step2_ck else None)),
        _number("years_since_graduation", "years since graduation", _years),
        _number("years_to_step2", "years from graduation to Step 2 CK",
                lambda who: _difference(who.applicant.step2_ck.year if who.applicant.step2_ck else None,
                                        who.applicant.graduation_year)),
        _number("usce_months", "months of US clinical experience", lambda who: who.applicant.usce_months),
        _flag("only_observed", "US clinical experience was observing only",
              "US clinical experience was more than observing", _only_watched),
        _flag("visa_needed", "a visa is needed", "no visa is needed", lambda who: who.applicant.needs_visa),
        _flag("h1b_only", "H-1B is the only acceptable visa", "H-1B is not the only acceptable visa", _h1b_only),
        _flag("ecfmg_certified", "ECFMG certificate in hand", "ECFMG certificate not in hand",
              lambda who: who.applicant.ecfmg_certified),
        _number("specialty_rotations", "US rotations in the specialty", lambda who: who.applicant.specialty_rotations),
        _number("us_letters", "letters from US physicians", lambda who: who.applicant.us_letters),
        _number("us_letters_in_specialty", "letters from US physicians of the specialty",
                lambda who: who.applicant.us_letters_in_specialty),
        _number("research_items", "research items", lambda who: who.applicant.research_items),
        _number("research_in_specialty", "research items in the specialty",
                lambda who: who.applicant.research_in_specialty),
        _flag("clinical_honors", "honours in the rotations that matter", "no honours in the rotations that matter",
              lambda who: who.applicant.clinical_honors),
        _flag("recent_practice", "recent clinical practice", "no recent clinical practice",
              lambda who: who.applicant.recent_practice),
        _flag("unexplained_gap", "an unexplained gap", "no unexplained gap",
              lambda who: who.applicant.unexplained_gap),
        _flag("reapplicant", "applying again", "applying for the first time", lambda who: who.applicant.reapplicant),
        _number("risks", "risk factors", lambda who: who.risks),
    )
}  # fmt: skip
"""Every fact by its name, in order."""


def put_words(fact: Fact, values: Iterable[object]) -> str:
    """Name values of a word as sentences put them."""
    names = dict(fact.choices)
    return " or ".join(names.get(str(value), str(value)) for value in values)
