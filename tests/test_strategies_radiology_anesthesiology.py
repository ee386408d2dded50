"""The strategies for anesthesiology and interventional radiology: variants, what they ask for and say, their lists."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from advised import PLAIN, TODAY, Facts, failed, guidance, posed, scenario, ticks, told, variant
from listopt.constraints.counts import Count
from listopt.formulation import Portfolio
from listopt.pipeline import Outcome, solve
from listopt.reference import read_reference
from listopt.scenario import with_settings
from listopt.solution import Status

ROOT = Path(__file__).resolve().parents[1]
CITIZEN: Facts = {"type": "us_img", "step1": "pass", "step2_ck": 240, "step3": "not_taken", "graduation_year": 2025,
                  "usce_months": 6, "visa": []}  # fmt: skip
"""A US citizen IMG."""
VISITOR: Facts = {**CITIZEN, "type": "non_us_img", "visa": ["J-1"]}
"""The same with a visa need."""
RADIOLOGIST: Facts = {**CITIZEN, "step1": {"score": 208}, "step2_ck": 241}
"""A US citizen IMG with a low Step 1 and a better Step 2 CK."""
A_US, A_NON, IR = "anesthesiology-us-img", "anesthesiology-non-us-img", "interventional-radiology"


def citizen(score: int, **more: object) -> Facts:
    """A US citizen IMG with a score."""
    return {**CITIZEN, "step2_ck": score, **more}


def visitor(score: int, **more: object) -> Facts:
    """A non-US citizen IMG with a score."""
    return {**VISITOR, "step2_ck": score, **more}


def rules(strategy: str, facts: Facts, more: Facts = PLAIN) -> dict[str, object]:
    """Rules of the scenario by name."""
    return {rule.title: rule for rule in scenario(strategy, facts, more).constraints}


def span(strategy: str, facts: Facts, name: str) -> tuple[float | None, float | None] | None:
    """Least and most applications that a soft rule asks for; None when there is no such rule."""
    rule = rules(strategy, facts).get(name)
    if rule is None:
        return None
    assert isinstance(rule, Count)
    assert rule.soft is not None, "never infeasible"
    return rule.at_least, rule.at_most


def solved(strategy: str, facts: Facts, more: Facts = PLAIN) -> Outcome:
    """The list that a strategy leads to."""
    return solve(scenario(strategy, facts, more), today=TODAY)


def proven(outcome: Outcome) -> Portfolio:
    """Its list, proven to be the best and free of violations."""
    portfolio = outcome.solution.portfolio
    assert outcome.solution.status is Status.OPTIMAL
    assert portfolio is not None
    assert outcome.posed.problem.violations(portfolio) == []
    return portfolio


def counts(outcome: Outcome) -> dict[str, int]:
    """Applications by specialty."""
    names = outcome.posed.problem.specialty[list(proven(outcome).programs)]
    return {str(name): int(count) for name, count in names.value_counts().items()}


# Variants

LOW, B230, B240, B250, B260 = (
    "Step 2 CK below 230, or a failed attempt", "Step 2 CK from 230 to 239", "Step 2 CK from 240 to 249",
    "Step 2 CK from 250 to 259", "Step 2 CK of 260 or more",
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (citizen(224), "Step 2 CK below 225"),
        (citizen(225), "Step 2 CK from 225 to 234"),
        (citizen(234), "Step 2 CK from 225 to 234"),
        (citizen(235), "Step 2 CK of 235 or more"),
        ({**CITIZEN, "step2_ck": {"expected": 224}}, "Step 2 CK below 225"),
        ({**CITIZEN, "step2_ck": {"expected": 225}}, "Step 2 CK from 225 to 234"),
        (visitor(229), LOW),
        (visitor(230), B230),
        (visitor(239), B230),
        (visitor(240), B240),
        (visitor(249), B240),
        (visitor(250), B250),
        (visitor(259), B250),
        (visitor(260), B260),
        (visitor(265, step1=failed(1)), LOW),
        (visitor(250, step3={"result": "pass", "attempts": 2}), LOW),
        ({**VISITOR, "step2_ck": failed(1, score=262)}, LOW),
        ({**VISITOR, "step2_ck": {"expected": 229}}, LOW),
        ({**VISITOR, "step2_ck": {"expected": 230}}, B230),
        ({**VISITOR, "step2_ck": {"expected": 260}}, B260),
    ],
)
def test_bands_of_anesthesiology(facts: Facts, expected: str) -> None:
    """Both strategies switch at their scores; a failure comes before every band; an expected score stands in."""
    chosen = guidance(scenario("anesthesiology", facts)).chosen
    assert [one.variant for one in chosen][1:] == [expected]


@pytest.mark.parametrize(
    ("kind", "strategies"),
    [
        ("us_img", ["anesthesiology", A_US]),
        ("non_us_img", ["anesthesiology", A_NON]),
        ("us_md", ["anesthesiology"]),
        ("us_do", ["anesthesiology"]),
    ],
)
def test_anesthesiology_by_applicant_type(kind: str, strategies: list[str]) -> None:
    """`anesthesiology` takes the strategy of the applicant's type; US graduates get the default and a warning."""
    facts = {**CITIZEN, "type": kind, "visa": ["J-1"] if kind == "non_us_img" else []}
    read = scenario("anesthesiology", facts)
    assert [one.strategy for one in guidance(read).chosen] == strategies
    assert [one.specialty for one in read.specialties] == ["Anesthesiology"]
    assert ("gates" in told("A-001", "anesthesiology", facts)) == (kind in ("us_md", "us_do"))


