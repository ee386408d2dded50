"""The strategies `us-img` and `internal-medicine`: variants, what they ask for and say, and the lists they lead to."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from advised import TODAY, Facts, failed, guidance, guided, posed, scenario, told, variant
from listopt.constraints.counts import Count
from listopt.pipeline import solve
from listopt.scenario import parse_scenario, with_settings
from listopt.solution import Status

ROOT = Path(__file__).resolve().parents[1]

CITIZEN: Facts = {"type": "us_img", "step1": "pass", "step2_ck": 238, "step3": "not_taken", "graduation_year": 2025,
                  "usce_months": 6, "visa": []}  # fmt: skip
"""A US citizen IMG of neither the strong nor the weak profile."""
VISITOR: Facts = {**CITIZEN, "type": "non_us_img", "visa": ["J-1"]}
"""The same with a visa need."""
ON_SAMPLE: Facts = {"specialties": ["Family Medicine", "Internal Medicine", "Psychiatry"]}
"""Of the specialties that `us-img` names for those who name none, the ones that the sample has."""


def size(strategy: str, facts: Facts, **more: object) -> tuple[float | None, float | None]:
    """Least and most applications that the rule `list size` asks for."""
    rule = next(rule for rule in scenario(strategy, facts, **more).constraints if rule.title == "list size")
    assert isinstance(rule, Count)
    assert rule.soft is not None, "never infeasible"
    return rule.at_least, rule.at_most


# Variants


ANESTHESIA = {"specialties": ["Anesthesiology"]}
STRONG: Facts = {**CITIZEN, "step2_ck": 240, "usce_months": 3, "us_letters": 1}


@pytest.mark.parametrize(
    ("facts", "more", "expected"),
    [
        ({**STRONG}, {}, "strong"),
        ({**STRONG, "step2_ck": 239}, {}, "in between"),
        ({**STRONG, "usce_months": 2.9}, {}, "in between"),
        ({**STRONG, "us_letters": 0}, {}, "in between"),
        ({**STRONG, "step1": failed(1)}, {}, "weak"),
        ({**STRONG, "step2_ck": failed(1, score=250)}, {}, "weak"),
        ({**STRONG}, ANESTHESIA, "strong"),
        ({**CITIZEN, "step2_ck": 230}, {}, "in between"),
        ({**CITIZEN, "step2_ck": 229}, {}, "weak"),
        ({**CITIZEN, "step2_ck": 239}, ANESTHESIA, "weak"),
        ({**CITIZEN, "step2_ck": 240}, ANESTHESIA, "in between"),
        ({**CITIZEN, "step2_ck": 230}, {"specialties": ["Psychiatry"]}, "in between"),
    ],
)
def test_profiles_of_us_citizens(facts: Facts, more: Facts, expected: str) -> None:
    """The strong profile needs all of its signs, the weak one any of its own, moderate fields ask for 240."""
    assert variant("us-img", facts, **more) == expected


def citizen(score: int, **more: object) -> Facts:
    """A US citizen IMG with no risk factor but the score."""
    return {**CITIZEN, "step2_ck": score, **more}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (citizen(215), "high risk"),
        (citizen(216), "moderately low risk"),
        (citizen(219), "moderately low risk"),
        (citizen(219, research_items=0), "high risk"),
        (citizen(220, research_items=0), "moderately low risk"),
        (citizen(225), "moderately low risk"),
        (citizen(226), "moderately low risk"),
        (citizen(229), "moderately low risk"),
        (citizen(230), "ordinary"),
        (citizen(222, step1=failed(1)), "high risk"),
        (citizen(222, step1=failed(2)), "very high risk"),
        (citizen(255, step1=failed(1)), "high risk"),
        (citizen(222, usce_months=0), "high risk"),
        (citizen(222, usce_months=0.5), "moderately low risk"),
        (citizen(222, graduation_year=2021), "high risk"),
        (citizen(222, graduation_year=2022), "moderately low risk"),
        (citizen(239, type="non_us_img", visa=["J-1"]), "high risk"),
        (citizen(240, type="non_us_img", visa=["J-1"]), "ordinary"),
        (citizen(240, type="non_us_img", visa=["J-1"], graduation_year=2021), "ordinary"),
        (citizen(240, type="non_us_img", visa=["J-1"], graduation_year=2021, research_items=0), "high risk"),
        (citizen(250, type="non_us_img", visa=["J-1"], graduation_year=2021, usce_months=0), "very high risk"),
        (citizen(250, type="non_us_img", visa=["J-1"], graduation_year=2022, usce_months=0), "ordinary"),
        ({**VISITOR, "step2_ck": "not_taken"}, "high risk"),
    ],
)
def test_risk_classes(facts: Facts, expected: str) -> None:
    """Classes switch at 215, 229 and 239, with failures, and with triggers; 216 to 219 needs a second factor."""
    assert variant("internal-medicine", facts) == expected


def test_unknown_facts_are_named() -> None:
    """A class that hangs on a fact which is not told is passed over, and the report names the fact."""
    facts = {name: value for name, value in citizen(222).items() if name != "usce_months"}
    read = guidance(scenario("internal-medicine", facts))
    assert read.chosen[-1].variant == "moderately low risk"
    assert any("US clinical experience" in text for text in read.undecided)


def test_specialties_when_the_scenario_names_none() -> None:
    """The profile decides where to apply; a scenario's own specialties stand."""
    strong, weak = scenario("us-img", STRONG), scenario("us-img", {**CITIZEN, "step2_ck": 229})
    assert "Anesthesiology" in [one.specialty for one in strong.specialties]
    assert [one.specialty for one in weak.specialties] == [
        "Family Medicine", "Internal Medicine", "Psychiatry", "Pediatrics",
    ]  # fmt: skip
    assert [one.specialty for one in scenario("us-img", STRONG, specialties=["Neurology"]).specialties] == ["Neurology"]


