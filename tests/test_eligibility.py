"""Screening: each filter by hand, unknown facts, own odds, and properties over drawn cases."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listopt.applicant import Applicant
from listopt.eligibility import Eligibility, screen
from listopt.eligibility.filters import FILTERS
from listopt.importers import read_catalogue
from listopt.reference import read_reference

PAGE = Path(__file__).parents[1] / "docs" / "eligibility.md"
FLAGS = ("j1", "h1b", "h1b_requires_step3", "accepts_failures", "requires_step1", "requires_step3", "requires_ecfmg")
INTEGERS = ("visa_year", "step1_min", "step2_min", "max_attempts", "max_years_since_graduation")
KNOWN: dict[str, Any] = {
    "type": "non_us_img",
    "step1": {"score": 220, "attempts": 1},
    "step2_ck": {"score": 238, "attempts": 1},
    "step3": "not_taken",
    "graduation_year": 2023,
    "usce_months": 2,
    "visa": ["J-1", "H-1B"],
    "ecfmg_certified": False,
}
OPEN: dict[str, Any] = {
    "specialty": "Anesthesiology",
    "entry": "new_graduates",
    "j1": True,
    "h1b": False,
    "h1b_requires_step3": False,
    "step1_min": 0,
    "step2_min": 0,
    "max_attempts": 9,
    "accepts_failures": True,
    "max_years_since_graduation": 30,
    "min_usce_months": 0.0,
    "requires_step1": False,
    "requires_step3": False,
    "requires_ecfmg": False,
}


def someone(**facts: Any) -> Applicant:
    """Non-US IMG of whom everything is known, facts replaced as asked."""
    return Applicant.model_validate(KNOWN | facts)


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Programs with codes that end in the row number and the catalogue's kinds of columns."""
    index = pd.Index([f"04{row:08d}" for row in range(len(rows))], name="program_id", dtype=object)
    frame = pd.DataFrame({name: [row[name] for row in rows] for name in rows[0]}, index=index)
    kinds = dict.fromkeys(FLAGS, "boolean") | dict.fromkeys(INTEGERS, "Int64")
    kinds |= dict.fromkeys(("min_usce_months", "p_match"), "float64")
    return frame.astype({name: kind for name, kind in kinds.items() if name in frame})


def words(**columns: str) -> Callable[[str], str]:
    """Policy with a word for some columns, ``allow`` for the others."""
    return lambda column: columns.get(column, "allow")


def exclude(_: str) -> str:
    """Exclude whatever is unknown."""
    return "exclude"


def screened(
    programs: pd.DataFrame,
    applicant: Applicant,
    unknown: Callable[[str], str] = words(),  # noqa: B008
    specialties: tuple[str, ...] = (),
) -> Eligibility:
    """Screen for the Match of 2027."""
    return screen(programs, applicant, specialties=specialties, season=2027, unknown=unknown)


def reason(cells: dict[str, Any], unknown: Callable[[str], str] = words(), **facts: Any) -> str | None:  # noqa: B008
    """Reason why one program, open but for ``cells``, is excluded; None when it is not."""
    excluded = screened(table([OPEN | cells]), someone(**facts), unknown).excluded
    return None if excluded.empty else str(excluded.iloc[0])


