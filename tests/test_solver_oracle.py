"""The solver against enumeration: the same status, as good a list, a bound that holds, a conflict without excess."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import oracle
from listopt.applicant import Applicant
from listopt.constraints import KINDS
from listopt.constraints.chances import CHANCE_TOLERANCE, CHECK_NODES, MatchFloor
from listopt.formulation import Portfolio
from listopt.objectives import OBJECTIVES
from listopt.options import SolverOptions
from listopt.problem import Problem, Wishes
from listopt.quadrature import any_match, nodes
from listopt.solution import Solution, Status
from listopt.solver import solve
from strategies import examples, problems, shipped_season

GAP = 1e-6
OPTIONS = SolverOptions(gap=GAP)
LINEAR = [kind for kind in KINDS if kind != "p_match"]


def delicate(problem: Problem) -> bool:
    """Whether some portfolio's chance is so close to its floor that two quadrature rules may disagree."""
    floors = [rule for rule in problem.constraints if isinstance(rule, MatchFloor)]
    return any(_close(problem, portfolio, rule) for rule in floors for portfolio in oracle.all_portfolios(problem))


def _close(problem: Problem, portfolio: Portfolio, rule: MatchFloor) -> bool:
    rows = problem.chosen(portfolio)[problem.where(rule.where)[problem.table.index.isin(portfolio.programs)]]
    p, rho = rows["p_match"].to_numpy(float), rows["rho"].to_numpy(float)
    chances = [any_match(p, rho, nodes(count)) for count in (15, CHECK_NODES)]
    return any(abs(chance - rule.at_least) <= 2 * CHANCE_TOLERANCE for chance in chances)


def compare(problem: Problem, options: SolverOptions = OPTIONS) -> Solution:
    """Solve and enumerate; fail on any difference."""
    solution = solve(problem, options)
    best = oracle.best(problem, solution.n_nodes)
    if best.portfolio is None:
        assert solution.status is Status.INFEASIBLE
        check_conflict(problem, solution)
        return solution
    assert solution.status in (Status.OPTIMAL, Status.FEASIBLE)
    assert solution.portfolio is not None
    assert not problem.violations(solution.portfolio)
    slack = options.gap * max(abs(best.value), 1e-9) + 1e-9
    assert solution.value <= best.value + 1e-9
    assert solution.bound >= best.value - 1e-9
    assert solution.value >= best.value - slack
    return solution


def check_conflict(problem: Problem, solution: Solution) -> None:
    """The rules named clash, and none of them can be left out."""
    broken = oracle.broken_sets(problem)
    assert oracle.clash(broken, solution.conflict)
    for name in solution.conflict:
        rest = tuple(other for other in solution.conflict if other != name)
        assert not oracle.clash(broken, rest), name


@examples(25)
@given(problems(most=5, least=1, kinds=LINEAR))
def test_nothing_better_among_all_lists(problem: Problem) -> None:
    """Rules and terms of every kind, up to five programs: enumeration finds no better list than the solver."""
    compare(problem)


@examples(15)
@given(problems(most=3, least=1, kinds=LINEAR, tiers=("gold", "silver")))
def test_nothing_better_among_all_lists_with_signals(problem: Problem) -> None:
    """Two tiers of signals and their pools: enumeration finds no better list than the solver."""
    compare(problem)


@examples(30)
@given(problems(most=6, least=1, kinds=LINEAR, tiers=("signal",)))
def test_small_problems_are_solved_to_the_end(problem: Problem) -> None:
    """With default options every small problem ends with a proof: optimal within the gap, or infeasible."""
    assert solve(problem, SolverOptions()).status in (Status.OPTIMAL, Status.INFEASIBLE)


@examples(15)
@given(problems(most=5, least=1, kinds=["p_match", "count"]))
def test_nothing_better_with_a_least_chance_of_a_match(problem: Problem) -> None:
    """Floors under the chance of a match are kept, and cost no more than they must."""
    assume(not delicate(problem))
    compare(problem)


