"""Strategies: conditions, variants, what is extended, what is said, and every fault of a file."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from listopt.applicant import Applicant
from listopt.candidate import FACTS, Candidate, holds, told
from listopt.cli import main
from listopt.errors import InputError
from listopt.pipeline import Outcome, pose_scenario, solve
from listopt.scenario import Scenario, parse_scenario, read_scenario
from listopt.scenario.guidance import Event, Guidance, Guided, guide
from listopt.scenario.preset import levels, read_preset, strategies, strategy_faults
from listopt.scenario.variants import check

TODAY = datetime.date(2026, 11, 1)
HEAD = "catalogue: sample\nseason: 2027\n"


def who(risks: int | None = None, specialties: tuple[str, ...] = (), **facts: object) -> Candidate:
    """Make a candidate of the 2027 Match."""
    return Candidate(Applicant.model_validate(facts), 2027, specialties, risks)


def write(folder: Path, name: str, text: str) -> Path:
    """Write a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def scenario_of(folder: Path, strategy: str, text: str = "") -> Scenario:
    """Read a scenario that names a strategy of one's own."""
    write(folder, "own.yaml", f"name: own\n{strategy}")
    return read_scenario(write(folder, "scenario.yaml", f"{HEAD}strategy: own.yaml\n{text}"), today=TODAY)


def guidance(scenario: Scenario) -> Guidance:
    """What the strategy of a scenario says, which must name one."""
    assert scenario.guidance is not None
    return scenario.guidance


def guided(scenario: Scenario) -> Guided:
    """What the strategy of a scenario says to its applicant."""
    names = tuple(choice.specialty for choice in scenario.specialties)
    return guide(guidance(scenario), Candidate(scenario.applicant, 2027, names))


def run(*arguments: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, list(arguments))


# Conditions


@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        ({}, {}, True),
        ({"type": "us_img"}, {"type": "us_img"}, True),
        ({"type": ("us_img", "non_us_img")}, {"type": "us_md"}, False),
        ({"type": "us_img"}, {}, None),
        ({"step2_ck": {"below": 225}}, {"step2_ck": 224}, True),
        ({"step2_ck": {"below": 225}}, {"step2_ck": 225}, False),
        ({"step2_ck": {"min": 230, "max": 239}}, {"step2_ck": 239}, True),
        ({"step2_ck": {"above": 239}}, {"step2_ck": 239}, False),
        ({"visa_needed": False}, {"type": "us_img"}, True),
        ({"visa_needed": True}, {"visa": ["J-1"]}, True),
        ({"h1b_only": True}, {"visa": ["H-1B"]}, True),
        ({"h1b_only": True}, {"visa": ["H-1B", "J-1"]}, False),
        ({"failures": {"min": 1}}, {"step1": {"result": "pass", "attempts": 2}}, True),
        ({"failures": {"min": 1}}, {"step1": "pass", "step2_ck": "not_taken"}, False),
        ({"failures": {"min": 1}}, {"step2_ck": "not_taken"}, None),
        ({"step2_pending": True}, {"step2_ck": {"expected": 240}}, True),
        ({"step2_pending": True}, {"step2_ck": 240}, False),
        ({"years_since_graduation": {"above": 5}}, {"graduation_year": 2021}, True),
        ({"years_since_graduation": {"above": 5}}, {"graduation_year": 2022}, False),
        ({"years_to_step2": {"above": 2}}, {"graduation_year": 2021, "step2_ck": {"score": 230, "year": 2024}}, True),
        ({"practice_last_two": {"below": 230}}, {"step2_ck": {"practice": [240, 229, 228]}}, True),
        ({"practice_last_two": {"below": 230}}, {"step2_ck": {"practice": [229]}}, None),
        ({"practice_drop": {"min": 10}}, {"step2_ck": {"practice": [240, 230]}}, True),
        ({"step2_over_step1": {"above": 0}}, {"step1": 208, "step2_ck": 209}, True),
        ({"only_observed": True}, {"usce_months": 3, "usce_hands_on_months": 0}, True),
        ({"only_observed": True}, {"usce_months": 0}, False),
        ({"not": {"type": "us_img"}}, {"type": "us_md"}, True),
        ({"not": {"type": "us_img"}}, {}, None),
        ({"any": ({"type": "us_img"}, {"step2_ck": {"below": 230}})}, {"step2_ck": 229}, True),
        ({"any": ({"type": "us_img"}, {"step2_ck": {"below": 230}})}, {"step2_ck": 230}, None),
        ({"all": ({"type": "us_img"}, {"step2_ck": {"below": 230}})}, {"step2_ck": 230}, False),
    ],
)
def test_conditions(when: Mapping[str, object], facts: Mapping[str, object], expected: bool | None) -> None:
    """A condition holds, does not hold, or depends on what is not known."""
    assert holds(when, who(**facts)) is expected