@pytest.mark.parametrize(
    ("cells", "facts", "expected"),
    [
        ({"entry": "after_training"}, {}, "takes applicants after residency training only (independent track)"),
        ({"j1": False}, {}, "does not sponsor J-1 or H-1B"),
        ({"j1": False}, {"visa": ["J-1"]}, "does not sponsor J-1"),
        ({"j1": True}, {"visa": ["H-1B"]}, "does not sponsor H-1B"),
        ({"step2_min": 240}, {}, "needs Step 2 CK 240 or more; the applicant has 238"),
        ({"step2_min": 220}, {"step2_ck": "fail"}, "needs Step 2 CK 220 or more; the applicant has not passed it"),
        ({"step1_min": 230}, {}, "needs Step 1 230 or more; the applicant has 220"),
        (
            {"max_attempts": 1},
            {"step2_ck": {"score": 238, "attempts": 2}},
            "allows 1 attempt at an exam; the applicant failed Step 2 CK once",
        ),
        (
            {"max_attempts": 2},
            {"step1": {"result": "fail", "attempts": 2}},
            "allows 2 attempts at an exam; the applicant failed Step 1 twice",
        ),
        (
            {"accepts_failures": False},
            {"step3": {"result": "fail", "attempts": 1}},
            "does not consider applicants who failed an exam; the applicant failed Step 3 once",
        ),
        (
            {"accepts_failures": False},
            {"comlex2": {"result": "pass", "attempts": 3}},
            "does not consider applicants who failed an exam; the applicant failed Level 2 twice",
        ),
        (
            {"max_years_since_graduation": 5},
            {"graduation_year": 2016},
            "graduated 11 years before the Match; at most 5",
        ),
        ({"min_usce_months": 3.0}, {}, "needs 3 months of US clinical experience; the applicant has 2"),
        *(
            ({"requires_step1": True}, facts, "needs Step 1 passed when applying; the applicant has not passed it")
            for facts in ({"step1": "not_taken"}, {"step1": "fail"}, {"step1": "not_taken", "comlex1": "fail"})
        ),
        ({"requires_step3": True}, {}, "needs Step 3 passed before applying; the applicant has not passed it"),
        ({"requires_ecfmg": True}, {}, "needs the ECFMG certificate when applying; the applicant does not hold it yet"),
    ],
)
def test_reason_names_the_value(cells: dict[str, Any], facts: dict[str, Any], expected: str) -> None:
    """Each filter excludes with a reason in which the limit and the applicant's own value stand."""
    assert reason(cells, **facts) == expected


@pytest.mark.parametrize(
    ("cells", "facts"),
    [
        ({}, {}),
        ({"j1": False, "h1b": True}, {}),
        ({"j1": False}, {"visa": []}),
        ({"j1": False}, {"type": "us_img", "visa": None}),
        ({"step2_min": 238}, {}),
        ({"step1_min": 220}, {}),
        ({"max_attempts": 2}, {"step1": {"result": "fail", "attempts": 1}}),
        ({"max_attempts": 0}, {}),
        ({"max_years_since_graduation": 4}, {}),
        ({"max_years_since_graduation": 0}, {"type": "us_md", "visa": None, "graduation_year": None}),
        ({"min_usce_months": 2.0}, {}),
        ({"min_usce_months": 6.0, "requires_ecfmg": True}, {"type": "us_do", "visa": None}),
        ({"accepts_failures": False}, {}),
        ({"accepts_failures": True}, {"step1": {"result": "pass", "attempts": 2}}),
        ({"requires_step1": True}, {"step1": "pass"}),
        ({"requires_step1": True}, {"step1": "not_taken", "comlex1": "pass"}),
        ({"requires_step1": True}, {"step1": None, "comlex1": {"score": 520}}),
        ({"j1": False, "h1b": True, "h1b_requires_step3": True}, {"step3": "pass"}),
        ({"j1": True, "h1b": True, "h1b_requires_step3": True}, {}),
        ({"requires_step3": True}, {"step3": "pass"}),
        ({"requires_ecfmg": True}, {"ecfmg_certified": True}),
    ],
)
def test_met_requirements_exclude_nothing(cells: dict[str, Any], facts: dict[str, Any]) -> None:
    """A limit that is just met, or does not concern the applicant, keeps the program, even under exclude."""
    assert reason(cells, exclude, **facts) is None


def test_specialties_in_play() -> None:
    """Other specialties are excluded and counted apart; an unknown specialty follows its word."""
    programs = table([OPEN | {"specialty": name} for name in ("Anesthesiology", "Neurology", np.nan)])
    chosen = ("Internal Medicine", "Anesthesiology")
    kept = screened(programs, someone(), specialties=chosen)
    assert kept.excluded.to_dict() == {"0400000001": "not in Anesthesiology or Internal Medicine"}
    assert kept.excluded_by.to_dict() == {"0400000001": "specialty"}
    assert kept.doubtful["column"].tolist() == ["specialty"]
    strict = screened(programs, someone(), exclude, chosen)
    assert strict.excluded["0400000002"] == "specialty unknown (unknown: exclude)"
    many = screened(programs, someone(), specialties=tuple("ABCD"))
    assert many.excluded["0400000001"] == "not in any of the 4 specialties applied for"


