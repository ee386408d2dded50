"""What the points of a frontier tell about each other where one allows all that another allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from listopt.formulation import Portfolio
from listopt.pipeline import solve_posed
from listopt.report.contents import Json, number, summarise
from listopt.report.curve import Point
from listopt.solution import Solution, Status
from listopt.solver import solve
from listopt.writeup import Posed

TRIFLE = 1e-12
"""Values closer than this are the same number."""

Known = dict[tuple[int, tuple[tuple[str, str], ...]], dict[str, Json]]
"""Odds and list -> figures."""


@dataclass(frozen=True)
class Solved:
    """One value of the field, the problem there, and its solution."""

    value: float
    posed: Posed
    solution: Solution

    def worth(self, portfolio: Portfolio, n_nodes: int) -> float:
        """Objective of a list under the problem of this point."""
        return sum(self.posed.problem.terms(portfolio, n_nodes).values())


def best_list(posed: Posed, clock: Callable[[], float], start: Portfolio | None = None) -> Solution:
    """Solve a posed scenario, whatever its goal, from a list to start from."""
    if posed.ordinary is not None:
        return solve_posed(posed, clock=clock)
    return solve(posed.problem, posed.scenario.solver, clock=clock, start=start)


def tightened(posed: Posed, before: Solution | None, clock: Callable[[], float]) -> Solution:
    """Solve a point with what is known from one that allows at least as much."""
    if before is not None and before.status is Status.INFEASIBLE:
        return before
    if before is not None and before.status is Status.OPTIMAL and fits(posed, before):
        return before
    solution = best_list(posed, clock, before.portfolio if before is not None else None)
    return bounded(solution, before, posed.scenario.solver.gap)


def fits(posed: Posed, before: Solution) -> bool:
    """Whether a list keeps the rules here, too, and is worth as much."""
    if before.portfolio is None or before.value is None:
        return False
    if posed.problem.violations(before.portfolio):
        return False
    worth = sum(posed.problem.terms(before.portfolio, before.n_nodes).values())
    return worth >= before.value - TRIFLE


def bounded(solution: Solution, looser: Solution | None, gap: float) -> Solution:
    """Lower a bound to that of a point that allows more; both must rest on the same quadrature."""
    if looser is None or solution.n_nodes != looser.n_nodes or solution.bound is None or looser.bound is None:
        return solution
    assert solution.value is not None
    tighter = replace(solution, bound=max(solution.value, min(solution.bound, looser.bound)))
    return replace(tighter, status=status_of(tighter, gap))


def status_of(solution: Solution, gap: float) -> Status:
    """Whether a list is proven to be within the asked gap."""
    return Status.OPTIMAL if solution.gap is not None and solution.gap <= gap else Status.FEASIBLE


def common(solved: Sequence[Solved]) -> list[Solved]:
    """State all objectives at the finest quadrature that any point needed; the proven gaps are kept."""
    finest = max((one.solution.n_nodes for one in solved if one.solution.portfolio is not None), default=1)
    found = []
    for one in solved:
        solution = one.solution
        if solution.portfolio is not None and solution.n_nodes != finest:
            assert solution.value is not None
            assert solution.bound is not None
            value = one.worth(solution.portfolio, finest)
            bound = value + max(0.0, solution.bound - solution.value)
            solution = replace(solution, value=value, bound=bound, n_nodes=finest)
        found.append(replace(one, solution=solution))
    return found


def lifted(solved: list[Solved], looser: int) -> list[Solved]:
    """Take over the list of the next tighter point where it is the better one, so that no point is worse than it."""
    if not looser:
        return solved
    found: list[Solved] = []
    for one in solved if looser > 0 else solved[::-1]:
        below = found[-1].solution if found else None
        if below is not None and below.portfolio is not None:
            one = replace(one, solution=_better(one, below))
        found.append(one)
    return found if looser > 0 else found[::-1]


def _better(one: Solved, below: Solution) -> Solution:
    solution = one.solution
    assert below.portfolio is not None
    worth = one.worth(below.portfolio, below.n_nodes)
    if solution.value is not None and worth <= solution.value + TRIFLE:
        return solution
    bound = max(worth, worth if solution.bound is None else solution.bound)
    if solution.bound is None:
        return solution
    terms = one.posed.problem.terms(below.portfolio, below.n_nodes)
    lifted = replace(solution, portfolio=below.portfolio, terms=terms, value=worth, bound=bound)
    return replace(lifted, status=status_of(lifted, one.posed.scenario.solver.gap))


def point_of(one: Solved, known: Known) -> Point:
    """Figures of one point; those of a list that was seen before, with the same odds, are remembered."""
    solution = one.solution
    if solution.portfolio is None or solution.value is None or solution.bound is None:
        return Point(one.value, solution.status.value, {}, None, None, {}, solution.conflict)
    modes = tuple(sorted(solution.portfolio.modes.items()))
    key = (id(one.posed.odds), modes)
    if key not in known:
        known[key] = summarise(one.posed.problem, solution, one.posed.odds)
    objective, bound = number(solution.value), number(solution.bound)
    return Point(one.value, solution.status.value, known[key], objective, bound, dict(modes))