SEVERAL, RECOVERED, AT_MEAN, OTHER = (
    "several failures, or both scores far below the mean", "a single low Step 1 and a better Step 2 CK",
    "Step 2 CK at or above the mean, nothing failed", "any other case",
)  # fmt: skip


@pytest.mark.parametrize(
    ("step1", "step2", "expected"),
    [
        (failed(1), failed(1, score=255), SEVERAL),
        (failed(2), {"score": 255}, SEVERAL),
        ({"score": 214}, {"score": 229}, SEVERAL),
        ({"score": 215}, {"score": 229}, OTHER),
        ({"score": 215}, {"score": 230}, RECOVERED),
        ({"score": 214}, {"score": 230}, RECOVERED),
        ({"score": 229}, {"score": 243}, OTHER),
        ({"score": 229}, {"score": 244}, RECOVERED),
        ({"score": 230}, {"score": 244}, OTHER),
        ({"score": 230}, {"score": 245}, AT_MEAN),
        (failed(1), {"score": 245}, RECOVERED),
        (failed(1), {"score": 244}, OTHER),
        ("pass", {"score": 245}, AT_MEAN),
        ("pass", {"score": 244}, OTHER),
    ],
)
def test_cases_of_radiology(step1: object, step2: object, expected: str) -> None:
    """Two failures or both scores far below the mean come first; a recovery needs a low Step 1 and a clear rise."""
    assert variant(IR, {**CITIZEN, "step1": step1, "step2_ck": step2}) == expected


def test_unknown_step_1_score_is_named() -> None:
    """Where an old Step 1 score would decide and is not told, the report says which variant might apply."""
    found = guidance(scenario(IR, citizen(225)))
    assert found.chosen[-1].variant == OTHER
    assert [text.split(":")[0] for text in found.undecided] == [SEVERAL, RECOVERED]


@pytest.mark.parametrize(
    ("strategy", "facts", "names"),
    [
        (A_US, citizen(224), ["Anesthesiology", "Internal Medicine"]),
        (A_US, citizen(225), ["Anesthesiology"]),
        (A_NON, visitor(229), ["Anesthesiology", "Internal Medicine", "Family Medicine"]),
        (A_NON, visitor(239), ["Anesthesiology", "Internal Medicine"]),
        (A_NON, visitor(240), ["Anesthesiology"]),
        (IR, RADIOLOGIST, ["Interventional Radiology", "Diagnostic Radiology"]),
    ],
)
def test_backups_come_with_the_variant(strategy: str, facts: Facts, names: list[str]) -> None:
    """Whoever names no specialties applies in those of the variant; whoever names some keeps them."""
    assert [one.specialty for one in scenario(strategy, facts).specialties] == names
    own = scenario(strategy, facts, {"specialties": ["Neurology"]})
    assert [one.specialty for one in own.specialties] == ["Neurology"]


# Rules of the three articles across their boundaries, drawn at random; see the last test of the section.

PENDING: Facts = {"result": "not_taken"}