def test_first_reason_counts() -> None:
    """A program that fails several filters gets the reason of the first in the stated order."""
    cells = {"entry": "after_training", "j1": False, "step2_min": 270, "requires_step3": True}
    assert str(reason(cells)).startswith("takes applicants after residency")
    assert reason(cells | {"entry": "new_graduates"}) == "does not sponsor J-1 or H-1B"
    assert str(reason(cells | {"entry": np.nan, "j1": True})).startswith("needs Step 2 CK 270")


@pytest.mark.parametrize(
    ("column", "facts", "expected"),
    [
        ("j1", {}, "visa policy unknown (unknown: exclude)"),
        ("step2_min", {}, "Step 2 CK minimum unknown (unknown: exclude)"),
        ("step1_min", {}, "Step 1 minimum unknown (unknown: exclude)"),
        ("max_attempts", {"step1": {"score": 220, "attempts": 2}}, "limit on attempts unknown (unknown: exclude)"),
        (
            "accepts_failures",
            {"step1": {"score": 220, "attempts": 2}},
            "policy on failed exams unknown (unknown: exclude)",
        ),
        ("max_years_since_graduation", {}, "limit on years since graduation unknown (unknown: exclude)"),
        ("min_usce_months", {}, "minimum of US clinical experience unknown (unknown: exclude)"),
        ("requires_step1", {"step1": "not_taken"}, "Step 1 requirement unknown (unknown: exclude)"),
        ("requires_step3", {}, "Step 3 requirement unknown (unknown: exclude)"),
        ("requires_ecfmg", {}, "ECFMG requirement unknown (unknown: exclude)"),
    ],
)
def test_unknown_fact_of_the_program(column: str, facts: dict[str, Any], expected: str) -> None:
    """An empty cell or an absent column excludes under the column's exclude, and under nothing else."""
    missing = pd.NA if column != "min_usce_months" else np.nan
    assert reason({column: missing}, words(**{column: "exclude"}), **facts) == expected
    assert reason({column: missing}, **facts) is None
    absent = table([OPEN]).drop(columns=column)
    strict = screened(absent, someone(**facts), words(**{column: "exclude"}))
    assert strict.excluded.tolist() == [expected]


def test_requirement_met_whatever_it_is() -> None:
    """Who meets every possible requirement is not excluded because the program does not state it."""
    best = {"step3": "pass", "ecfmg_certified": True, "graduation_year": 2027, "visa": []}
    silent = table([{name: OPEN[name] for name in ("step1_min", "step2_min", "min_usce_months")}])
    assert screened(silent, someone(**best), exclude).excluded.empty