def test_specialties_in_conditions() -> None:
    """A condition may ask which specialties are applied in; when none is named, that is not known."""
    none_of = {"specialties": {"none_of": ("Family Medicine", "Internal Medicine")}}
    assert holds(none_of, who(specialties=("Anesthesiology",))) is True
    assert holds(none_of, who(specialties=("Anesthesiology", "Family Medicine"))) is False
    assert holds(none_of, who()) is None
    assert holds({"specialties": "Anesthesiology"}, who(specialties=("Anesthesiology",))) is True


numbers = st.one_of(st.none(), st.integers(200, 280))


@given(score=numbers, failures=st.one_of(st.none(), st.integers(0, 2)), limit=st.integers(200, 280))
def test_three_values(score: int | None, failures: int | None, limit: int) -> None:
    """Learning a fact never turns true into false or the other way; `not` swaps the two and keeps what is unknown."""
    exams = {} if score is None else {"step2_ck": {"score": score}}
    exams |= {} if failures is None else {"step1": {"result": "pass", "attempts": failures + 1}}
    when = {"any": ({"step2_ck": {"below": limit}}, {"step1_failures": {"min": 1}})}
    answer = holds(when, who(**exams))
    assert answer is {True: False, False: True, None: None}[holds({"not": when}, who(**exams))]  # type: ignore[index]
    if answer is not None:
        full = {"step2_ck": {"score": 250}, "step1": {"result": "pass", "attempts": 1}} | exams
        assert holds(when, who(**full)) is answer


def test_conditions_in_words() -> None:
    """The words of a condition name the facts that decide it."""
    when = {"type": "non_us_img", "any": ({"step2_ck": {"below": 230}}, {"failures": {"min": 1}})}
    assert told(when) == (
        "applicant type non-US citizen IMG and (Step 2 CK score below 230 or failed exam attempts at least 1)"
    )
    low = who(type="non_us_img", step2_ck=221)
    assert told(when, low) == "applicant type non-US citizen IMG and Step 2 CK score (221) below 230"
    assert told({"visa_needed": False}) == "no visa is needed"


def test_every_fact_can_be_asked() -> None:
    """Every fact of the register answers for an applicant of whom nothing, and of whom much, is known."""
    much = who(
        risks=2, specialties=("Anesthesiology",), type="us_img", visa=["J-1"], graduation_year=2020, usce_months=3,
        usce_hands_on_months=1, us_letters=2, us_letters_in_specialty=1, research_items=1, research_in_specialty=0,
        specialty_rotations=1, clinical_honors=True, recent_practice=True, unexplained_gap=False, reapplicant=False,
        ecfmg_certified=True, step1={"score": 210}, step3="not_taken",
        step2_ck={"score": 230, "year": 2024, "practice": [220, 230], "expected": 231},
    )  # fmt: skip
    for fact in FACTS.values():
        assert fact.read(who()) is None
        assert fact.read(much) is not None, fact.name


# Variants


BANDED = """
extends: default
gates:
  - {when: {step2_ck: {below: 230}}, text: Think of two cycles.}
variants:
  - name: low
    when: {any: [{step2_ck: {below: 230}}, {failures: {min: 1}}]}
    constraints: [{kind: count, name: list size, at_least: 60, soft: 0.001}]
  - {name: middle, when: {step2_ck: {min: 230, below: 240}}, weights: {cost: 0.05}}
  - {name: rest}
"""


@pytest.mark.parametrize(
    ("applicant", "variant"),
    [
        ("{step2_ck: 229}", "low"),
        ("{step2_ck: 230, step1: pass}", "middle"),
        ("{step2_ck: 239, step1: pass}", "middle"),
        ("{step2_ck: 240, step1: pass}", "rest"),
        ("{step2_ck: 260, step1: {result: pass, attempts: 2}}", "low"),
    ],
)
def test_first_variant_that_holds(tmp_path: Path, applicant: str, variant: str) -> None:
    """The first variant whose condition holds applies, exactly from its boundary on, and says why."""
    scenario = scenario_of(tmp_path, BANDED, f"applicant: {applicant}\n")
    (chosen,) = guidance(scenario).chosen
    assert (chosen.strategy, chosen.variant) == ("own", variant)
    assert scenario.weights["cost"] == (0.05 if variant == "middle" else 0.02)
    assert [rule.title for rule in scenario.constraints] == (["list size"] if variant == "low" else [])