SAID = [
    ("A-004", A_US, citizen(235), citizen(234), "risks"),
    ("A-003", A_US, CITIZEN, citizen(240, step1=failed(1)), "risks"),
    ("A-003", A_US, citizen(240, step1=failed(2)), citizen(240, step1=failed(1)), "risks"),
    ("A-016", A_US, CITIZEN, {**CITIZEN, "step2_ck": PENDING}, "advice"),
    ("A-040", A_US, citizen(235), citizen(234), "advice"),
    ("A-040", A_US, CITIZEN, citizen(240, step1=failed(1)), "advice"),
    ("B-005", A_NON, visitor(245), visitor(244), "advice"),
    ("B-008", A_NON, visitor(240), visitor(239), "advice"),
    ("B-008", A_NON, visitor(240), {**VISITOR, "step2_ck": PENDING}, "advice"),
    ("B-009", A_NON, visitor(240, usce_months=1), visitor(240, usce_months=0), "risks"),
    ("B-030", A_NON, visitor(240, step1=220), visitor(240, step1=219), "checklist"),
    ("B-030", A_NON, VISITOR, visitor(240, step1=failed(1)), "checklist"),
    ("B-045", A_NON, visitor(250), visitor(249), "timeline"),
    ("B-045", A_NON, visitor(239), visitor(240), "timeline"),
    ("B-049", A_NON, visitor(230), visitor(229), "gates"),
    ("B-049", A_NON, visitor(250), visitor(250, step1=failed(1)), "gates"),
    ("B-058", A_NON, visitor(240), visitor(239), "gates"),
    ("B-058", A_NON, visitor(239, step3="pass"), visitor(239), "gates"),
    ("D-001", IR, RADIOLOGIST, {**RADIOLOGIST, "type": "non_us_img", "visa": ["J-1"]}, "gates"),
    ("D-004", IR, citizen(234, step1=220), citizen(235, step1=220), "advice"),
    ("D-008", IR, RADIOLOGIST, {**RADIOLOGIST, "step1": failed(1, score=208)}, "risks"),
    ("D-014", IR, citizen(246), citizen(245), "advice"),
    ("D-047", IR, citizen(246), citizen(245), "gates"),
    ("D-047", IR, citizen(230), citizen(231), "gates"),
]
"""Rule, strategy, applicant who does not hear of it, applicant who does, and how."""


@pytest.mark.parametrize(("rule", "strategy", "quiet", "loud", "kind"), SAID)
def test_who_is_told(rule: str, strategy: str, quiet: Facts, loud: Facts, kind: str) -> None:
    """A sentence appears exactly on its side of the boundary."""
    assert kind not in told(rule, strategy, quiet)
    assert kind in told(rule, strategy, loud)


READY: Facts = {"specialty_rotations": 1, "us_letters_in_specialty": 2, "us_letters": 3, "research_in_specialty": 1}

TICKED = [
    ("A-027", A_US, {**CITIZEN, "us_letters": 2}, {**CITIZEN, "us_letters": 3}),
    ("A-054", A_US, {**citizen(219), **READY}, {**citizen(220), **READY}),
    ("A-054", A_US, {**citizen(220), **READY, "us_letters_in_specialty": 1}, {**citizen(220), **READY}),
    ("B-034", A_NON, {**VISITOR, "us_letters_in_specialty": 0}, {**VISITOR, "us_letters_in_specialty": 1}),
    ("D-040", IR, {**citizen(245), **READY}, {**citizen(246), **READY}),
    ("D-040", IR, {**citizen(246), **READY, "specialty_rotations": 0}, {**citizen(246), **READY}),
]
"""Rule, strategy, applicant with the item still open, applicant who has it."""


@pytest.mark.parametrize(("rule", "strategy", "open_", "done"), TICKED)
def test_what_is_ticked(rule: str, strategy: str, open_: Facts, done: Facts) -> None:
    """An item of the checklist is ticked exactly from its boundary on."""
    assert ticks(rule, strategy, open_) == [False]
    assert ticks(rule, strategy, done) == [True]


SIZES = [
    ("A-031", A_US, citizen(225), citizen(224), "80 to 120 anesthesiology programs", (80, 120)),
    ("B-037", A_NON, visitor(240), visitor(239), "60 or more anesthesiology programs", (60, None)),
    ("B-050", A_NON, visitor(230), visitor(229), "serious backups", (40, 60)),
    ("B-050", A_NON, visitor(262), visitor(262, step1=failed(1)), "serious backups", (40, 60)),
]
"""Rule, strategy, applicant without the rule of the scenario, applicant with it, its name and limits."""