@pytest.mark.parametrize(
    ("cells", "field", "who"),
    [
        ({"j1": False}, "visa", "need of a visa is unknown (visa)"),
        ({"step2_min": 240}, "step2_ck", "Step 2 CK score is unknown (step2_ck)"),
        ({"step1_min": 230}, "step1", "three-digit Step 1 score is unknown (step1)"),
        ({"max_attempts": 2}, "step1", "number of attempts is unknown (step1, step2_ck)"),
        ({"max_years_since_graduation": 5}, "graduation_year", "year of graduation is unknown (graduation_year)"),
        ({"min_usce_months": 3.0}, "usce_months", "US clinical experience is unknown (usce_months)"),
        ({"accepts_failures": False}, "step1", "record of failed exams is unknown (step1, step2_ck)"),
        ({"requires_step1": True}, "step1", "Step 1 result is unknown (step1)"),
        ({"requires_step3": True}, "step3", "Step 3 result is unknown (step3)"),
        ({"requires_ecfmg": True}, "ecfmg_certified", "ECFMG certificate is unknown (type, ecfmg_certified)"),
    ],
)
def test_unknown_fact_of_the_applicant(cells: dict[str, Any], field: str, who: str) -> None:
    """It warns once and keeps under allow, excludes under exclude, and matters only where a program asks."""
    programs = table([OPEN | cells, OPEN | cells])
    undemanding = table([OPEN | {"max_attempts": pd.NA, "max_years_since_graduation": pd.NA}])
    unsure = someone(**{field: None})
    kept = screened(programs, unsure)
    assert kept.excluded.empty
    told = [sentence for sentence in kept.warnings if who in sentence]
    assert told == [f"The applicant's {who}: 2 programs that depend on it are kept."]
    assert not any(who in sentence for sentence in screened(undemanding, unsure).warnings)
    columns = dict.fromkeys((*cells, "h1b"), "exclude")
    strict = screened(programs, unsure, words(**columns))
    fact = who.split(" is unknown")[0]
    assert strict.excluded.unique().tolist() == [f"the applicant's {fact} is unknown (unknown: exclude)"]
    assert f"The applicant's {who}: 2 programs that depend on it are excluded." in strict.warnings


def test_pass_fail_step1_is_no_score() -> None:
    """A pass cannot be compared with a three-digit minimum, so the minimum's word decides."""
    assert reason({"step1_min": 230}, step1="pass") is None
    strict = reason({"step1_min": 230}, words(step1_min="exclude"), step1="pass")
    assert strict == "the applicant's three-digit Step 1 score is unknown (unknown: exclude)"


@pytest.mark.parametrize(
    ("j1", "h1b", "visa", "kept", "doubted"),
    [
        (True, pd.NA, ["J-1", "H-1B"], True, None),
        (pd.NA, True, ["J-1", "H-1B"], True, None),
        (pd.NA, False, ["J-1", "H-1B"], True, "j1"),
        (pd.NA, pd.NA, ["J-1", "H-1B"], True, "j1"),
        (False, pd.NA, ["J-1", "H-1B"], True, "h1b"),
        (False, False, ["J-1", "H-1B"], False, None),
        (pd.NA, pd.NA, ["J-1"], True, "j1"),
        (False, True, ["J-1"], False, None),
        (pd.NA, pd.NA, ["H-1B"], True, "h1b"),
        (True, False, ["H-1B"], False, None),
        (pd.NA, pd.NA, [], True, None),
        (False, False, [], True, None),
        (pd.NA, pd.NA, None, True, "j1"),
    ],
)
def test_visa_in_three_states(j1: Any, h1b: Any, visa: list[str] | None, kept: bool, doubted: str | None) -> None:
    """One acceptable visa known to be sponsored suffices, and the fact that decides is the one to look up."""
    found = screened(table([OPEN | {"j1": j1, "h1b": h1b}]), someone(visa=visa))
    assert len(found.eligible) == kept
    assert found.doubtful["column"].tolist() == ([doubted] if doubted else [])


def test_visa_words_per_column() -> None:
    """An unknown visa counts as sponsored under its own allow, as refused under its own exclude."""
    unknown = {"j1": pd.NA, "h1b": pd.NA}
    assert reason(unknown, words(j1="exclude")) is None
    assert reason(unknown, words(j1="exclude", h1b="exclude")) == "visa policy unknown (unknown: exclude)"
    assert reason({"j1": pd.NA, "h1b": False}, words(j1="exclude")) == "visa policy unknown (unknown: exclude)"
    assert reason({"j1": False, "h1b": pd.NA}, words(j1="exclude")) is None