def test_unknown_fact_leaves_a_variant_undecided(tmp_path: Path) -> None:
    """A variant that depends on an unknown fact is passed over, and said to be possible."""
    scenario = scenario_of(tmp_path, BANDED, "applicant: {type: us_img}\n")
    assert [one.variant for one in guidance(scenario).chosen] == ["rest"]
    assert [text.partition(":")[0] for text in guidance(scenario).undecided] == ["low", "middle"]


def test_variants_within_variants_and_strategies(tmp_path: Path) -> None:
    """A variant may extend another strategy, whose own variants are chosen, too; sentences add up."""
    write(tmp_path, "inner.yaml", "name: inner\nadvice: [{text: From inside.}]\n" + BANDED)
    outer = "advice: [{text: From outside.}]\nvariants:\n  - {name: img, when: {type: us_img}, extends: inner.yaml}\n"
    scenario = scenario_of(tmp_path, outer, "applicant: {type: us_img, step2_ck: 229}\n")
    assert [(one.strategy, one.variant) for one in guidance(scenario).chosen] == [("own", "img"), ("inner", "low")]
    assert [one.text for one in guidance(scenario).advice] == ["From outside.", "From inside."]


def test_risks_are_counted(tmp_path: Path) -> None:
    """A variant may ask how many risk factors of the strategy hold."""
    risks = """
risks:
  - {when: {visa_needed: true}, text: A visa is needed.}
  - {when: {years_since_graduation: {above: 5}}, text: Graduated long ago.}
variants: [{name: risky, when: {risks: {min: 2}}}, {name: other}]
"""

    def chosen(applicant: str) -> str:
        return guidance(scenario_of(tmp_path, risks, f"applicant: {applicant}\n")).chosen[0].variant

    assert chosen("{visa: [J-1], graduation_year: 2021}") == "risky"
    assert chosen("{visa: [J-1], graduation_year: 2022}") == "other"


def test_scenario_replaces_what_the_strategy_supplies(tmp_path: Path) -> None:
    """Rules of the scenario replace those of the same name, its specialties all of the strategy's."""
    own = (
        "specialties: [Anesthesiology, {specialty: Family Medicine, role: backup, utility: 0.4}]\n"
        "constraints: [{kind: count, name: list size, at_most: 100}, {kind: count, at_least: 1,"
        " where: {specialty: FM}, name: backup}]\n"
    )
    plain = scenario_of(tmp_path, own)
    assert [choice.specialty for choice in plain.specialties] == ["Anesthesiology", "Family Medicine"]
    text = "specialties: [Anesthesiology]\nconstraints: [{kind: count, name: list size, at_most: 60}]\n"
    changed = scenario_of(tmp_path, own, text)
    assert [rule.title for rule in changed.constraints] == ["list size"]
    assert guidance(changed).left_out == ("backup (nothing of it is applied in)",)
    assert getattr(changed.constraints[0], "at_most", None) == 60


def test_default_says_nothing() -> None:
    """Without a named strategy, nothing is said beside the list."""
    assert parse_scenario({"catalogue": "sample"}).guidance is None


# What is said


def test_guidance(tmp_path: Path) -> None:
    """Risk factors and warnings come with the facts behind them, the checklist with what is known to be done."""
    said = """
risks: [{when: {failures: {min: 1}}, text: A failed attempt.}, {when: {step2_ck: {below: 200}}, text: Very low.}]
gates: [{when: {step2_ck: {below: 230}}, text: Think of two cycles.}, {text: Always.}]
checklist:
  - {text: Two letters., met: {us_letters: {min: 2}}}
  - {text: A statement.}
  - {text: A visa., when: {visa_needed: true}}
timeline:
  - {begins: "02-28", text: Ranking.}
  - {begins: "05-01", ends: "07-31", text: Step 2 CK.}
  - {phase: Preclinical years, text: Learn.}
"""
    applicant = "applicant: {type: us_img, step2_ck: {score: 221, attempts: 2}, us_letters: 1}\n"
    found = guided(scenario_of(tmp_path, said, applicant))
    assert found.risks == (("A failed attempt.", "failed exam attempts (1) at least 1"),)
    assert found.warnings == ("Think of two cycles. (Step 2 CK score (221) below 230)", "Always.")
    assert [(item.text, item.done) for item in found.checklist] == [("Two letters.", False), ("A statement.", None)]
    assert [entry.text for entry in found.timeline] == ["Learn.", "Step 2 CK.", "Ranking."]
    assert found.timeline[1].days == (datetime.date(2026, 5, 1), datetime.date(2026, 7, 31))
    assert found.timeline[2].days == (datetime.date(2027, 2, 28), datetime.date(2027, 2, 28))


