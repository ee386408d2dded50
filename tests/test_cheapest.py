"""The goal `cheapest` against enumeration: the lowest cost that reaches the targets, or the nearest list."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import oracle
from listopt.constraints import KINDS
from listopt.constraints.targets import INTERVIEWS, P_MATCH, targets
from listopt.errors import InputError
from listopt.fees import bill
from listopt.formulation import Portfolio
from listopt.goals import in_dollars, nearest, solve_cheapest
from listopt.options import SolverOptions
from listopt.pipeline import solve_scenario
from listopt.problem import CHANCE_TOLERANCE, Problem
from listopt.quadrature import any_match, nodes
from listopt.report import WRITERS, Page
from listopt.scenario import parse_scenario, read_scenario
from listopt.solution import Status
from strategies import examples, problems

SCENARIO = Path(__file__).parents[1] / "scenarios" / "anesthesiology-with-im-backup.yaml"
GAP = 1e-5
OPTIONS = SolverOptions(gap=GAP)
LINEAR = [kind for kind in KINDS if kind not in ("p_match", "interviews")]
TODAY = datetime.date(2026, 9, 1)

wanted_chances = st.one_of(st.none(), st.sampled_from([0.05, 0.3, 0.6, 0.9]), st.floats(0.01, 0.95))
wanted_interviews = st.one_of(st.none(), st.sampled_from([0.1, 0.5, 1.0, 2.0]))


def aiming(problem: Problem, chance: float | None, interviews: float | None) -> Problem:
    """The problem with its targets as rules."""
    return replace(problem, constraints=(*problem.constraints, *targets(chance, interviews)))


def chance_of(problem: Problem, portfolio: Portfolio) -> float:
    """Chance of a match of a list."""
    rows = problem.chosen(portfolio)
    return any_match(rows["p_match"].to_numpy(float), rows["rho"].to_numpy(float), nodes(480))


def delicate(problem: Problem, chance: float | None) -> bool:
    """Whether some list's chance is so close to the target that two quadrature rules may disagree."""
    if chance is None:
        return False
    return any(abs(chance_of(problem, one) - chance) <= 2 * CHANCE_TOLERANCE for one in oracle.all_portfolios(problem))


def kept(problem: Problem) -> list[Portfolio]:
    """All lists that keep the hard rules."""
    asked = oracle.remembering(problem)
    return [portfolio for portfolio in oracle.all_portfolios(asked) if not asked.violations(portfolio)]


def check(problem: Problem, chance: float | None, interviews: float | None) -> None:
    """Cost, ties and the nearest list are those of the enumeration."""
    ordinary = aiming(problem, chance, interviews)
    dollars = in_dollars(ordinary)
    solution = solve_cheapest(dollars, ordinary, OPTIONS)
    lists = kept(dollars)
    if not lists:
        assert solution.status is Status.INFEASIBLE
        check_nearest(problem, ordinary, chance, interviews)
        return
    lowest = min(bill(problem, portfolio).total for portfolio in lists)
    assert solution.status is Status.OPTIMAL
    assert solution.portfolio is not None
    assert solution.value == pytest.approx(-lowest / 1000, rel=GAP, abs=1e-9)
    assert solution.bound is not None
    assert solution.bound >= -lowest / 1000 - 1e-9
    assert bill(problem, solution.portfolio).total == pytest.approx(lowest, rel=GAP, abs=1e-6)
    assert not dollars.violations(solution.portfolio)
    worth = [value(ordinary, one) for one in lists if bill(problem, one).total <= lowest + 1e-6]
    assert value(ordinary, solution.portfolio) >= max(worth) - 1e-3 * max(1.0, abs(max(worth)))


def value(problem: Problem, portfolio: Portfolio) -> float:
    """Objective with the applicant's own goals."""
    return sum(problem.terms(portfolio, 60).values())


def check_nearest(problem: Problem, ordinary: Problem, chance: float | None, interviews: float | None) -> None:
    """The list that comes nearest lacks as little, relative to the targets, as any."""
    found = nearest(ordinary, OPTIONS)
    lists = kept(in_dollars(problem))
    if not lists:
        assert found.portfolio is None
        return

    def lacking(portfolio: Portfolio) -> float:
        expected = float(problem.chosen(portfolio)["p_interview"].sum())
        short = 0.0 if chance is None else max(0.0, chance - chance_of(problem, portfolio)) / chance
        return short + (0.0 if interviews is None else max(0.0, interviews - expected) / interviews)

    least = min(lacking(portfolio) for portfolio in lists)
    assert found.portfolio is not None
    assert lacking(found.portfolio) == pytest.approx(least, rel=1e-3, abs=1e-4)


@pytest.mark.slow
@examples(12)
@given(problems(most=5, least=1, most_rules=2, kinds=LINEAR), wanted_chances, wanted_interviews)
def test_cheapest_list_is_that_of_the_enumeration(
    problem: Problem, chance: float | None, interviews: float | None
) -> None:
    """Correlated odds, tiered, flat, fixed and own fees, any rules: no cheaper list reaches the targets."""
    assume(chance is not None or interviews is not None)
    assume(not delicate(problem, chance))
    check(problem, chance, interviews)


@pytest.mark.slow
@examples(7)
@given(problems(most=3, least=1, most_rules=1, kinds=LINEAR, tiers=("gold", "silver")), wanted_chances)
def test_cheapest_list_with_signals(problem: Problem, chance: float | None) -> None:
    """With signals, which cost nothing, fewer applications reach the same chance; none is cheaper."""
    assume(chance is not None)
    assume(not delicate(problem, chance))
    check(problem, chance, None)