def test_list_sizes() -> None:
    """Sizes are those of the articles; 100 or more and 200 or more have no end."""
    assert size("us-img", {**CITIZEN, "step2_ck": 229}) == (60, None)
    assert size("us-img", CITIZEN) == (40, None)
    assert size("internal-medicine", citizen(220)) == (80, 120)
    assert size("internal-medicine", citizen(215)) == (150, None)
    assert size("internal-medicine", citizen(215, step1=failed(2))) == (150, None)


# Fifteen rules of the two articles across their boundaries. random.Random(5) drew 18 of the 102 that are risks, gates,
# presets, constraints, filters, weights, catalogue facts or odds; E-036, E-060 and E-075 of these are for everybody.


def test_c_006_first_time_pass() -> None:
    """C-006: a first-time pass of Step 1 counts for the applicant, a repeat against."""
    once, twice = (posed("us-img", {**CITIZEN, "step1": failed(times)}, **ON_SAMPLE).odds for times in (0, 1))
    assert (once.terms["attempts"] > 0).all()
    assert (twice.terms["attempts"] < 0).all()
    assert told("C-006", "us-img", CITIZEN) == {"advice"}
    assert told("C-006", "us-img", {**CITIZEN, "step1": failed(1)}) == set()


def test_c_009_step_2_ck_is_what_counts() -> None:
    """C-009: a point of Step 2 CK lifts every chance; a score that is still to come is a warning."""
    plain, better = (
        posed("us-img", {**CITIZEN, "step2_ck": score}, **ON_SAMPLE).odds.table["p_interview"] for score in (238, 239)
    )
    assert (better > plain).all()
    assert told("C-009", "us-img", CITIZEN) == set()
    assert told("C-009", "us-img", {**CITIZEN, "step2_ck": "not_taken"}) == {"gates"}


def test_c_023_from_230_the_score_is_solid_in_the_least_competitive_fields() -> None:
    """C-023: 229 is a risk factor with a word of advice, 230 is not."""
    assert told("C-023", "us-img", {**CITIZEN, "step2_ck": 229}) == {"risks", "advice"}
    assert told("C-023", "us-img", {**CITIZEN, "step2_ck": 230}) == set()


def test_c_033_ties() -> None:
    """C-033: a tie to a state lifts the chances there, and nowhere lowers them."""
    plain = posed("us-img", CITIZEN, **ON_SAMPLE)
    tied = posed("us-img", {**CITIZEN, "ties": {"states": ["NY"]}}, **ON_SAMPLE)
    change = tied.odds.table["p_interview"] - plain.odds.table["p_interview"]
    there = plain.problem.table["state"] == "NY"
    assert there.any()
    assert (change[there] > 0).all()
    assert (change[~there] >= 0).all()


