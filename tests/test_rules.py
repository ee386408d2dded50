"""Every rule has two faces, one for the solver and one in plain Python: they must agree on any portfolio."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from listopt.constraints import KINDS, PoolLimit
from listopt.constraints.chances import CHANCE_TOLERANCE, CHECK_NODES, MatchFloor
from listopt.formulation import Formulation, Portfolio
from listopt.objectives import OBJECTIVES
from listopt.problem import Problem
from listopt.quadrature import any_match, nodes
from listopt.solver import formulate
from listopt.solver.bound import largest_excesses
from listopt.solver.evaluate import evaluator
from listopt.solver.integer import EXCESS_UNIT, FINEST, Effort, IntegerModel, Piece
from listopt.solver.levels import blocks
from strategies import examples, goals, portfolios, problems, rules, taken

TIERS = ("gold", "silver")
NODES = 15
STEP = 4e-4
"""Most by which the integer model may understate an excess, its inner excesses at their prices included."""
EXCESS = 1e-3
"""The integer model measures excesses in steps of 1e-4: beyond this it must see that a rule is broken."""


def delicate(problem: Problem, portfolio: Portfolio) -> bool:
    """Whether a chance lies so close to its floor that the two quadrature rules may disagree."""
    for rule in problem.constraints:
        if isinstance(rule, MatchFloor):
            rows = problem.chosen(portfolio)[problem.where(rule.where)[problem.table.index.isin(portfolio.programs)]]
            chance = any_match(rows["p_match"].to_numpy(float), rows["rho"].to_numpy(float), nodes(CHECK_NODES))
            if abs(chance - rule.at_least) <= 2 * CHANCE_TOLERANCE:
                return True
    return False


def decided(formulation: Formulation, picks: np.ndarray, n_fixed: int = 0) -> Piece:
    """Let CP-SAT judge one list: the first picks are fixed beforehand, the others, at least one, by equations."""
    level_form = blocks(formulation, picks.astype(float), 0.0, 60)
    free = np.arange(min(n_fixed, len(picks) - 1), len(picks))
    model = IntegerModel(formulation, level_form, evaluator(formulation), picks, free)
    for variable, pick in zip(model.picks, free.tolist(), strict=True):
        model.model.add(variable == int(picks[pick]))
    model.add_tangents(np.zeros(level_form.weight.shape))
    return model.decide(-np.inf, Effort(1.0, 1), lambda: 60.0, gap=0.0)


@st.composite
def cases(draw: st.DrawFn, kind: str, *, soft: bool) -> tuple[Problem, Portfolio]:
    """A problem with one rule of a kind, and a portfolio."""
    problem = draw(problems(most=6, least=1, tiers=draw(st.sampled_from([(), TIERS, ("signal",)])), most_rules=0))
    stated = draw(rules(0, tiers=problem.tiers, kinds=[kind], soft=soft))
    problem = replace(problem, constraints=(stated,))
    portfolio = draw(portfolios(problem))
    assume(not delicate(problem, portfolio))
    return problem, portfolio


@pytest.mark.parametrize("kind", list(KINDS))
def test_hard_rule_is_broken_for_the_solver_exactly_when_it_is_for_people(kind: str) -> None:
    """The solver's judge, CP-SAT and the plain check call the same portfolios unlawful, for every kind of rule."""

    @examples(25)
    @given(cases(kind, soft=False), st.integers(0, 8))
    def agree(case: tuple[Problem, Portfolio], n_fixed: int) -> None:
        problem, portfolio = case
        formulation, picks = formulate(problem, NODES), taken(problem, portfolio)
        found = problem.violations(portfolio)
        assert evaluator(formulation).broken(picks) == {violation.name for violation in found}
        piece = decided(formulation, picks, n_fixed)
        if not found:
            assert piece.taken is not None
            assert (piece.taken == picks).all()
        else:
            assert piece.taken is None
            if max(violation.amount for violation in found) > EXCESS:
                assert piece.bound == -np.inf

    agree()


