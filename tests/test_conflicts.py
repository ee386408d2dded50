"""Repairs of clashing rules: every change is enough, nothing smaller is, and what is called hopeless is hopeless."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import assume, given

import oracle
from listopt.cli import main
from listopt.constraints import KINDS
from listopt.formulation import Portfolio
from listopt.options import SolverOptions
from listopt.pipeline import pose_scenario, solve_scenario
from listopt.problem import Constraint, Problem
from listopt.questions.conflicts import Repair, Repairs, find_repairs
from listopt.questions.knobs import Knob, knobs, settled, with_rules
from listopt.questions.repairs import with_repairs
from listopt.scenario import parse_scenario, read_scenario
from listopt.solution import Solution, Status
from listopt.solver import solve
from strategies import examples, problems

SCENARIO = Path(__file__).parents[1] / "scenarios" / "anesthesiology-with-im-backup.yaml"
OPTIONS = SolverOptions()
LINEAR = [kind for kind in KINDS if kind != "p_match"]
TODAY = datetime.date(2026, 9, 1)


def hard(problem: Problem) -> Problem:
    """The same problem with all rules hard."""
    return replace(problem, constraints=tuple(rule.model_copy(update={"soft": None}) for rule in problem.constraints))


def possible(problem: Problem, rules: list[Constraint]) -> bool:
    """Whether any portfolio keeps the rules, by looking at all of them."""
    asked = oracle.remembering(with_rules(problem, rules))
    return any(not asked.violations(portfolio) for portfolio in oracle.all_portfolios(asked))


def pools(problem: Problem) -> list[str]:
    """Names of the rules that nobody can change."""
    return [rule.title for rule in problem.constraints if rule.kind == "pool"]


def repairs_of(problem: Problem) -> tuple[Solution, Repairs]:
    """Solve an infeasible problem and look for repairs."""
    solution = solve(problem, OPTIONS)
    assert solution.status is Status.INFEASIBLE
    return solution, find_repairs(problem, solution.conflict, OPTIONS, clock=lambda: 60.0, fixed=pools(problem))


def others(problem: Problem, repair: Repair) -> list[Constraint]:
    """Rules that a repair leaves as they are."""
    return [rule for rule in problem.constraints if all(change.knob.rule is not rule for change in repair.changes)]


def acting(problem: Problem, repair: Repair, values: dict[Knob, float]) -> list[Constraint]:
    """All rules, those of a repair with their numbers set."""
    changed = dict.fromkeys(change.knob.rule.title for change in repair.changes)
    rules = others(problem, repair)
    for title in changed:
        them = [change.knob for change in repair.changes if change.knob.rule.title == title]
        rules.append(settled(them, values))
    return rules


def tighter(knob: Knob, value: float) -> float:
    """One step less of a change, never beyond the number as it was."""
    less = value - knob.sign * knob.step
    return less if knob.sign * (less - knob.value) > 0 else knob.value


def check_repair(problem: Problem, repair: Repair) -> None:
    """The changes are enough, the witness shows it, and with one of them a step smaller there is no list."""
    assert repair.proven
    relaxed = [*others(problem, repair), *(rule for change in repair.changes for rule in change.relaxed)]
    if len({change.knob.rule.title for change in repair.changes}) == len(repair.changes):
        assert possible(problem, relaxed)
        assert not with_rules(problem, relaxed).violations(repair.witness)
    values = {change.knob: change.value for change in repair.changes}
    assert possible(problem, acting(problem, repair, values))
    for knob, value in values.items():
        assert value != knob.value
        less = {**values, knob: tighter(knob, value)}
        assert not possible(problem, acting(problem, repair, less)), (knob.rule, knob.field, value)


def check_repairs(problem: Problem) -> Repairs:
    """Check everything that is said about an infeasible problem."""
    solution, repairs = repairs_of(problem)
    assert repairs.found
    assert not repairs.open
    for repair in repairs.found:
        check_repair(problem, repair)
    sizes = [repair.size for repair in repairs.found]
    assert sizes == sorted(sizes)
    rules = list(problem.constraints)
    for knob in repairs.hopeless:
        rest = [rule for rule in rules if rule is not knob.rule]
        assert not possible(problem, [*rest, *knob.opened()])
    if len(repairs.found[0].changes) == 1:
        tried = {change.knob.field + change.knob.rule.title for one in repairs.found for change in one.changes}
        tried |= {knob.field + knob.rule.title for knob in repairs.hopeless}
        named = [rule for rule in rules if rule.title in solution.conflict and rule.kind != "pool"]
        assert tried == {knob.field + rule.title for rule in named for knob in knobs(problem, rule)}
    return repairs


@examples(18)
@given(problems(most=5, least=1, most_rules=5, kinds=LINEAR))
def test_repairs_are_the_smallest(problem: Problem) -> None:
    """Contradictory rules of any kind: each change alone (or all together) is enough, one step less is not."""
    problem = hard(problem)
    assume(not possible(problem, list(problem.constraints)))
    check_repairs(problem)


@examples(12)
@given(problems(most=3, least=1, most_rules=4, kinds=["include", "exclude", "signals", "count"], tiers=("gold",)))
def test_repairs_with_signals_and_named_programs(problem: Problem) -> None:
    """Programs taken off `include` and `exclude` are as few as can be; the pools of the season stay as they are."""
    problem = hard(problem)
    assume(not possible(problem, list(problem.constraints)))
    repairs = check_repairs(problem)
    assert all(change.knob.rule.kind != "pool" for repair in repairs.found for change in repair.changes)


@examples(12)
@given(problems(most=4, least=1, most_rules=2, kinds=["p_match", "count"]))
def test_chance_is_lowered_to_the_most_that_can_be_reached(problem: Problem) -> None:
    """A least chance of a match falls, in steps of a tenth of a percent, to the largest chance of any list."""
    problem = hard(problem)
    solution = solve(problem, OPTIONS)
    assume(solution.status is Status.INFEASIBLE)
    repairs = find_repairs(problem, solution.conflict, OPTIONS, clock=lambda: 60.0)
    for repair in repairs.found:
        for change in repair.changes:
            if change.knob.rule.kind != "p_match" or len(repair.changes) > 1:
                continue
            rest = oracle.remembering(with_rules(problem, others(problem, repair)))
            kept = [portfolio for portfolio in oracle.all_portfolios(rest) if not rest.violations(portfolio)]
            most = max(reached(problem, change.knob.rule, portfolio) for portfolio in kept)
            assert change.value - 1e-4 <= most <= change.value + change.knob.step + 1e-4


def reached(problem: Problem, rule: Constraint, portfolio: Portfolio) -> float:
    """Chance of a match that a rule speaks of, from what it says is missing to certainty."""
    certain = rule.model_copy(update={"at_least": 1.0})
    return 1.0 - sum(violation.amount for violation in certain.violations(problem, portfolio))


def base(**changed: object) -> dict[str, object]:
    """Scenario over the fictional catalogue."""
    wishes = {
        "name": "Clash", "catalogue": "sample", "season": 2026, "specialties": ["Anesthesiology"],
        "applicant": {"type": "us_img", "step2_ck": 235, "visa": []},
    }  # fmt: skip
    return {**wishes, **changed}


def said(*rules: dict[str, object]) -> tuple[str, ...]:
    """Sentences about a scenario with these rules."""
    outcome = solve_scenario(parse_scenario(base(constraints=list(rules))), today=TODAY)
    report = with_repairs(outcome, clock=lambda: 60.0).report
    return (*report.clash, *report.repairs, *report.repair_notes)


@pytest.mark.slow
def test_sentences_name_numbers_and_places() -> None:
    """A budget that is too small for a count is raised by just what is missing, or the count is lowered."""
    clash = ({"kind": "budget", "at_most": 300}, {"kind": "count", "at_least": 20})
    found = said(*clash)
    budget = next(sentence for sentence in found if sentence.startswith("raise budget"))
    count = next(sentence for sentence in found if sentence.startswith("lower count"))
    assert found[0] == "budget: at most $300 (constraints[0])"
    assert found[1] == "count: at least 20 applications (constraints[1])"
    dollars = int(budget.partition("by $")[2].partition(",")[0])
    fewer = int(count.partition("from at least 20 to ")[2].partition(" ")[0])
    enough = ({"kind": "budget", "at_most": 300 + dollars}, clash[1])
    assert status(*enough) is not Status.INFEASIBLE
    assert status({"kind": "budget", "at_most": 300 + dollars - 1}, clash[1]) is Status.INFEASIBLE
    assert status(clash[0], {"kind": "count", "at_least": fewer}) is not Status.INFEASIBLE
    assert status(clash[0], {"kind": "count", "at_least": fewer + 1}) is Status.INFEASIBLE


def status(*rules: dict[str, object]) -> Status:
    """How a scenario with these rules ends."""
    return solve_scenario(parse_scenario(base(constraints=list(rules))), today=TODAY).status


def test_a_program_that_is_not_open_comes_off_the_list() -> None:
    """A rule that includes a program of another specialty is repaired by taking it off, with the reason."""
    found = said({"kind": "include", "programs": ["9900000003", "9900000103"]}, {"kind": "count", "at_most": 1})
    text = " ".join(found)
    assert "off the include list" in text
    assert "not open" in text


def test_without_time_the_finding_stays() -> None:
    """With no seconds left nothing is added and nothing is lost."""
    scenario = parse_scenario(base(constraints=[{"kind": "budget", "at_most": 1}, {"kind": "count", "at_least": 5}]))
    outcome = solve_scenario(scenario, today=TODAY)
    after = with_repairs(outcome, clock=lambda: 0.0)
    assert after.report.result["conflict"] == outcome.report.result["conflict"]
    assert after.report.repairs == ()


@pytest.mark.slow
def test_command_line_shows_lines_and_repairs(tmp_path: Path) -> None:
    """On the main scenario: repairs with their lines, the smallest first, each the least needed; exit code 3."""
    file = tmp_path / "clash.yaml"
    lines = "  - {kind: budget, at_most: 500}\n  - {kind: count, where: {region: Midwest}, at_least: 40}\n"
    file.write_text(f"extends: {SCENARIO}\nconstraints:\n{lines}", encoding="utf-8")
    shown = CliRunner().invoke(main, ["solve", "-q", str(file), "--format", "json"])
    assert shown.exit_code == 3
    answer = json.loads(shown.stdout)
    sentences = [repair["sentence"] for repair in answer["repairs"]]
    assert sentences[0].startswith("raise budget by $")
    assert sentences[0].endswith("(line 3)")
    assert sentences[1].startswith("lower count region=Midwest from at least 40 to ")
    assert sentences[1].endswith("(line 4)")
    assert answer["conflict"] == ["budget", "count region=Midwest"]
    assert [change["field"] for repair in answer["repairs"] for change in repair["changes"]] == ["at_most", "at_least"]
    assert all(repair["proven"] for repair in answer["repairs"])
    problem = pose_scenario(read_scenario(file), today=TODAY).problem
    for rule, repair, step in zip(("budget", "count region=Midwest"), answer["repairs"], (-1, 1), strict=True):
        to, field = repair["changes"][0]["to"], repair["changes"][0]["field"]
        for number, expected in ((to, Status.OPTIMAL), (to + step, Status.INFEASIBLE)):
            update = {field: number}
            rules = [one.model_copy(update=update) if one.title == rule else one for one in problem.constraints]
            assert solve(with_rules(problem, rules), OPTIONS, blame=False).status is expected


@pytest.mark.parametrize("kind", ["budget", "count"])
def test_nothing_on_offer(kind: str) -> None:
    """With no program open, a rule that asks for one is lowered to nothing."""
    rules: list[dict[str, object]] = [{"kind": "count", "at_least": 3}]
    if kind == "budget":
        rules.append({"kind": "budget", "at_most": 0})
    applicant = {"type": "us_img", "step2_ck": 150, "visa": [], "graduation_year": 1960}
    scenario = parse_scenario(base(constraints=rules, applicant=applicant, unknown="exclude"))
    outcome = with_repairs(solve_scenario(scenario, today=TODAY), clock=lambda: 60.0)
    assert outcome.status is Status.INFEASIBLE
    assert any("lower count from at least 3 to 0" in sentence for sentence in outcome.report.repairs)