@pytest.mark.parametrize(
    ("tied", "step3", "word", "expected"),
    [
        (True, "pass", "exclude", None),
        (True, "not_taken", "allow", "sponsors H-1B only after Step 3; the applicant has not passed it"),
        (True, "fail", "allow", "sponsors H-1B only after Step 3; the applicant has not passed it"),
        (True, None, "allow", None),
        (True, None, "exclude", "the applicant's Step 3 result for an H-1B is unknown (unknown: exclude)"),
        (False, "not_taken", "exclude", None),
        (pd.NA, "not_taken", "allow", None),
        (pd.NA, "not_taken", "exclude", "visa policy unknown (unknown: exclude)"),
        (pd.NA, "pass", "exclude", None),
    ],
)
def test_h1b_tied_to_step3(tied: Any, step3: str | None, word: str, expected: str | None) -> None:
    """An H-1B tied to Step 3 counts once Step 3 is passed; the tie's own word decides where one of both is unknown."""
    cells = {"j1": True, "h1b": True, "h1b_requires_step3": tied}
    policy = words(h1b_requires_step3=word)
    assert reason(cells, policy, visa=["H-1B"], step3=step3) == expected
    assert reason(cells, policy, visa=["J-1"], step3=step3) is None
    assert reason(cells, policy, visa=["J-1", "H-1B"], step3=step3) is None


def test_h1b_tied_to_step3_beside_j1() -> None:
    """Where J-1 is refused the reason says so too, where it is unknown the program stays, J-1 to be looked up."""
    tied = {"h1b": True, "h1b_requires_step3": True}
    assert (
        reason(tied | {"j1": False}) == "sponsors no J-1, and H-1B only after Step 3; the applicant has not passed it"
    )
    found = screened(table([OPEN | tied | {"j1": pd.NA}]), someone(step3=None))
    assert found.doubtful["column"].tolist() == ["j1"]
    assert found.warnings == ()
    unsure = screened(table([OPEN | tied | {"j1": False}]), someone(step3=None))
    assert unsure.warnings == (
        "The applicant's Step 3 result for an H-1B is unknown (step3): 1 program that depends on it is kept.",
    )


def test_unverified_visa_facts() -> None:
    """Crowd-sourced sponsorship stays in doubt when it lets a program pass, and is named when it excludes one."""
    source = "program lists; visas: ResidencyCompass 2026 (unverified)"
    cells = [
        {"j1": True, "h1b": True, "visa_year": 2026, "source": source},
        {"j1": False, "h1b": True, "visa_year": 2026, "source": source},
        {"j1": False, "h1b": False, "visa_year": 2026, "source": source},
        {"j1": True, "h1b": True, "visa_year": 2026, "source": "their page"},
        {"j1": True, "h1b": True, "visa_year": pd.NA, "source": source},
    ]
    found = screened(table([OPEN | cell for cell in cells]), someone())
    assert found.doubtful.to_numpy().tolist() == [
        ["0400000000", "j1", "J-1 sponsorship crowd-sourced, unverified (2026)"],
        ["0400000001", "h1b", "H-1B sponsorship crowd-sourced, unverified (2026)"],
    ]
    assert found.excluded.tolist() == ["does not sponsor J-1 or H-1B (crowd-sourced, unverified, 2026)"]
    assert screened(table([OPEN | cells[0]]), someone(visa=[])).doubtful.empty
    assert screened(table([OPEN | cells[0] | {"verified": "their page, 2026-09-01"}]), someone()).doubtful.empty


def test_h1b_alone_asks_for_step3() -> None:
    """With H-1B as the only visa and Step 3 not passed, a warning asks to check, and nothing is excluded for it."""
    programs = table([OPEN | {"h1b": True}])
    found = screened(programs, someone(visa=["H-1B"]))
    assert len(found.eligible) == 1
    assert ["Step 3" in sentence for sentence in found.warnings] == [True]
    assert screened(programs, someone(visa=["H-1B"], step3="pass")).warnings == ()
    assert screened(programs, someone()).warnings == ()


