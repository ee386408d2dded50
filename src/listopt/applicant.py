"""The applicant: credentials, visa need, ties; everything a committee or a filter looks at."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

ApplicantType = Literal["us_md", "us_do", "us_img", "non_us_img"]
Visa = Literal["J-1", "H-1B"]


class Frozen(BaseModel):
    """Base of everything read from a scenario: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _short_exam(value: object) -> object:
    """Read ``step2_ck: 238`` as a score and ``step3: not_taken`` as a result."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return {"score": value}
    return {"result": value} if isinstance(value, str) else value


class Exam(Frozen):
    """One licensing exam: result, score and how often it was sat."""

    result: Literal["pass", "fail", "not_taken"] | None = None
    """How it ended; a score alone means passed."""
    score: int | None = Field(default=None, ge=1, le=999)
    """Three-digit score, where the exam gives one (USMLE 1 to 300, COMLEX to 999)."""
    attempts: int = Field(default=1, ge=0, le=20)
    """How often it was sat, the passing attempt included."""
    year: int | None = Field(default=None, ge=1980, le=2100)
    """Year in which it was passed, or last sat."""
    practice: tuple[Annotated[int, Field(ge=1, le=999)], ...] = ()
    """Scores of practice exams, the latest one last."""
    expected: int | None = Field(default=None, ge=1, le=999)
    """Score reckoned with while there is none."""
    expected_sd: float | None = Field(default=None, ge=0, le=100)
    """How far off the expected score may be, as a standard deviation in points; absent: an estimate."""

    @property
    def pending(self) -> bool:
        """Whether a score is still to come."""
        if self.score is not None or self.result == "pass":
            return False
        return self.result == "not_taken" or self.expected is not None or bool(self.practice)

    @property
    def sat(self) -> bool:
        """Whether it was sat; a first sitting whose score is still to come does not count yet."""
        return not self.pending or self.failures > 0

    @property
    def passed(self) -> bool | None:
        """True or False where known, None when nothing is said."""
        if self.result is None:
            return True if self.score is not None else None
        return self.result == "pass"

    @property
    def failures(self) -> int:
        """Failed attempts."""
        if self.result == "not_taken":
            return 0
        return self.attempts if self.result == "fail" else max(0, self.attempts - 1)


AnExam = Annotated[Exam, BeforeValidator(_short_exam)]


class Ties(Frozen):
    """Places and programs the applicant has a real connection to."""

    states: tuple[str, ...] = ()
    """Two-letter state codes, e.g. ``[NY, NJ]``."""
    regions: tuple[str, ...] = ()
    """Northeast, Midwest, South, West or Territories."""
    programs: tuple[str, ...] = ()
    """Program codes, e.g. where a rotation was done."""


class Applicant(Frozen):
    """What is known about the applicant; a missing fact is unknown, not a refusal."""

    type: ApplicantType | None = None
    """Applicant type as ERAS and NRMP list them."""
    step1: AnExam | None = None
    """USMLE Step 1."""
    step2_ck: AnExam | None = None
    """USMLE Step 2 CK."""
    step3: AnExam | None = None
    """USMLE Step 3."""
    comlex1: AnExam | None = None
    """COMLEX-USA Level 1."""
    comlex2: AnExam | None = None
    """COMLEX-USA Level 2."""
    graduation_year: int | None = Field(default=None, ge=1950, le=2100)
    """Year of graduation from medical school."""
    usce_months: float | None = Field(default=None, ge=0, le=240)
    """Months of clinical experience in the United States."""
    visa: tuple[Visa, ...] | None = None
    """Acceptable visas; ``[]`` when none is needed; absent means unknown."""
    ecfmg_certified: bool | None = None
    """ECFMG certificate in hand (asked of IMGs only)."""
    fee_assistance: bool = False
    """Approved for the AAMC Fee Assistance Program."""
    ties: Ties = Ties()
    """Geographic and institutional ties."""
    usce_hands_on_months: float | None = Field(default=None, ge=0, le=240)
    """Of these months, those with hands-on work rather than watching."""
    specialty_rotations: int | None = Field(default=None, ge=0, le=50)
    """Rotations in the United States in the primary specialty."""
    us_letters: int | None = Field(default=None, ge=0, le=20)
    """Letters of recommendation from physicians in the United States."""
    us_letters_in_specialty: int | None = Field(default=None, ge=0, le=20)
    """Of these, letters from physicians of the primary specialty."""
    research_items: int | None = Field(default=None, ge=0, le=500)
    """Abstracts, presentations and publications."""
    research_in_specialty: int | None = Field(default=None, ge=0, le=500)
    """Of these, items in the primary specialty."""
    clinical_honors: bool | None = None
    """Honours or high passes in the rotations that matter for the primary specialty."""
    recent_practice: bool | None = None
    """Clinical practice or training within the last year."""
    unexplained_gap: bool | None = None
    """A long gap in training or work that the file does not explain."""
    reapplicant: bool | None = None
    """Whether an earlier application ended without a match."""
    interview_capacity: int = Field(default=20, ge=1, le=200)
    """Most interviews the applicant can attend; the ``interviews`` term counts no more."""

    @property
    def is_img(self) -> bool | None:
        """Whether an IMG; None when the type is unknown."""
        return None if self.type is None else self.type.endswith("img")

    @property
    def needs_visa(self) -> bool | None:
        """Whether a visa must be sponsored; None when unknown."""
        if self.visa is not None:
            return bool(self.visa)
        return None if self.type in (None, "non_us_img") else False