def test_c_056_graduating_later() -> None:
    """C-056: with under three months of US experience, whoever still studies hears of graduating later."""
    studying = {**CITIZEN, "graduation_year": 2027}
    assert told("C-056", "us-img", {**studying, "usce_months": 2}) == {"gates"}
    assert told("C-056", "us-img", {**studying, "usce_months": 3}) == set()
    assert told("C-056", "us-img", {**CITIZEN, "usce_months": 2}) == set()


def test_c_057_apply_with_a_score() -> None:
    """C-057: a score that is still to come is a warning."""
    assert told("C-057", "us-img", {**CITIZEN, "step2_ck": {"expected": 240}}) == {"gates"}
    assert told("C-057", "us-img", CITIZEN) == set()


def test_e_007_no_cutoff_in_the_odds() -> None:
    """E-007: across 230, where the words change, the chances fall as little as from any point to the next."""
    above, at, below = (
        posed("internal-medicine", citizen(score)).odds.table["p_interview"] for score in (231, 230, 229)
    )
    assert told("E-007", "internal-medicine", citizen(229)) == {"advice"}
    assert told("E-007", "internal-medicine", citizen(230)) == set()
    open_to_all = below.index
    assert (below / at)[open_to_all].to_numpy() == pytest.approx((at / above)[open_to_all].to_numpy(), rel=0.01)


def test_e_009_filters_exclude_with_their_reason() -> None:
    """E-009: a program that asks for 220 stays at 220 and is excluded at 219, with the reason."""
    at, below = (posed("internal-medicine", citizen(score)).eligibility for score in (220, 219))
    lost = sorted(set(at.eligible) - set(below.eligible))
    assert lost
    assert set(below.excluded[lost]) == {"needs Step 2 CK 220 or more; the applicant has 219"}


def test_e_010_repeated_step_1() -> None:
    """E-010: a second attempt at Step 1 is a risk factor."""
    assert told("E-010", "internal-medicine", citizen(245)) == set()
    assert told("E-010", "internal-medicine", citizen(245, step1=failed(1))) == {"risks"}


def test_e_021_more_factors_longer_list() -> None:
    """E-021: at 219 a second risk factor takes the list from 80 to 120 to 150 or more."""
    assert size("internal-medicine", citizen(219)) == (80, 120)
    assert size("internal-medicine", citizen(219, unexplained_gap=True)) == (150, None)


def test_e_022_moderately_low() -> None:
    """E-022: 220 to 225 without a failure, recent and with US experience; take one away and the risk is high."""
    assert variant("internal-medicine", citizen(225)) == "moderately low risk"
    for change in ({"step1": failed(1)}, {"graduation_year": 2021}, {"usce_months": 0}):
        assert variant("internal-medicine", {**citizen(225), **change}) == "high risk"


def test_e_050_size_and_academic_programs() -> None:
    """E-050: 80 to 120 below 230; academic programs count nearly in full, in the high class less."""
    assert size("internal-medicine", citizen(229)) == (80, 120)
    assert size("internal-medicine", citizen(230)) == (60, None)
    moderate, high = (posed("internal-medicine", citizen(score)).problem.table for score in (225, 215))
    assert set(moderate.loc[moderate["program_type"] == "university", "utility"]) == {0.95}
    assert set(high.loc[high["program_type"] == "university", "utility"]) <= {0.85}
    assert set(high.loc[high["program_type"] == "community", "utility"]) == {1.0}


def test_e_054_programs_that_consider_no_failure() -> None:
    """E-054: one failure excludes every program that states it considers none."""
    clean, once = (posed("internal-medicine", citizen(245, step1=failed(times))) for times in (0, 1))
    strict = clean.problem.table["accepts_failures"].eq(False).fillna(False)
    assert strict.any()
    assert not once.problem.table["accepts_failures"].eq(False).fillna(False).any()


def test_e_081_h1b_and_step_3() -> None:
    """E-081: for whoever needs an H-1B, programs that tie it to Step 3 open with it, and so the warning goes."""
    without = {**VISITOR, "visa": ["H-1B"], "step2_ck": 250}
    passed = {**without, "step3": "pass"}
    gained = set(posed("internal-medicine", passed).eligibility.eligible)
    gained -= set(posed("internal-medicine", without).eligibility.eligible)
    assert gained
    assert told("E-081", "internal-medicine", without) == {"gates"}
    assert told("E-081", "internal-medicine", passed) == set()