def test_h1b_alone_and_what_j1_would_open() -> None:
    """With H-1B as the only visa one sentence counts what it closes, and what J-1 would open or might open."""
    refuses = {"h1b": False}
    policies = [True, True, False, pd.NA]
    rows = [OPEN | refuses | {"j1": j1} for j1 in policies] + [OPEN | {"h1b": True}, OPEN | {"h1b": pd.NA}]
    rows.append(OPEN | refuses | {"step2_min": 270})
    programs = table(rows)
    only = screened(programs, someone(visa=["H-1B"], step3="pass"))
    assert only.warnings == (
        "H-1B as the only acceptable visa closes 4 programs: with J-1 acceptable as well, 2 of them would be open "
        "and 1 possibly open (J-1 policy unknown).",
    )
    both = screened(programs, someone(visa=["J-1", "H-1B"], step3="pass"))
    assert len(both.eligible) - len(only.eligible) == 3
    assert both.warnings == ()
    strict = screened(programs, someone(visa=["H-1B"], step3="pass"), words(j1="exclude"))
    assert "2 of them would be open and 0 possibly" in strict.warnings[0]
    closed = screened(programs.iloc[:1], someone(visa=["H-1B"]))
    assert [sentence.startswith("H-1B as the only") for sentence in closed.warnings] == [True]


def test_step1_requirement_worth_looking_up() -> None:
    """An unknown Step 1 requirement is listed for an applicant who has not passed Step 1, and for nobody else."""
    silent = table([OPEN | {"requires_step1": pd.NA}])
    found = screened(silent, someone(step1="not_taken")).doubtful
    assert found["why"].tolist() == ["Step 1 requirement unknown: you have not passed it"]
    assert screened(silent, someone()).doubtful.empty
    assert screened(silent, someone(step1=None)).doubtful.empty


def test_expected_score_meets_no_minimum() -> None:
    """An expected Step 2 CK score is compared with no minimum: the score stays unknown to the filters."""
    awaited = {"step2_ck": {"expected": 250}}
    assert reason({"step2_min": 270}, **awaited) is None
    strict = reason({"step2_min": 240}, words(step2_min="exclude"), **awaited)
    assert strict == "the applicant's Step 2 CK score is unknown (unknown: exclude)"


def test_unknown_limits_worth_looking_up() -> None:
    """Unknown limits are listed for a weak applicant and not for a strong one, in the order of the register."""
    limits = ("step2_min", "max_attempts", "max_years_since_graduation")
    silent = table([OPEN, OPEN]).drop(columns=list(limits))
    weak = someone(step1={"result": "pass", "attempts": 2}, graduation_year=2020)
    found = screened(silent, weak).doubtful
    assert found["column"].tolist() == [*limits, *limits]
    assert found["program_id"].tolist() == ["0400000000"] * 3 + ["0400000001"] * 3
    assert found["why"].tolist()[:3] == [
        "Step 2 CK minimum unknown: it may be above your 238",
        "limit on attempts unknown: you failed Step 1 once",
        "limit on years since graduation unknown: you graduated 7 years before the Match",
    ]
    strong = someone(step2_ck=240, graduation_year=2024)
    assert screened(silent, strong).doubtful.empty
    assert screened(silent, someone(step2_ck=None)).doubtful["column"].unique().tolist() == ["step2_min", limits[2]]


def test_own_odds_need_no_facts() -> None:
    """With an own p_match and an applicant of unknown type nothing is excluded, in doubt or warned about."""
    asks = {"j1": False, "step2_min": 250, "max_attempts": 1, "requires_step3": True, "requires_ecfmg": True}
    own = table(
        [OPEN | asks | {"p_match": 0.1}, dict.fromkeys(OPEN, pd.NA) | {"min_usce_months": np.nan, "p_match": 0.0}]
    )
    for unknown in (words(), exclude):
        found = screened(own, Applicant(), unknown)
        assert len(found.eligible) == 2
        assert found.doubtful.empty
        assert found.warnings == ()
    assert screened(own, Applicant.model_validate({"step2_ck": 240})).excluded.tolist() == [
        "needs Step 2 CK 250 or more; the applicant has 240"
    ]
    assert len(screened(own.drop(columns="p_match"), Applicant(), exclude).excluded) == 2
    only = pd.DataFrame({"p_match": [0.2]}, index=pd.Index(["a"], name="program_id"))
    assert screened(only, Applicant(), exclude).eligible.tolist() == ["a"]


def maybe(values: st.SearchStrategy[Any], missing: Any = pd.NA) -> st.SearchStrategy[Any]:
    """Values that may be missing."""
    return st.one_of(st.just(missing), values)