@pytest.mark.parametrize("kind", list(KINDS))
def test_soft_rule_costs_the_same_for_the_solver_and_for_people(kind: str) -> None:
    """A rule that may be broken costs its weight times what the plain check finds missing; CP-SAT says no less."""

    @examples(25)
    @given(cases(kind, soft=True), st.integers(0, 8))
    def agree(case: tuple[Problem, Portfolio], n_fixed: int) -> None:
        problem, portfolio = case
        picks = taken(problem, portfolio)
        alone = formulate(replace(problem, objectives=()), CHECK_NODES if kind == "p_match" else NODES)
        (rule,) = problem.constraints
        amount = sum(violation.amount for violation in rule.violations(problem, portfolio))
        assert evaluator(alone).value(picks) == pytest.approx(-rule.soft * amount, rel=1e-9, abs=1e-9)
        assert not problem.violations(portfolio)
        formulation = formulate(problem, NODES)
        piece, value = decided(formulation, picks, n_fixed), evaluator(formulation).value(picks)
        prices = sum(abs(excess.weight) * (1 + sum(excess.inner.values())) for excess in formulation.excesses)
        prices += sum(abs(floor.weight or 0.0) for floor in formulation.floors)
        # Weights of excesses are whole numbers of units as well: each may be up to one unit too small.
        rounding = sum(largest_excesses(formulation).values()) * EXCESS_UNIT / FINEST
        assert value - 1e-9 <= piece.bound <= value + 1e-6 + STEP * prices + rounding

    agree()


@given(st.data())
def test_signal_pools_are_kept_alike(data: st.DataObject) -> None:
    """The pools of the season limit signals for the solver as they do for people, shared pools included."""
    problem = data.draw(problems(most=6, least=1, tiers=TIERS, most_rules=0))
    assert all(isinstance(rule, PoolLimit) for rule in problem.constraints)
    portfolio = data.draw(portfolios(problem))
    named = {violation.name for violation in problem.violations(portfolio)}
    assert evaluator(formulate(problem, NODES)).broken(taken(problem, portfolio)) == named


@given(st.data())
def test_all_rules_and_terms_together_agree(data: st.DataObject) -> None:
    """Many rules and all terms in one formulation do not disturb each other."""
    problem = data.draw(problems(most=6, least=1, tiers=data.draw(st.sampled_from([(), TIERS])), most_rules=5))
    portfolio = data.draw(portfolios(problem))
    assume(not delicate(problem, portfolio))
    judge, picks = evaluator(formulate(problem, CHECK_NODES)), taken(problem, portfolio)
    assert judge.broken(picks) == {violation.name for violation in problem.violations(portfolio)}
    assert judge.value(picks) == pytest.approx(sum(problem.terms(portfolio, CHECK_NODES).values()), rel=1e-9, abs=1e-9)


@given(st.data())
def test_a_rule_may_bear_the_name_of_a_term(data: st.DataObject) -> None:
    """A soft rule called like a term (the rule `interviews` is so by default) hides no part of the objective."""
    problem = data.draw(problems(most=4, least=1, most_rules=0))
    name = data.draw(st.sampled_from(list(OBJECTIVES)))
    rule = data.draw(rules(0)).model_copy(update={"name": name, "soft": 0.5})
    problem = replace(problem, constraints=(rule,), objectives=data.draw(goals(least=3)))
    portfolio = data.draw(portfolios(problem))
    assume(not delicate(problem, portfolio))
    value = evaluator(formulate(problem, CHECK_NODES)).value(taken(problem, portfolio))
    assert value == pytest.approx(sum(problem.terms(portfolio, CHECK_NODES).values()), rel=1e-9, abs=1e-9)


@given(st.data())
def test_chance_exactly_at_its_floor_counts_for_both(data: st.DataObject) -> None:
    """With independent programs a floor equal to the list's own chance is kept, for the solver and for people."""
    problem = data.draw(problems(most=5, least=1, most_rules=0))
    problem = replace(problem, loading=problem.loading * 0.0)
    portfolio = data.draw(portfolios(problem))
    chance = float(1 - np.prod(1 - problem.chosen(portfolio)["p_match"].to_numpy(float)))
    assume(chance < 1)
    problem = replace(problem, constraints=(MatchFloor(at_least=chance),))
    picks = taken(problem, portfolio)
    assert not problem.violations(portfolio)
    assert not evaluator(formulate(problem, 1)).broken(picks)
    assert decided(formulate(problem, 1), picks).taken is not None