def test_days_of_the_season() -> None:
    """May begins the season of a Match; earlier months belong to the year in which it ends."""
    assert Event(text="x", begins="04-30").days(2027) == (datetime.date(2027, 4, 30),) * 2
    assert Event(text="x", begins="05-01").days(2027) == (datetime.date(2026, 5, 1),) * 2
    assert Event(text="x", phase="Before").days(2027) is None


SAID = """
extends: default
specialties: [Anesthesiology]
gates: [{text: Think of two cycles.}]
checklist: [{text: Two letters.}]
timeline: [{begins: "09-25", text: Programs read.}]
preferences: {program_types: {university: 0.9}, unknown_types: by_openness}
constraints: [{kind: signals, name: none to closed doors, where: {openness: closed}, at_most: 0}]
variants: [{name: everybody}]
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A solved scenario with a strategy of its own, whose programs of unknown type are judged by openness."""
    folder = tmp_path_factory.mktemp("said")
    write(folder, "own.yaml", f"name: own\n{SAID}")
    text = "catalogue: us-2025\nseason: 2027\nstrategy: own.yaml\napplicant: {type: non_us_img, step2_ck: 240}\n"
    text += "constraints: [{kind: count, at_most: 25}]\n"
    return solve(write(folder, "scenario.yaml", text), today=TODAY)


def test_report(said: Outcome) -> None:
    """The report names variant, warnings, checklist and timeline; the JSON result has them under `strategy`."""
    from listopt.report import WRITERS, Page

    for name in ("text", "md"):
        text = str(WRITERS[name](said.report, Page()))
        for words in ("everybody", "Think of two cycles.", "Two letters.", "Sep 25, 2026", "type of"):
            assert words in text, (name, words)
    told = said.report.result["strategy"]
    assert isinstance(told, dict)
    assert told["name"] == "own"
    assert told["checklist"] == [{"text": "Two letters.", "done": None}]
    assert told["timeline"] == [{"phase": "", "begins": "2026-09-25", "ends": "2026-09-25", "text": "Programs read."}]


def test_openness(said: Outcome) -> None:
    """Programs that print a rate of zero are closed, get no signal, and count as the type that is wanted least."""
    table = said.posed.problem.table
    closed = table.index[table["openness"] == "closed"]
    rate = table["interview_rate_non_us_img"]
    median = rate.median()
    assert (rate[closed] == 0).all()
    assert (table.loc[rate >= median, "openness"] == "open").all()
    assert table.loc[rate.isna(), "openness"].isna().all()
    assert set(table.loc[closed, "utility"]) == {0.9}
    assert set(table.loc[table["openness"] == "open", "utility"]) == {1.0}
    assert set(table.loc[rate.isna(), "utility"]) == {0.95}
    signalled = said.portfolio.index[said.portfolio["signal"].notna()]
    assert len(signalled) > 0
    assert not set(signalled) & set(closed)


# Files and commands