ROWS = st.fixed_dictionaries(
    {
        "specialty": maybe(st.sampled_from(["Anesthesiology", "Neurology"]), np.nan),
        "entry": maybe(st.sampled_from(["new_graduates", "after_training"]), np.nan),
        "j1": maybe(st.booleans()),
        "h1b": maybe(st.booleans()),
        "h1b_requires_step3": maybe(st.booleans()),
        "visa_year": maybe(st.sampled_from([2025, 2026])),
        "step1_min": maybe(st.sampled_from([0, 210, 220, 230])),
        "step2_min": maybe(st.sampled_from([0, 220, 238, 250])),
        "max_attempts": maybe(st.integers(0, 4)),
        "accepts_failures": maybe(st.booleans()),
        "max_years_since_graduation": maybe(st.integers(0, 8)),
        "min_usce_months": maybe(st.sampled_from([0.0, 1.0, 3.0]), np.nan),
        "requires_step1": maybe(st.booleans()),
        "requires_step3": maybe(st.booleans()),
        "requires_ecfmg": maybe(st.booleans()),
        "source": maybe(st.sampled_from(["unverified", "a page"]), np.nan),
        "p_match": maybe(st.sampled_from([0.0, 0.2]), np.nan),
    }
)
PROGRAMS = st.lists(ROWS, min_size=1, max_size=8).map(table)
EXAMS = st.one_of(
    st.none(),
    st.sampled_from(["pass", "fail", "not_taken"]),
    st.builds(lambda s, n: {"score": s, "attempts": n}, st.integers(200, 270), st.integers(1, 4)),
)
APPLICANTS = st.fixed_dictionaries(
    {
        "type": st.sampled_from([None, "us_md", "us_do", "us_img", "non_us_img"]),
        "step1": EXAMS,
        "step2_ck": EXAMS,
        "step3": EXAMS,
        "graduation_year": maybe(st.integers(2015, 2028), None),
        "usce_months": maybe(st.integers(0, 6), None),
        "visa": st.sampled_from([None, [], ["J-1"], ["H-1B"], ["J-1", "H-1B"]]),
        "ecfmg_certified": st.sampled_from([None, True, False]),
    }
)
POLICIES = st.sampled_from(
    [
        words(),
        exclude,
        words(j1="exclude"),
        words(h1b_requires_step3="exclude"),
        words(step2_min="exclude", max_attempts="exclude", h1b="exclude"),
    ]
)
CHOSEN = st.sampled_from([(), ("Anesthesiology",), ("Anesthesiology", "Neurology")])
quick = settings(max_examples=60, deadline=None)


@quick
@given(PROGRAMS, APPLICANTS, POLICIES, CHOSEN)
def test_partition(
    programs: pd.DataFrame, facts: dict[str, Any], unknown: Callable[[str], str], chosen: tuple[str, ...]
) -> None:
    """Every program is either eligible or excluded with one reason, and doubts are about eligible ones only."""
    found = screened(programs, Applicant.model_validate(facts), unknown, chosen)
    assert sorted([*found.eligible, *found.excluded.index]) == programs.index.tolist()
    assert found.excluded.str.len().gt(0).all()
    assert found.excluded_by.str.len().gt(0).all()
    assert found.excluded_by.index.equals(found.excluded.index)
    assert set(found.doubtful["program_id"]) <= set(found.eligible)
    assert list(found.doubtful.columns) == ["program_id", "column", "why"]
    assert not found.doubtful.duplicated(["program_id", "column"]).any()
    assert len(set(found.warnings)) == len(found.warnings)


@quick
@given(PROGRAMS, APPLICANTS, CHOSEN)
def test_allow_keeps_what_exclude_keeps(programs: pd.DataFrame, facts: dict[str, Any], chosen: tuple[str, ...]) -> None:
    """A looser word never loses a program."""
    applicant = Applicant.model_validate(facts)
    loose, strict = (set(screened(programs, applicant, word, chosen).eligible) for word in (words(), exclude))
    assert strict <= loose