@pytest.mark.parametrize(("rule", "strategy", "without", "having", "name", "limits"), SIZES)
def test_sizes(
    rule: str, strategy: str, without: Facts, having: Facts, name: str, limits: tuple[float | None, float | None]
) -> None:
    """Sizes of the articles hold exactly on their side of the boundary; "or more" has no end."""
    assert rule in guidance(scenario(strategy, having)).carries[name]
    assert span(strategy, without, name) is None
    assert span(strategy, having, name) == limits


def test_b_050_a_missing_backup_is_a_warning() -> None:
    """B-050: below 230 with anesthesiology alone the warning says which line to add; a backup ends it."""
    alone, with_backup = ["Anesthesiology"], ["Anesthesiology", "Family Medicine"]
    assert "gates" in told("B-050", A_NON, visitor(229), {"specialties": alone})
    assert "gates" not in told("B-050", A_NON, visitor(229), {"specialties": with_backup})
    assert "gates" not in told("B-050", A_NON, visitor(230), {"specialties": alone})


@pytest.mark.slow
def test_b_044_reputation_counts_from_250() -> None:
    """B-044: university programs lose a little of their utility up to 249, less from 250, nothing from 260."""
    factors = []
    for score in (239, 249, 250, 260):
        table = posed(A_NON, visitor(score)).problem.table
        university = table[(table["specialty"] == "Anesthesiology") & (table["program_type"] == "university")]
        factors.append(set(university["utility"]))
    assert factors == [{0.92}, {0.95}, {0.97}, {1.0}]


def test_b_039_crowded_places_count_less() -> None:
    """B-039: a program in Boston counts less than one elsewhere."""
    table = posed(A_NON, visitor(262), {"catalogue": "us-2025"}).problem.table
    alike = table[table["openness"] == "open"]
    assert set(alike.loc[alike["metro"] == "Boston", "utility"]) == {0.94}
    assert set(alike.loc[alike["metro"].isna(), "utility"]) == {1.0}


def test_a_053_chances_rise_with_the_score_and_stay_above_zero() -> None:
    """A-053: no score makes a program hopeless, and every point helps."""
    chances = [posed(A_US, citizen(score)).odds.table["p_interview"] for score in (224, 223, 190)]
    common = chances[2].index
    assert (chances[0][common] > chances[1][common]).all()
    assert (chances[1][common] > chances[2]).all()
    assert (chances[2] > 0).all()


def test_a_038_a_stated_minimum_filters() -> None:
    """A-038: a point below a stated Step 2 CK minimum excludes the program, with that reason."""
    minimum = posed(A_US, citizen(262)).problem.table["step2_min"].dropna()
    code, least = str(minimum.idxmax()), int(minimum.max())
    at, below = (posed(A_US, citizen(score)).eligibility for score in (least, least - 1))
    assert code in at.eligible
    assert below.excluded[code] == f"needs Step 2 CK {least} or more; the applicant has {least - 1}"


def test_b_023_an_expected_score_counts() -> None:
    """B-023: a higher expected score lifts the chances, and an expected score leaves a wider range than a real one."""
    low, high = (posed(A_US, {**CITIZEN, "step2_ck": {"expected": score}}).odds.table for score in (240, 241))
    real = posed(A_US, citizen(241)).odds.table
    assert (high["p_interview"] > low["p_interview"]).all()
    widths = [(table["p_interview_high"] / table["p_interview_low"])[high.index] for table in (high, real)]
    assert (widths[0] > widths[1]).all()


def test_a_035_signals_move_away_from_closed_programs(tmp_path: Path) -> None:
    """A-035: programs that got signals get none once they are known as closed to IMGs; other programs do."""
    signalled = {code for code, tier in proven(solved(A_US, CITIZEN)).modes.items() if tier}
    programs = list(posed(A_US, CITIZEN).catalogue.table.index)
    rows = [f"{code},{'closed' if code in signalled else 'open'}" for code in programs]
    (tmp_path / "known.csv").write_text("\n".join(["program_id,openness", *rows]), encoding="utf-8")
    after = solved(A_US, CITIZEN, {"catalogue": ["sample", str(tmp_path / "known.csv")]})
    moved = {code for code, tier in proven(after).modes.items() if tier}
    assert moved
    assert not moved & signalled