def test_e_083_experience_before_step_3() -> None:
    """E-083: below three months of US experience, experience goes before Step 3."""
    assert told("E-083", "internal-medicine", citizen(245, usce_months=2)) == {"gates"}
    assert told("E-083", "internal-medicine", citizen(245, usce_months=3)) == set()
    assert told("E-083", "internal-medicine", citizen(245, usce_months=2, step3="pass")) == set()


# Other boundaries


@pytest.mark.parametrize(
    ("rule", "strategy", "quiet", "loud", "kind"),
    [
        ("C-001", "us-img", CITIZEN, {**CITIZEN, "type": "us_md"}, "gates"),
        ("C-016", "us-img", CITIZEN, {**CITIZEN, "step1": "not_taken"}, "gates"),
        ("C-017", "us-img", CITIZEN, {**CITIZEN, "step1": failed(1)}, "risks"),
        ("C-026", "us-img", {**CITIZEN, "step2_ck": {"practice": [235]}}, {**CITIZEN, "step2_ck": {"practice": [234]}},
         "gates"),
        ("C-027", "us-img", {**CITIZEN, "step1": failed(1), "step2_ck": 234},
         {**CITIZEN, "step1": failed(1), "step2_ck": 235}, "advice"),
        ("E-001", "internal-medicine", CITIZEN, {**CITIZEN, "type": "us_do"}, "gates"),
        ("E-002", "internal-medicine", citizen(240, step1=220), citizen(240, step1=219), "advice"),
        ("E-011", "internal-medicine", citizen(220), citizen(219), "risks"),
        ("E-012", "internal-medicine", citizen(240, step2_ck={"score": 240, "year": 2027}),
         citizen(240, step2_ck={"score": 240, "year": 2028}), "risks"),
        ("E-013", "internal-medicine", citizen(240, graduation_year=2022), citizen(240, graduation_year=2021), "risks"),
        ("E-016", "internal-medicine", citizen(240, usce_hands_on_months=1), citizen(240, usce_hands_on_months=0),
         "risks"),
        ("E-017", "internal-medicine", citizen(240, us_letters=2), citizen(240, us_letters=1), "risks"),
        ("E-018", "internal-medicine", CITIZEN, VISITOR, "risks"),
        ("E-057", "internal-medicine", VISITOR, {**VISITOR, "visa": ["H-1B"]}, "gates"),
        ("E-058", "internal-medicine", citizen(234, step1=failed(1)), citizen(235, step1=failed(1)), "advice"),
        ("E-065", "internal-medicine", citizen(240), citizen(240, step1=failed(1)), "advice"),
        ("E-074", "internal-medicine", citizen(240, usce_months=1), citizen(240, usce_months=0), "gates"),
        ("E-082", "internal-medicine", citizen(240, step1=failed(1)), citizen(240, step1=failed(2)), "gates"),
    ],
)  # fmt: skip
def test_sentences_appear_at_their_boundary(rule: str, strategy: str, quiet: Facts, loud: Facts, kind: str) -> None:
    """On one side of its boundary a rule says nothing, on the other it does."""
    assert kind not in told(rule, strategy, quiet)
    assert kind in told(rule, strategy, loud)


@pytest.mark.parametrize(
    ("rule", "specialty", "quiet", "loud"),
    [
        ("C-021", "Psychiatry", None, None),
        ("C-021", "Dermatology", None, 249),
        ("C-022", "Anesthesiology", 245, 244),
        ("C-055", "Anesthesiology", 240, 239),
        ("C-035", "Emergency Medicine", None, 230),
        ("C-036", "Anesthesiology", 240, 229),
    ],
)
def test_warnings_about_specialties(rule: str, specialty: str, quiet: int | None, loud: int | None) -> None:
    """Warnings about a specialty need it in the scenario and the score below the article's mark."""
    for score, expected in ((quiet, False), (loud, True)):
        if score is not None:
            assert ("gates" in told(rule, "us-img", citizen(score), specialties=[specialty])) is expected
    if quiet is None:
        assert "gates" not in told(rule, "us-img", citizen(loud or 249), specialties=["Psychiatry"])


