"""What must hold whatever the numbers: order does not matter, freedom never hurts, the clear cases are clear."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from listopt.applicant import Applicant
from listopt.constraints.budget import Budget
from listopt.constraints.chances import InterviewLimit, MatchFloor
from listopt.constraints.counts import Count
from listopt.constraints.membership import Include
from listopt.fees import bill
from listopt.formulation import Portfolio
from listopt.objectives import OBJECTIVES
from listopt.options import SolverOptions
from listopt.problem import Constraint, Problem, Wishes
from listopt.solution import Solution, Status
from listopt.solver import solve
from strategies import examples, problems, shipped_season

GAP = 1e-4
OPTIONS = SolverOptions(gap=GAP)
KINDS = ["budget", "count", "mix", "signals", "include", "exclude", "interviews"]


def at_most(worse: Solution, better: Solution) -> None:
    """Check that the second list is at least as good as the first, up to the asked gap."""
    assert better.status is not Status.INFEASIBLE
    n_slack = 2 * GAP * max(1.0, abs(better.value), abs(worse.value))
    assert better.value >= worse.value - n_slack
    assert better.bound >= worse.value - 1e-9


def small(p: list[float], utility: list[float], rho: float = 0.0, rules: tuple[Constraint, ...] = ()) -> Problem:
    """Programs of one specialty with utility as the only goal."""
    table = pd.DataFrame({"p_match": p, "p_interview": np.minimum(1.0, np.array(p) * 2), "utility": utility})
    table = table.astype(float).assign(specialty="Internal Medicine", state="NY", band="target")
    table.index = pd.Index([f"p{number}" for number in range(len(p))], name="program_id", dtype=object)
    loading = pd.DataFrame({"value": rho, "low": rho, "high": rho}, index=["Internal Medicine"])
    goals = (OBJECTIVES["utility"](1.0),)
    applicant = Applicant(type="us_md")
    return Problem(table, (), loading, shipped_season(), applicant, rules, goals, Wishes())


@examples(12)
@given(problems(most=6, least=2, tiers=("gold",), kinds=KINDS), st.randoms(use_true_random=False))
def test_order_of_rules_changes_nothing(problem: Problem, random: object) -> None:
    """Rules stated in another order give the same status, value and conflict size of at least one rule."""
    rules = list(problem.constraints)
    random.shuffle(rules)
    one, other = solve(problem, OPTIONS), solve(replace(problem, constraints=tuple(rules)), OPTIONS)
    assert one.status == other.status
    if one.value is not None:
        assert other.value == pytest.approx(one.value, rel=4 * GAP, abs=1e-8)
    else:
        assert bool(one.conflict) == bool(other.conflict)


@examples(12)
@given(problems(most=6, least=2, kinds=KINDS), st.randoms(use_true_random=False))
def test_names_of_programs_change_no_value(problem: Problem, random: object) -> None:
    """Programs renamed, and so in another order, are worth the same in all."""
    assume(all(not getattr(rule, "programs", ()) for rule in problem.constraints))
    assume(all("program_id" not in (getattr(rule, "where", None) or {}) for rule in problem.constraints))
    codes = list(problem.table.index)
    random.shuffle(codes)
    table = problem.table.set_axis(pd.Index(codes, name="program_id", dtype=object)).sort_index()
    one, other = solve(problem, OPTIONS), solve(replace(problem, table=table), OPTIONS)
    assert one.status == other.status
    if one.value is not None:
        assert other.value == pytest.approx(one.value, rel=4 * GAP, abs=1e-8)


@examples(12)
@given(problems(most=6, least=2, kinds=KINDS, most_rules=2))
def test_same_question_same_answer(problem: Problem) -> None:
    """Solving twice gives the same list, terms, value and bound to the last digit."""
    one, other = solve(problem, OPTIONS), solve(problem, OPTIONS)
    assert one == other


@examples(15)
@given(problems(most=5, least=1, kinds=KINDS, most_rules=3), st.data())
def test_dropping_a_rule_never_hurts(problem: Problem, data: st.DataObject) -> None:
    """With one hard rule fewer the best list is at least as good."""
    hard = [rule for rule in problem.constraints if rule.soft is None]
    assume(hard)
    dropped = data.draw(st.sampled_from(hard))
    before = solve(problem, OPTIONS)
    assume(before.status is not Status.INFEASIBLE)
    rules = tuple(rule for rule in problem.constraints if rule is not dropped)
    at_most(before, solve(replace(problem, constraints=rules), OPTIONS))


@examples(15)
@given(problems(most=5, least=1, kinds=["mix", "include"], most_rules=1), st.floats(0, 300), st.floats(0, 300))
def test_more_money_never_hurts(problem: Problem, dollars: float, more: float) -> None:
    """A larger budget buys a list at least as good."""
    tight = replace(problem, constraints=(*problem.constraints, Budget(name="tight", at_most=dollars)))
    loose = replace(problem, constraints=(*problem.constraints, Budget(name="loose", at_most=dollars + more)))
    before = solve(tight, OPTIONS)
    assume(before.status is not Status.INFEASIBLE)
    at_most(before, solve(loose, OPTIONS))


@examples(15)
@given(problems(most=5, least=1, kinds=["budget", "count"], most_rules=2, terms=["utility", "match"]), st.data())
def test_better_chance_never_hurts(problem: Problem, data: st.DataObject) -> None:
    """When a program becomes likelier, the best list does not become worse."""
    code = data.draw(st.sampled_from(list(problem.table.index)))
    chance = problem.table.at[code, "p_match"]
    better = data.draw(st.floats(chance, 1.0))
    before = solve(problem, OPTIONS)
    assume(before.status is not Status.INFEASIBLE)
    improved = problem.table.copy()
    improved.loc[code, "p_match"] = better
    after = solve(replace(problem, table=improved), OPTIONS)
    slack = 2 * GAP * max(1.0, abs(before.value)) + 2e-3 * (before.n_nodes != after.n_nodes)
    assert after.value >= before.value - slack


@examples(15)
@given(problems(most=6, least=1, most_rules=0, terms=["utility", "match"]))
def test_money_for_all_is_worth_as_much_as_all(problem: Problem) -> None:
    """When nothing limits the list, it is worth as much as the one with every program on it."""
    everything = Portfolio(dict.fromkeys(problem.table.index, ""))
    most = bill(problem, everything).total
    problem = replace(problem, constraints=(Budget(at_most=most),))
    solution = solve(problem, OPTIONS)
    whole = sum(problem.terms(everything, solution.n_nodes).values())
    assert solution.bound >= whole - 1e-9
    assert solution.value == pytest.approx(whole, rel=2 * GAP, abs=1e-9)


def test_money_for_all_takes_all() -> None:
    """Where each program adds something, a budget for all of them takes all of them."""
    problem = small([0.1, 0.2, 0.3, 0.05], [1.0, 0.9, 0.5, 0.7], rho=0.2)
    everything = Portfolio(dict.fromkeys(problem.table.index, ""))
    problem = replace(problem, constraints=(Budget(at_most=bill(problem, everything).total),))
    assert solve(problem, OPTIONS).portfolio == everything


@examples(20)
@given(problems(most=6, least=1, most_rules=0), st.floats(0, 400), st.sampled_from(["all", "applications"]))
def test_unaffordable_is_never_taken(problem: Problem, dollars: float, covers: str) -> None:
    """Whatever the goals, the list costs no more than a hard budget."""
    solution = solve(replace(problem, constraints=(Budget(at_most=dollars, covers=covers),)), OPTIONS)
    fees = bill(problem, solution.portfolio)
    assert (fees.total if covers == "all" else fees.application_total) <= dollars + 1e-6


def test_one_dear_program_is_left_out() -> None:
    """A program that alone costs more than the budget is not taken, however good it is."""
    problem = small([1.0, 0.1, 0.1], [10.0, 1.0, 1.0])
    problem = replace(problem, table=problem.table.assign(fee=[500.0, 10.0, 10.0]))
    problem = replace(problem, constraints=(Budget(at_most=499.99, covers="applications"),))
    assert solve(problem, OPTIONS).portfolio == Portfolio({"p1": "", "p2": ""})


@pytest.mark.parametrize("rho", [0.0, 0.3])
def test_certain_program_is_enough(rho: float) -> None:
    """With the best program certain, its utility is the value, however many others there are."""
    problem = small([1.0, 0.5, 0.2], [0.9, 0.5, 0.4], rho, (Count(at_most=1),))
    solution = solve(problem, OPTIONS)
    assert solution.portfolio == Portfolio({"p0": ""})
    assert solution.value == pytest.approx(0.9)
    assert solution.status is Status.OPTIMAL


@pytest.mark.parametrize("rho", [0.0, 0.3])
def test_hopeless_programs_are_worth_nothing(rho: float) -> None:
    """Where no program can match, the value is 0 and proven to be the best."""
    solution = solve(small([0.0] * 5, [1.0] * 5, rho, (Count(at_least=2),)), OPTIONS)
    assert solution.value == 0
    assert solution.status is Status.OPTIMAL
    assert len(solution.portfolio.programs) >= 2


def test_hopeless_programs_cannot_reach_a_floor() -> None:
    """Where no program can match, a least chance of a match is what clashes."""
    solution = solve(small([0.0] * 3, [1.0] * 3, 0.0, (Count(at_most=3), MatchFloor(at_least=0.2))), OPTIONS)
    assert solution.status is Status.INFEASIBLE
    assert solution.conflict == ("p_match",)


def test_no_programs_no_list() -> None:
    """Without eligible programs the list is empty, worth 0 and optimal; a rule that asks for some clashes."""
    empty = small([], [])
    solution = solve(empty, OPTIONS)
    assert (solution.status, solution.portfolio, solution.value) == (Status.OPTIMAL, Portfolio({}), 0)
    asking = solve(replace(empty, constraints=(Count(at_least=1),)), OPTIONS)
    assert (asking.status, asking.conflict) == (Status.INFEASIBLE, ("count",))


def test_every_goal_and_rule_stands_no_programs() -> None:
    """All terms and several rules over an empty table end with the empty list."""
    goals = tuple(OBJECTIVES[name](1.0) for name in OBJECTIVES)
    shares = {"reach": 0.2, "target": 0.5, "safety": 0.3}
    rules = (Budget(at_most=0), Count(at_most=3), InterviewLimit(at_most=1), MatchFloor(at_least=0))
    problem = replace(small([], []), objectives=goals, constraints=rules, wishes=Wishes(shares=shares))
    solution = solve(problem, OPTIONS)
    assert (solution.status, solution.portfolio) == (Status.OPTIMAL, Portfolio({}))


def test_no_money_no_list() -> None:
    """A budget of 0 leaves the empty list; with a program that must be on it, the two rules clash."""
    problem = small([0.5, 0.4], [1.0, 0.8], 0.2, (Budget(at_most=0),))
    solution = solve(problem, OPTIONS)
    assert (solution.status, solution.portfolio) == (Status.OPTIMAL, Portfolio({}))
    clashing = solve(replace(problem, constraints=(Budget(at_most=0), Include(programs=("p0",)))), OPTIONS)
    assert (clashing.status, clashing.conflict) == (Status.INFEASIBLE, ("budget", "include p0"))


def test_rule_over_unknown_program_is_the_conflict() -> None:
    """A program that must be on the list but is not eligible clashes with the facts alone."""
    solution = solve(small([0.5], [1.0], 0.0, (Count(at_most=1), Include(programs=("p7",)))), OPTIONS)
    assert (solution.status, solution.conflict) == (Status.INFEASIBLE, ("include p7",))


def test_equal_programs_are_taken_by_lowest_code() -> None:
    """Of programs alike in everything the ones with the lowest codes are taken."""
    solution = solve(small([0.3] * 8, [1.0] * 8, 0.2, (Count(at_most=3),)), OPTIONS)
    assert solution.portfolio == Portfolio({"p0": "", "p1": "", "p2": ""})


@pytest.mark.parametrize("size", [60, 150])
def test_reach_and_safety_are_held_together_under_correlation(size: int) -> None:
    """The stated value is the table's own, and the bound holds for many random lists of the same length."""
    random = np.random.default_rng(size)
    p, utility = random.uniform(0.01, 0.4, size), np.round(random.uniform(0.2, 1.0, size), 2)
    problem = small(p.tolist(), utility.tolist(), 0.25, (Count(at_most=12),))
    solution = solve(problem, SolverOptions())
    assert solution.status is Status.OPTIMAL
    codes = problem.table.index.to_numpy()
    for _ in range(50):
        other = Portfolio(dict.fromkeys(random.choice(codes, 12, replace=False).tolist(), ""))
        assert sum(problem.terms(other, solution.n_nodes).values()) <= solution.bound
    for swapped in random.choice(codes, 40, replace=False).tolist():
        kept = [code for code in solution.portfolio.programs if code != swapped][:11]
        neighbour = Portfolio(dict.fromkeys([*kept, swapped], ""))
        assert sum(problem.terms(neighbour, solution.n_nodes).values()) <= solution.bound