def test_d_033_both_specialties_in_one_season() -> None:
    """D-033: both are on the list even when one alone would do; without diagnostic radiology there is a warning."""
    assert set(counts(solved(IR, RADIOLOGIST))) == {"Interventional Radiology", "Diagnostic Radiology"}
    alone = {"specialties": ["Interventional Radiology"]}
    assert "gates" in told("D-033", IR, RADIOLOGIST, alone)
    assert "gates" not in told("D-033", IR, RADIOLOGIST)


DRAWN = 45
ALONE = ("A-035", "A-038", "A-053", "B-023", "B-039", "B-044", "B-050", "D-033")
"""Rules that have a test of their own above."""


def test_rules_were_drawn_at_random() -> None:
    """The rules above are 25 and more of a seeded draw of 45; most of the others say the same to everybody."""
    names = sorted(row["rule"] for row in read_reference("seed_rules") if row["rule"][0] in "ABD")
    drawn = random.Random(334).sample(names, DRAWN)
    shown = {*ALONE, *(row[0] for row in SAID), *(row[0] for row in TICKED), *(row[0] for row in SIZES)}
    assert shown <= set(drawn)
    assert len(shown) >= 25


# Other boundaries


@pytest.mark.parametrize(
    ("rule", "strategy", "quiet", "loud", "kind"),
    [
        ("A-002", A_US, CITIZEN, citizen(240, step1=failed(1)), "risks"),
        ("A-005", A_US, citizen(220), citizen(219), "risks"),
        ("A-015", A_US, {**CITIZEN, "step1": 220, "step2_ck": PENDING}, {**CITIZEN, "step1": 219, "step2_ck": PENDING},
         "gates"),
        ("A-018", A_US, citizen(235), citizen(234), "checklist"),
        ("A-047", A_US, citizen(225), citizen(224), "timeline"),
        ("A-052", A_US, CITIZEN, {**CITIZEN, "reapplicant": True}, "advice"),
        ("B-003", A_NON, VISITOR, visitor(250, step1=failed(1)), "risks"),
        ("B-014", A_NON, visitor(230), visitor(229), "risks"),
        ("B-017", A_NON, VISITOR, {**VISITOR, "step2_ck": PENDING}, "timeline"),
        ("B-021", A_NON, {**VISITOR, "step2_ck": {"expected": 240, "practice": [245]}},
         {**VISITOR, "step2_ck": {"expected": 240, "practice": [244]}}, "gates"),
        ("B-022", A_NON, {**VISITOR, "step2_ck": {"practice": [225, 230]}},
         {**VISITOR, "step2_ck": {"practice": [225, 229]}}, "gates"),
        ("B-027", A_NON, {**VISITOR, "step2_ck": {"practice": [250, 241]}},
         {**VISITOR, "step2_ck": {"practice": [250, 240]}}, "gates"),
        ("B-028", A_NON, visitor(244, step1=failed(1)), visitor(245, step1=failed(1)), "advice"),
        ("B-040", A_NON, VISITOR, {**VISITOR, "visa": ["H-1B"]}, "gates"),
        ("B-054", A_NON, VISITOR, {**VISITOR, "visa": ["H-1B"]}, "gates"),
        ("B-071", A_NON, {**VISITOR, "visa": ["H-1B"], "step3": "pass"}, {**VISITOR, "visa": ["H-1B"]}, "gates"),
        ("B-056", A_NON, visitor(240), visitor(239), "risks"),
        ("B-056", A_NON, visitor(239, visa=[]), visitor(239), "risks"),
        ("B-061", A_NON, {**VISITOR, "step2_ck": {"expected": 240}}, {**VISITOR, "step2_ck": {"expected": 239}},
         "gates"),
        ("B-063", A_NON, {**VISITOR, "step2_ck": {"practice": [230, 240]}},
         {**VISITOR, "step2_ck": {"practice": [250, 238, 239]}}, "gates"),
        ("B-070", A_NON, visitor(245, step1=failed(1)), visitor(244, step1=failed(1)), "risks"),
        ("B-072", A_NON, visitor(235), visitor(234), "checklist"),
        ("D-007", IR, {**RADIOLOGIST, "step2_ck": 246}, {**RADIOLOGIST, "step2_ck": 245}, "risks"),
        ("D-010", IR, {**CITIZEN, "step2_ck": {"expected": 245}}, {**CITIZEN, "step2_ck": {"expected": 244}}, "gates"),
        ("D-042", IR, RADIOLOGIST, {**RADIOLOGIST, "step1": failed(2)}, "gates"),
        ("D-043", IR, {**RADIOLOGIST, "step2_ck": 230}, {**RADIOLOGIST, "step2_ck": 229}, "gates"),
    ],
)  # fmt: skip
def test_further_boundaries(rule: str, strategy: str, quiet: Facts, loud: Facts, kind: str) -> None:
    """A sentence appears exactly on its side of the boundary."""
    assert kind not in told(rule, strategy, quiet)
    assert kind in told(rule, strategy, loud)