def test_the_checklist_ticks_what_is_done() -> None:
    """US months and letters tick their items; what only the applicant can tell stays open."""
    ready = {item.text[:20]: item.done for item in guided(scenario("internal-medicine", citizen(240))).checklist}
    assert ready["Three to four months"] is True
    assert ready["A personal statement"] is None
    few = guided(scenario("internal-medicine", citizen(240, usce_months=2.9))).checklist
    assert few[0].done is False


def test_the_timeline_has_the_dates_of_the_season() -> None:
    """Step 2 CK between May and July, at the latest in early August, of the year before the Match."""
    days = [entry.days for entry in guided(scenario("us-img", CITIZEN)).timeline if entry.days]
    assert days[0] == (datetime.date(2026, 5, 1), datetime.date(2026, 7, 31))
    assert days[1][0] == datetime.date(2026, 8, 1)


# Lists


FREE: Facts = {}
TIGHT: Facts = {"constraints": [{"kind": "budget", "at_most": 900}]}
WEAK = {**CITIZEN, "step2_ck": 229}
EVERY_VARIANT = [
    ("us-img", STRONG), ("us-img", WEAK), ("us-img", CITIZEN),
    ("internal-medicine", citizen(222)), ("internal-medicine", {**VISITOR, "step2_ck": 213}),
    ("internal-medicine", citizen(222, step1=failed(2))), ("internal-medicine", {**VISITOR, "step2_ck": 248}),
]  # fmt: skip


@pytest.mark.parametrize(("strategy", "facts"), EVERY_VARIANT)
@pytest.mark.parametrize(
    ("catalogue", "rules"),
    [
        pytest.param("sample", FREE, id="sample"),
        pytest.param("sample", TIGHT, id="sample-tight", marks=pytest.mark.slow),
        pytest.param("us-2025", FREE, id="us-2025", marks=pytest.mark.slow),
        pytest.param("us-2025", TIGHT, id="us-2025-tight", marks=pytest.mark.slow),
    ],
)
def test_every_variant_solves(strategy: str, facts: Facts, catalogue: str, rules: Facts) -> None:
    """Each variant has a proven list, with a budget and without; no signal is lost on programs that are closed."""
    more = ON_SAMPLE if (strategy, catalogue) == ("us-img", "sample") else {}
    outcome = solve(scenario(strategy, facts, catalogue=catalogue, **rules, **more), today=TODAY)
    assert outcome.status is Status.OPTIMAL
    table = outcome.posed.problem.table.loc[outcome.portfolio.index]
    assert not (table["openness"].eq("closed") & outcome.portfolio["signal"].notna()).any()
    assert len(table) < 250, "no list runs away"
    least, most = size(strategy, facts)
    if catalogue == "us-2025" and not rules:
        assert (least or 0) <= len(table) <= (most or 250)


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ["us-img", "internal-medicine"])
@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml")))
def test_shipped_scenarios_solve(strategy: str, name: str) -> None:
    """Every shipped scenario has a list under either strategy: its own rules stay hard, the strategy's are soft."""
    read = with_settings(ROOT / "scenarios" / f"{name}.yaml", [f"strategy={strategy}"], today=TODAY)
    outcome = solve(read, today=TODAY)
    assert outcome.status is Status.OPTIMAL
    assert not outcome.posed.problem.violations(outcome.solution.portfolio)


def test_programs_without_imgs_stay_off_the_list(tmp_path: Path) -> None:
    """E-053: a program that almost never takes IMGs is left out although the list is shorter than the wished one."""
    facts = {**VISITOR, "step2_ck": 222}
    closed = posed("internal-medicine", facts).eligibility.eligible[:5]
    rows = "\n".join(f"{code},0,0,0" for code in closed)
    (tmp_path / "none.csv").write_text(f"program_id,interview_rate_non_us_img,img_share,non_us_img_share\n{rows}\n")
    read = parse_scenario(
        {"catalogue": ["sample", "none.csv"], "season": 2027, "strategy": "internal-medicine", "applicant": facts},
        base=tmp_path,
    )
    outcome = solve(read, today=TODAY)
    assert set(outcome.posed.problem.table.loc[closed, "openness"]) == {"closed"}
    assert not set(closed) & set(outcome.portfolio.index)