@examples(4)
@given(problems(most=8, least=7, kinds=LINEAR))
def test_nothing_better_among_eight_programs(problem: Problem) -> None:
    """Seven or eight programs under any rules: enumeration finds no better list than the solver."""
    compare(problem)


@examples(3)
@given(problems(most=6, least=6, kinds=LINEAR, tiers=("signal",)))
def test_nothing_better_among_six_programs_with_signals(problem: Problem) -> None:
    """Six programs with one tier of signals: enumeration finds no better list than the solver."""
    compare(problem)


@examples(20)
@given(problems(most=5, least=1, most_rules=5, kinds=LINEAR))
def test_conflict_is_minimal(problem: Problem) -> None:
    """When no list keeps the hard rules, those named clash, and without any one of them the rest can be kept."""
    hard = tuple(rule.model_copy(update={"soft": None}) for rule in problem.constraints)
    problem = replace(problem, constraints=hard)
    broken = oracle.broken_sets(problem)
    names = tuple(rule.title for rule in hard)
    assume(oracle.clash(broken, names))
    solution = solve(problem, OPTIONS)
    assert solution.status is Status.INFEASIBLE
    check_conflict(problem, solution)


@examples(15)
@given(problems(most=4, least=1, most_rules=2, kinds=LINEAR), st.floats(1e-4, 0.3))
def test_asked_gap_is_kept(problem: Problem, gap: float) -> None:
    """With a wider gap the list is within that gap of the best, and the bound still holds."""
    compare(problem, SolverOptions(gap=gap))


@examples(10)
@given(problems(most=5, least=1, most_rules=2, kinds=LINEAR), st.integers(0, 2**31 - 1))
def test_seed_changes_nothing_that_matters(problem: Problem, seed: int) -> None:
    """Any seed ends with the same status and, within the gap, the same value."""
    one, other = solve(problem, OPTIONS), solve(problem, SolverOptions(gap=GAP, seed=seed))
    assert one.status == other.status
    if one.value is not None:
        assert other.value == pytest.approx(one.value, rel=4 * GAP, abs=1e-8)


@examples(20)
@given(problems(most=5, least=0, most_rules=2, kinds=LINEAR))
def test_terms_add_up_and_the_clock_only_ends_the_search(problem: Problem) -> None:
    """The terms sum to the value; with no time at all the answer is a lawful list, infeasible, or unknown."""
    solution = solve(problem, OPTIONS, clock=lambda: 0.0)
    if solution.portfolio is not None:
        assert sum(solution.terms.values()) == pytest.approx(solution.value)
        assert not problem.violations(solution.portfolio)
        best = oracle.best(problem, solution.n_nodes)
        assert solution.bound >= best.value - 1e-9
    else:
        assert solution.status in (Status.INFEASIBLE, Status.UNKNOWN)
        if solution.status is Status.INFEASIBLE:
            assert oracle.best(problem, 1).portfolio is None


@examples(20)
@given(problems(most=5, least=1, most_rules=0), st.sampled_from(list(OBJECTIVES)))
def test_each_term_alone(problem: Problem, name: str) -> None:
    """Any single term as the whole objective is maximised exactly."""
    problem = replace(problem, objectives=(OBJECTIVES[name](1.0),))
    solution = compare(problem)
    assert solution.status is Status.OPTIMAL


def test_oracle_sees_every_list() -> None:
    """Three programs of which one has a signal to offer make 2 x 2 x 3 portfolios."""
    table = pd.DataFrame(
        {"p_match": [0.5, 0.2, 0.1], "p_match_gold": [np.nan, np.nan, 0.3], "utility": 1.0},
        index=pd.Index(["a", "b", "c"], name="program_id"),
    )
    loading = pd.DataFrame({"value": [0.0], "low": [0.0], "high": [0.0]}, index=[""])
    problem = Problem(table, ("gold",), loading, shipped_season(), Applicant(), (), (), Wishes())
    assert len({tuple(sorted(p.modes.items())) for p in oracle.all_portfolios(problem)}) == 12
