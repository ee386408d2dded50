"""From a problem to a list with a proven bound; the only package that imports OR-Tools."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from listopt.formulation import Formulation, Indices, Picks, Portfolio, assemble
from listopt.options import SolverOptions
from listopt.problem import Problem
from listopt.quadrature import expected_best, nodes
from listopt.solution import Solution, Status, relative_gap
from listopt.solver.core import clashing
from listopt.solver.found import EQUAL, Found, Limits
from listopt.solver.search import search
from listopt.solver.ties import lowest_codes

FEWEST_NODES, FIRST_NODES, MOST_NODES = 15, 60, 480
"""Quadrature nodes for the common factor: the fewest, doubled as often as needed; the most to begin with; the most."""

FLOOR_ACCURACY = 2e-5
"""Accuracy of the chance of a match when a rule asks for a least one."""
CORRELATED = ("utility", "match", "interviews")
"""Goals that look at the common factor; without them and without a least chance of a match one node is exact."""
GRACE = 5.0
"""Seconds granted at least for finding out which rules clash."""
CLOSE = 1e-4
"""Gap aimed at, when a larger one is asked, for independent programs: with a single node it costs next to nothing."""
FOREVER = 1e6
"""Seconds granted when nobody sets a limit."""

Progress = Callable[[float | None, float | None], None]
"""Called now and then with the best value and the bound so far."""


def solve(
    problem: Problem,
    options: SolverOptions,
    *,
    clock: Callable[[], float] | None = None,
    progress: Progress | None = None,
    start: Portfolio | None = None,
    blame: bool = True,
) -> Solution:
    """Find the best list of a problem.

    Parameters
    ----------
    problem
        Table, rules and goals.
    options
        Gap asked, seconds, seed.
    clock
        Seconds left; answers 0 or less when the solve should end with what it has. Without it there is no limit.
    progress
        Told about every better list and bound.
    start
        A list to start from, say of a problem much like this one; it need not keep the rules.
    blame
        Whether to find out which rules clash when no list keeps them all.

    Returns
    -------
    Solution
        Its value is re-evaluated from the table, without the solver, and its hard rules are checked the same way.
    """
    picks = problem.picks
    limits = Limits(options.gap, clock or (lambda: FOREVER), options.seed, progress or (lambda *_: None))
    accuracy = _Accuracy(
        options.gap / 4 if any(goal.name in CORRELATED for goal in problem.objectives) else math.inf,
        FLOOR_ACCURACY if any(rule.kind == "p_match" for rule in problem.constraints) else math.inf,
    )
    n_nodes = min(FIRST_NODES, _enough_nodes(picks, picks.positions_by_promise(100), accuracy.halved))
    guess = None if start is None else picks.taken(start)
    best: tuple[Formulation, Found] | None = None
    while True:
        formulation = formulate(problem, n_nodes)
        size = formulation.size
        aim = replace(limits, gap=min(limits.gap, CLOSE)) if n_nodes == 1 else limits
        found = search(formulation.scaled(1 / size), aim.scaled(size), guess).scaled(size)
        if found.taken is None and best is None:
            return _without_list(problem, formulation, found, limits, blame=blame)
        best = best if best is not None and found.taken is None else (formulation, found)
        chosen = np.flatnonzero(np.asarray(best[1].taken))
        needed = _enough_nodes(picks, chosen, accuracy)
        if needed <= n_nodes or limits.clock() <= 0:
            return _conclude(problem, *best, options)
        n_nodes = needed


def formulate(problem: Problem, n_nodes: int) -> Formulation:
    """Write the problem down for the solver, with the common factor at ``n_nodes`` quadrature nodes."""
    picks = problem.picks
    rules = [rule.contribution(problem, picks) for rule in problem.constraints]
    goals = [goal.contribution(problem, picks, n_nodes) for goal in problem.objectives]
    return assemble(picks, nodes(n_nodes), [*rules, *goals])


@dataclass(frozen=True)
class _Accuracy:
    """Errors of the quadrature that do not matter: of the goals, relative; of the chance of a match, absolute."""

    goals: float
    chance: float

    @property
    def halved(self) -> _Accuracy:
        return _Accuracy(self.goals / 2, self.chance / 2)


def _enough_nodes(picks: Picks, chosen: Indices, accuracy: _Accuracy) -> int:
    """Fewest nodes that agree with the most nodes on the worth of a list and its chance of a match."""
    if not (picks.loading > 0).any() or min(accuracy.goals, accuracy.chance) == math.inf:
        return 1
    p, rho = picks.p_match[chosen], picks.loading[chosen]
    worths = (picks.utility[chosen], np.ones(len(chosen)))
    best = [expected_best(p, worth, rho, nodes(MOST_NODES)) for worth in worths]
    allowed = [accuracy.goals * best[0], min(accuracy.goals * best[1], accuracy.chance)]
    count = FEWEST_NODES
    while count < MOST_NODES and any(
        abs(expected_best(p, worth, rho, nodes(count)) - reference) > error
        for worth, reference, error in zip(worths, best, allowed, strict=True)
    ):
        count *= 2
    return count


def _without_list(problem: Problem, formulation: Formulation, found: Found, limits: Limits, *, blame: bool) -> Solution:
    n_nodes = len(formulation.nodes)
    if found.bound > -math.inf or not blame:
        status = Status.UNKNOWN if found.bound > -math.inf else Status.INFEASIBLE
        return Solution(status, n_nodes=n_nodes)
    grace = time.monotonic() + GRACE
    patient = replace(limits, clock=lambda: max(limits.clock(), grace - time.monotonic()))
    conflict = clashing(formulation, patient, [rule.title for rule in problem.constraints if rule.kind == "pool"])
    return Solution(Status.INFEASIBLE, conflict=conflict, n_nodes=n_nodes)


def _conclude(problem: Problem, formulation: Formulation, found: Found, options: SolverOptions) -> Solution:
    """Re-evaluate the list without the solver; a disagreement is a bug and raises."""
    assert found.taken is not None
    portfolio = formulation.picks.portfolio(lowest_codes(formulation, found.taken))
    n_nodes = len(formulation.nodes)
    terms = problem.terms(portfolio, n_nodes)
    value = sum(terms.values())
    broken = problem.violations(portfolio)
    if broken or abs(value - found.value) > 1e-6 * max(formulation.size, abs(value)):
        raise AssertionError(f"solver and valuation disagree: {found.value} against {value}, {broken}")
    bound = value if found.bound - value <= EQUAL * formulation.size else found.bound
    status = Status.OPTIMAL if relative_gap(value, bound) <= options.gap else Status.FEASIBLE
    return Solution(status, portfolio, terms, value, bound, (), n_nodes)


__all__ = ["Progress", "formulate", "solve"]
