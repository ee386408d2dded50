"""What the points of a frontier tell about each other where one allows all that another allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from listopt.formulation import Portfolio
from listopt.pipeline import solve_posed
from listopt.solution import Solution, Status
from listopt.solver import solve
from listopt.writeup import Posed

TRIFLE = 1e-12
"""Values closer than this are the same number."""


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
    return replace(tighter, status=_status(tighter, gap))


def _status(solution: Solution, gap: float) -> Status:
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
    return replace(lifted, status=_status(lifted, one.posed.scenario.solver.gap))
