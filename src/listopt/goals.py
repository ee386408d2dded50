"""Goals beside the weighted sum: the cheapest list that reaches a target, or the list that comes nearest to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from listopt.constraints.budget import Budget
from listopt.constraints.chances import InterviewLimit, MatchFloor
from listopt.constraints.targets import INTERVIEWS, P_MATCH
from listopt.fees import bill
from listopt.objectives.cost import Cost
from listopt.options import SolverOptions
from listopt.problem import Constraint, Problem
from listopt.solution import Solution
from listopt.solver import Progress, solve


def in_dollars(problem: Problem) -> Problem:
    """The same programs and hard rules with the cost as the only goal, in thousands of dollars.

    Soft rules have no price in dollars and are left out; they count among lists that cost the same.
    """
    hard = tuple(rule for rule in problem.constraints if rule.soft is None)
    return replace(problem, constraints=hard, objectives=(Cost(1.0),))


def solve_cheapest(
    problem: Problem,
    ordinary: Problem,
    options: SolverOptions,
    *,
    clock: Callable[[], float] | None = None,
    progress: Progress | None = None,
) -> Solution:
    """Find the least costly list, and among those that cost as little the one the applicant likes best.

    Parameters
    ----------
    problem
        The problem `in_dollars`, its targets among the rules.
    ordinary
        The same with the applicant's own goals and soft rules.

    Returns
    -------
    Solution
        Value and bound are minus the cost in thousands of dollars.
    """
    solution = solve(problem, options, clock=clock, progress=progress)
    if solution.portfolio is None:
        return solution
    cost = bill(problem, solution.portfolio).total
    no_dearer = Budget(name="the lowest cost", at_most=round(cost, 2))
    among_equals = replace(ordinary, constraints=(*ordinary.constraints, no_dearer))
    chosen = solve(among_equals, options, clock=clock, start=solution.portfolio, blame=False).portfolio
    if chosen is None or problem.violations(chosen):
        return solution
    terms = problem.terms(chosen, solution.n_nodes)
    value = sum(terms.values())
    proven = solution.bound is None or solution.value is None or solution.bound <= solution.value
    bound = value if proven or solution.bound is None else max(value, solution.bound)
    return replace(solution, portfolio=chosen, terms=terms, value=value, bound=bound)


def nearest(ordinary: Problem, options: SolverOptions, *, clock: Callable[[], float] | None = None) -> Solution:
    """Find the list that comes nearest to targets that no list reaches.

    Of one target the most that can be reached is reached; of two, the sum of what is missing, each relative to its
    target, is the least.

    Parameters
    ----------
    ordinary
        The problem; the targets are rules of it.

    Returns
    -------
    Solution
        Its value is minus the sum of what is missing; without a list when the other rules clash by themselves.
    """
    hard = [rule for rule in ordinary.constraints if rule.soft is None]
    rules = tuple(_wished(rule) if rule.title in (P_MATCH, INTERVIEWS) else rule for rule in hard)
    return solve(replace(ordinary, constraints=rules, objectives=()), options, clock=clock, blame=False)


def _wished(rule: Constraint) -> Constraint:
    """Turn a target into a wish: what is missing counts relative to the target."""
    assert isinstance(rule, MatchFloor | InterviewLimit)
    assert rule.at_least
    return rule.model_copy(update={"soft": 1.0 / rule.at_least})