def test_shipped_strategies_have_no_faults() -> None:
    """Every strategy that comes with listopt is right, with all its variants and whatever they extend."""
    for name, file in strategies().items():
        assert read_preset(name).name == name
        assert strategy_faults(read_preset(name).tree) == []
        assert check(file) == len(list(levels(read_preset(name).tree))) - 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("weights: {utilty: 1}\n", "found utilty; expected one of utility"),
        ("extend: default\n", "Did you mean 'extends'?"),
        ("extends: defalt\n", "Did you mean 'default'?"),
        ("gates: [{when: {step2: {below: 230}}, text: x}]\n", "Did you mean 'step2_ck'?"),
        ("gates: [{when: {visa_needed: 3}, text: x}]\n", "visa_needed: true or false"),
        ("gates: [{when: {step2_ck: {over: 3}}, text: x}]\n", "limits such as {min: 230, below: 240}"),
        ("gates: [{when: {type: img}, text: x}]\n", "Did you mean 'us_img'?"),
        ("gates: [{when: {any: 3}, text: x}]\n", "any: a list of conditions"),
        ("gates: [{text: x, rules: [A-999]}]\n", "the id of a rule, such as A-031"),
        ('timeline: [{begins: "13-40", text: x}]\n', "a month and a day, such as 09-25"),
        ("variants: [{when: {}}]\n", "no `name`"),
        ("variants: [{name: a, constraints: [{kind: count, at_least: 1, where: {region: North}}]}]\n", "region: North"),
    ],
)
def test_faults(tmp_path: Path, text: str, message: str) -> None:
    """A fault of a strategy is told with its place, what is expected, and the nearest right word."""
    path = write(tmp_path, "own.yaml", f"name: own\n{text}")
    with pytest.raises(InputError) as error:
        check(path)
    assert message in str(error.value)
    assert str(error.value).startswith(f"{path}:2:")
    result = run("strategy", "check", str(path))
    assert result.exit_code == 1
    assert message in result.stderr


def test_circle(tmp_path: Path) -> None:
    """Strategies that lead back to themselves are refused, by the check and by a scenario."""
    write(tmp_path, "b.yaml", "name: b\nvariants: [{name: x, extends: own.yaml}]\n")
    with pytest.raises(InputError, match="The chain is own -> b -> own"):
        scenario_of(tmp_path, "extends: b.yaml\n")
    with pytest.raises(InputError, match="The chain is own -> b -> own"):
        check(tmp_path / "own.yaml")


def test_commands(tmp_path: Path) -> None:
    """The commands list, show and check strategies; shown for a scenario, variants are worked in."""
    listed = run("strategy", "list")
    assert listed.exit_code == 0
    assert all(name in listed.stdout for name in strategies())
    scenario_of(tmp_path, BANDED, "applicant: {step2_ck: 235, step1: pass}\n")
    own = str(tmp_path / "own.yaml")
    assert run("strategy", "check", own).stdout == f"{own}: no faults; 3 variants.\n"
    assert "Variant low" in run("strategy", "show", own).stdout
    shown = run("strategy", "show", own, "--scenario", str(tmp_path / "scenario.yaml"))
    assert "Variant own, middle: Step 2 CK score (235) at least 230 and below 240" in shown.stdout
    assert "Think of two cycles." not in shown.stdout
    told = json.loads(run("strategy", "show", own, "--format", "json").stdout)
    assert [variant["name"] for variant in told["variants"]] == ["low", "middle", "rest"]
    unknown = run("strategy", "show", "anestesiology")
    assert unknown.exit_code == 1


def test_settings_choose_another_variant(tmp_path: Path) -> None:
    """A setting of the applicant decides the variant, as if it stood in the file."""
    from listopt.scenario import with_settings

    scenario_of(tmp_path, BANDED, "applicant: {step2_ck: 229}\n")
    changed = with_settings(tmp_path / "scenario.yaml", ["applicant.step2_ck=245", "applicant.step1=pass"], today=TODAY)
    assert [one.variant for one in guidance(changed).chosen] == ["rest"]


def test_what_the_catalogue_lacks_is_left_out_of_a_strategy(tmp_path: Path) -> None:
    """Specialties and columns that the catalogue lacks are left out of a strategy and named; own ones are faults."""
    own = (
        "specialties: [Anesthesiology, Neurology]\n"
        "constraints: [{kind: count, name: free parking, where: {parking: true}, at_least: 3},"
        " {kind: count, name: size, at_most: 20}]\n"
    )
    applicant = "applicant: {type: us_img, step2_ck: 240}\n"
    posed = pose_scenario(scenario_of(tmp_path, own, applicant), today=TODAY).scenario
    assert [rule.title for rule in posed.constraints] == ["size"]
    assert [choice.specialty for choice in posed.specialties] == ["Anesthesiology"]
    assert guidance(posed).left_out == (
        "Neurology (the catalogue has no program of it)",
        "free parking (parking is not known of the programs)",
    )
    assert posed.place("constraints", 0).startswith(f"{tmp_path / 'own.yaml'}:3:")
    text = "specialties: [Neurology]\nconstraints: [{kind: count, where: {parking: true}, at_least: 3}]\n"
    with pytest.raises(InputError, match="a specialty that sample has programs of"):
        pose_scenario(scenario_of(tmp_path, "extends: default\n", applicant + text), today=TODAY)