def test_radiology_changes_sides_after_several_failures() -> None:
    """With a recovery all interventional programs are asked for, after several failures at most 20 of them."""
    recovered, several = rules(IR, RADIOLOGIST), rules(IR, {**RADIOLOGIST, "step1": failed(2)})
    assert "every interventional radiology program" in recovered
    assert "every interventional radiology program" not in several
    assert span(IR, RADIOLOGIST, "80 or more diagnostic radiology programs") == (80, None)
    harder = {**RADIOLOGIST, "step1": failed(2)}
    assert span(IR, harder, "100 or more diagnostic radiology programs") == (100, None)
    assert span(IR, harder, "few interventional radiology programs") == (None, 20)


# Lists

APPLICANTS = [
    ("anesthesiology", citizen(218)),
    ("anesthesiology", citizen(230)),
    ("anesthesiology", citizen(240)),
    ("anesthesiology", visitor(222)),
    ("anesthesiology", visitor(233)),
    ("anesthesiology", visitor(244)),
    ("anesthesiology", visitor(254)),
    ("anesthesiology", visitor(264)),
    ("anesthesiology", {**CITIZEN, "type": "us_md"}),
    (IR, RADIOLOGIST),
    (IR, citizen(225, step1={"score": 208})),
    (IR, citizen(250)),
    (IR, citizen(235)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("strategy", "facts"), APPLICANTS)
def test_every_variant_solves_on_the_sample(strategy: str, facts: Facts) -> None:
    """Each variant leads to a proven list of programs that are open to the applicant."""
    assert proven(solved(strategy, facts)).programs


@pytest.mark.slow
@pytest.mark.parametrize("budget", [0, 120, 700])
def test_a_hard_budget_wins(budget: int) -> None:
    """However small the budget, soft sizes never make a list impossible."""
    proven(solved("anesthesiology", visitor(222), {"constraints": [{"kind": "budget", "at_most": budget}]}))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("strategy", "facts", "wanted"),
    [
        ("anesthesiology", citizen(218), {"Anesthesiology": (80, 120), "Internal Medicine": (20, 45)}),
        ("anesthesiology", visitor(222), {"Anesthesiology": (60, 90)}),
        ("anesthesiology", visitor(233), {"Anesthesiology": (60, 90), "Internal Medicine": (20, 45)}),
        ("anesthesiology", visitor(244), {"Anesthesiology": (50, 100)}),
        ("anesthesiology", visitor(264), {"Anesthesiology": (40, 125)}),
        (IR, RADIOLOGIST, {"Interventional Radiology": (101, 101), "Diagnostic Radiology": (80, 120)}),
        (IR, citizen(225, step1={"score": 208}),
         {"Interventional Radiology": (1, 20), "Diagnostic Radiology": (100, 140)}),
    ],
)  # fmt: skip
def test_sizes_on_real_programs(strategy: str, facts: Facts, wanted: dict[str, tuple[int, int]]) -> None:
    """Without a budget the lists have the articles' sizes and no closed program gets a signal."""
    outcome = solved(strategy, facts, {"catalogue": "us-2025"})
    found = counts(outcome)
    for name, (least, most) in wanted.items():
        assert least <= found[name] <= most
    table = outcome.posed.problem.table
    assert all(table.at[code, "openness"] != "closed" for code, tier in proven(outcome).modes.items() if tier)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "strategy"),
    [
        ("anesthesiology-with-im-backup.yaml", "anesthesiology"),
        ("us-img-anesthesiology-218.yaml", "anesthesiology"),
        ("us-img-interventional-and-diagnostic-radiology.yaml", IR),
    ],
)
def test_shipped_scenarios_take_the_strategy(file: str, strategy: str) -> None:
    """A strategy over a shipped scenario leaves its own rules in force and solves."""
    read = with_settings(ROOT / "scenarios" / file, [f"strategy={strategy}"], today=TODAY)
    proven(solve(read, today=TODAY))
