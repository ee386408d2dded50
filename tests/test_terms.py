"""Every objective term has two faces: what the solver adds up and what the table alone says are the same number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listopt.formulation import Portfolio
from listopt.objectives import OBJECTIVES
from listopt.problem import Problem
from listopt.solver import formulate
from listopt.solver.evaluate import evaluator
from strategies import examples, portfolios, problems, taken, weights

TIERS = ("gold", "silver")
node_counts = st.sampled_from([1, 2, 15, 60])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Problem, Portfolio]:
    """A problem without rules, and a portfolio."""
    problem = draw(problems(most=7, tiers=draw(st.sampled_from([(), TIERS, ("signal",)])), most_rules=0))
    return replace(problem, constraints=()), draw(portfolios(problem))


@pytest.mark.parametrize("name", list(OBJECTIVES))
def test_term_is_worth_the_same_for_the_solver_and_from_the_table(name: str) -> None:
    """The term's contribution to the formulation equals its weight times its valuation, at any number of nodes."""

    @examples(25)
    @given(cases(), weights, node_counts)
    def agree(case: tuple[Problem, Portfolio], weight: float, n_nodes: int) -> None:
        problem, portfolio = case
        goal = OBJECTIVES[name](weight)
        problem = replace(problem, objectives=(goal,))
        value = evaluator(formulate(problem, n_nodes)).value(taken(problem, portfolio))
        expected = weight * goal.valuation(problem, portfolio, n_nodes)
        assert value == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert problem.terms(portfolio, n_nodes) == {name: pytest.approx(expected, rel=1e-12, abs=1e-15)}

    agree()


@examples(20)
@given(cases())
def test_terms_have_their_sign_and_their_size(case: tuple[Problem, Portfolio]) -> None:
    """Worth is at least 0 and, but for utility, at most 1; costs and shortfalls are at most 0."""
    problem, portfolio = case
    for name, term in OBJECTIVES.items():
        value = term(1.0).valuation(problem, portfolio, 15)
        if name in ("cost", "balance", "spread"):
            assert value <= 1e-12
        else:
            highest = float(problem.table["utility"].max()) if name == "utility" and len(problem.table) else 1.0
            assert -1e-12 <= value <= highest + 1e-12


@examples(20)
@given(cases())
def test_empty_list_is_worth_nothing(case: tuple[Problem, Portfolio]) -> None:
    """No application, no worth and no cost, for every term."""
    problem, empty = case[0], Portfolio({})
    for name in OBJECTIVES:
        one = replace(problem, objectives=(OBJECTIVES[name](1.0),))
        assert OBJECTIVES[name](1.0).valuation(one, empty, 15) == 0
        assert evaluator(formulate(one, 15)).value(taken(one, empty)) == pytest.approx(0, abs=1e-12)


@examples(20)
@given(cases())
def test_another_application_never_lowers_the_chance_of_a_match(case: tuple[Problem, Portfolio]) -> None:
    """Utility, match and interviews do not fall when a program is added to the list."""
    problem, portfolio = case
    for code in portfolio.programs:
        fewer = Portfolio({other: mode for other, mode in portfolio.modes.items() if other != code})
        for name in ("utility", "match", "interviews"):
            goal = OBJECTIVES[name](1.0)
            assert goal.valuation(problem, fewer, 15) <= goal.valuation(problem, portfolio, 15) + 1e-9