@quick
@given(PROGRAMS, APPLICANTS, POLICIES, st.randoms(use_true_random=False))
def test_shuffled_rows_change_nothing(
    programs: pd.DataFrame, facts: dict[str, Any], unknown: Callable[[str], str], random: Any
) -> None:
    """The order of rows leaves no trace."""
    applicant = Applicant.model_validate(facts)
    order = random.sample(range(len(programs)), len(programs))
    one, other = screened(programs, applicant, unknown), screened(programs.iloc[order], applicant, unknown)
    assert one.eligible.tolist() == other.eligible.tolist()
    assert one.warnings == other.warnings
    pd.testing.assert_series_equal(one.excluded, other.excluded)
    pd.testing.assert_series_equal(one.excluded_by, other.excluded_by)
    pd.testing.assert_frame_equal(one.doubtful, other.doubtful)


@quick
@given(
    PROGRAMS,
    POLICIES,
    st.sampled_from(["us_img", "non_us_img", "us_md"]),
    st.tuples(st.integers(200, 270), st.integers(0, 30)),
    st.tuples(st.integers(1, 3), st.integers(0, 2)),
    st.tuples(st.integers(2015, 2026), st.integers(0, 5)),
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
)
def test_a_better_applicant_loses_nothing(
    programs: pd.DataFrame,
    unknown: Callable[[str], str],
    who: str,
    score: tuple[int, int],
    attempts: tuple[int, int],
    year: tuple[int, int],
    months: tuple[int, int],
) -> None:
    """A higher score, fewer attempts, a later graduation, more US experience keep every program."""
    weak, strong = (
        someone(
            type=who,
            step1={"score": 220, "attempts": attempts[0] + (0 if better else attempts[1])},
            step2_ck={"score": score[0] + better * score[1], "attempts": attempts[0] + (0 if better else attempts[1])},
            graduation_year=year[0] + better * year[1],
            usce_months=months[0] + better * months[1],
            step3="pass" if better else "not_taken",
            ecfmg_certified=bool(better),
        )
        for better in (0, 1)
    )
    assert set(screened(programs, weak, unknown).eligible) <= set(screened(programs, strong, unknown).eligible)


def test_real_catalogue() -> None:
    """On the real programs every exclusion is a specialty, an independent track or a crowd-sourced visa fact."""
    programs = read_catalogue(["us-2025"], Path()).table
    chosen = ("Anesthesiology", "Internal Medicine")
    found = screened(programs, someone(), specialties=chosen)
    assert len(found.eligible) > 800
    rest = found.excluded[found.excluded_by != "specialty"]
    assert set(rest) == {"does not sponsor J-1 or H-1B (crowd-sourced, unverified, 2026)"}
    assert set(found.doubtful["column"]) == {"j1", "h1b", "step2_min", "max_years_since_graduation"}


@pytest.mark.parametrize("unknown", [words(), exclude])
def test_fast(unknown: Callable[[str], str]) -> None:
    """Six thousand programs take a few hundredths of a second at most."""
    programs = read_catalogue(["us-2025"], Path()).table
    applicant = someone(step1={"result": "pass", "attempts": 2})
    took = []
    for _ in range(5):
        start = time.perf_counter()
        screened(programs, applicant, unknown)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.1


def test_thresholds_have_a_source() -> None:
    """Each threshold names a column, its season, its source and how far it can be trusted."""
    for row in read_reference("doubt_thresholds"):
        assert row["name"] in FILTERS
        assert 2010 <= int(row["season"]) <= 2030
        assert row["source_title"]
        assert row["source_url"].startswith("http")
        assert row["confidence"] in ("high", "medium", "low")


def test_page_shows_filters_and_thresholds() -> None:
    """The page lists every filter in order and the thresholds as they ship."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    first = [line.split("|")[1].strip().replace("`", "") for line in lines if line.startswith("| `")]
    assert first[: len(FILTERS)] == list(FILTERS)
    for row in read_reference("doubt_thresholds"):
        assert f"| `{row['name']}` | {row['value']} | {row['unit']} | {row['season']} |" in lines