def base(**changed: object) -> dict[str, object]:
    """Scenario over the fictional catalogue."""
    wishes = {
        "name": "Cheap", "catalogue": "sample", "season": 2026, "specialties": ["Anesthesiology"],
        "applicant": {"type": "us_img", "step2_ck": 235, "visa": []}, "goal": "cheapest",
    }  # fmt: skip
    return {**wishes, **changed}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "p_match_at_least or interviews_at_least beside it"),
        ({"goal": "best", "p_match_at_least": 0.5}, "{kind: p_match, at_least: 0.5}"),
        ({"goal": None, "interviews_at_least": 3}, "goal: cheapest beside it"),
        ({"p_match_at_least": 80}, "Write 0.8, not 80."),
        ({"p_match_at_least": 1}, "below 1"),
        ({"interviews_at_least": 0}, "above 0"),
        ({"goal": "cheap", "p_match_at_least": 0.5}, "Did you mean 'cheapest'?"),
    ],
)
def test_faults(changed: dict[str, object], expected: str) -> None:
    """A goal without target, a target without goal, and targets out of range are faults that say what to write."""
    with pytest.raises(InputError) as fault:
        parse_scenario(base(**changed))
    assert expected in str(fault.value)


def test_null_takes_a_target_back() -> None:
    """A goal and target set to null are as if never written."""
    scenario = parse_scenario(base(goal="best", p_match_at_least=None))
    assert scenario.p_match_at_least is None


def test_report_says_what_is_proven() -> None:
    """The report of a cheapest list names its targets, and its value is minus the cost in thousands."""
    outcome = solve_scenario(parse_scenario(base(p_match_at_least=0.2, interviews_at_least=1.5)), today=TODAY)
    assert outcome.status is Status.OPTIMAL
    summary, objective = outcome.summary, outcome.report.result["objective"]
    assert isinstance(objective, dict)
    assert objective["value"] == pytest.approx(-float(str(summary["cost"])) / 1000)
    assert objective["terms"] == {"cost": objective["value"]}
    assert float(str(summary["p_match"])) >= 0.2 - CHANCE_TOLERANCE
    assert float(str(summary["expected_interviews"])) >= 1.5 - 1e-6
    assert outcome.report.aims == ("a chance of a match of 20 %", "1.5 expected interviews")


def test_out_of_reach_shows_the_most_that_can_be_reached() -> None:
    """A target that no list reaches is infeasible; the most is that of a list made for the chance alone."""
    rules = [{"kind": "budget", "at_most": 400}]
    outcome = solve_scenario(parse_scenario(base(p_match_at_least=0.99, constraints=rules)), today=TODAY)
    assert outcome.status is Status.INFEASIBLE
    assert P_MATCH in outcome.solution.conflict
    near = outcome.report.result["nearest"]
    assert isinstance(near, dict)
    summary = near["summary"]
    assert isinstance(summary, dict)
    alone = base(goal="best", constraints=rules, weights={"match": 1.0}, solver={"gap": 1e-4})
    best = solve_scenario(parse_scenario(alone), today=TODAY)
    assert summary["p_match"] == pytest.approx(best.summary["p_match"], rel=2e-3)
    assert float(str(near["most"])) >= float(str(best.summary["p_match"])) - 1e-4
    assert outcome.report.nearest is not None
    assert "the most that can be reached is" in outcome.report.nearest[0]
    assert outcome.report.result["portfolio"] == []


def test_two_targets_out_of_reach() -> None:
    """Of two targets that cannot both be reached, what the nearest list has of each is told."""
    rules = [{"kind": "count", "at_most": 3}]
    wishes = base(p_match_at_least=0.999, interviews_at_least=30, constraints=rules)
    outcome = solve_scenario(parse_scenario(wishes), today=TODAY)
    assert outcome.status is Status.INFEASIBLE
    assert {P_MATCH, INTERVIEWS} & set(outcome.solution.conflict)
    assert outcome.report.nearest is not None
    assert "and 30 expected interviews; the nearest has" in outcome.report.nearest[0]


def test_rules_that_clash_by_themselves_have_no_nearest_list() -> None:
    """When the other rules clash, there is nothing to come near to."""
    rules = [{"kind": "count", "at_least": 5}, {"kind": "budget", "at_most": 1}]
    outcome = solve_scenario(parse_scenario(base(p_match_at_least=0.2, constraints=rules)), today=TODAY)
    assert outcome.status is Status.INFEASIBLE
    assert outcome.report.nearest is None
    assert "nearest" not in outcome.report.result


@pytest.mark.parametrize("target", ["p_match_at_least: 0.65", "interviews_at_least: 6"])
def test_main_scenario_is_proven(tmp_path: Path, target: str) -> None:
    """On the main scenario the cheapest list is proven within two dollars."""
    file = tmp_path / "cheap.yaml"
    file.write_text(f"extends: {SCENARIO}\ngoal: cheapest\n{target}\n", encoding="utf-8")
    outcome = solve_scenario(read_scenario(file), today=TODAY)
    objective = outcome.report.result["objective"]
    assert outcome.status is Status.OPTIMAL
    assert isinstance(objective, dict)
    assert float(str(objective["bound"])) - float(str(objective["value"])) <= 0.002
    text = str(WRITERS["text"](outcome.report, Page(width=100)))
    assert "Proven to be the cheapest list with at least" in " ".join(text.split())
