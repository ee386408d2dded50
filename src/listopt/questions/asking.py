"""A solved problem that can be asked again under one more condition, each time from the list it has."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from listopt.constraints.membership import Exclude, Include, Tier
from listopt.fees import bill
from listopt.formulation import Portfolio
from listopt.options import SolverOptions
from listopt.problem import Problem
from listopt.quadrature import any_match, expected_best, nodes
from listopt.report.others import Change, Figures, Named, Other, title
from listopt.solution import Solution, Status
from listopt.solver import solve

SUMMARY_NODES = 480
"""Quadrature nodes behind chances that are shown."""
COMPARING_NODES = 120
"""Fewest quadrature nodes at which lists are compared."""
EXTRA = "for explain"
"""Ends the name of a rule that a question adds."""


@dataclass(frozen=True)
class Asking:
    """A problem, its best list, and how hard to try when it is asked again."""

    problem: Problem
    solution: Solution
    options: SolverOptions
    clock: Callable[[], float]

    @property
    def portfolio(self) -> Portfolio:
        """The best list."""
        assert self.solution.portfolio is not None
        return self.solution.portfolio

    @property
    def n_nodes(self) -> int:
        """Quadrature nodes at which all lists are compared; a solve may do with fewer."""
        return max(self.solution.n_nodes, COMPARING_NODES)

    @cached_property
    def value(self) -> float:
        """Value of the best list."""
        return worth(self.problem, self.portfolio, self.n_nodes)

    def bound(self, problem: Problem, solution: Solution) -> float:
        """Limit of all lists of a changed problem that has been solved; minus infinity when it has none."""
        if solution.portfolio is None or solution.value is None or solution.bound is None:
            return -math.inf if solution.status is Status.INFEASIBLE else math.inf
        return worth(problem, solution.portfolio, self.n_nodes) + solution.bound - solution.value

    def again(self, problem: Problem, start: Portfolio | None = None) -> Solution:
        """Solve a changed problem from a list; the present one by default."""
        return solve(problem, self.options, clock=self.clock, start=start or self.portfolio)

    def other(self, solution: Solution) -> Other | None:
        """What another solve found, beside the list; None when it found none."""
        if solution.portfolio is None:
            return None
        value = worth(self.problem, solution.portfolio, self.n_nodes)
        return Other(
            figures=figures(self.problem, solution.portfolio, value),
            change=change(self.problem, self.portfolio, solution.portfolio),
            loss=max(0.0, self.value - value),
            least=max(0.0, self.value - self.bound(self.problem, solution)),
            most=max(0.0, self.bound(self.problem, self.solution) - value),
            settled=solution.status is Status.OPTIMAL,
        )


def excluding(problem: Problem, code: str) -> Problem:
    """Forbid one program."""
    rule = Exclude(kind="exclude", name=f"without {code}, {EXTRA}", programs=(code,))
    return replace(problem, constraints=(*problem.constraints, rule))


def including(problem: Problem, code: str, signal: Tier | None = None) -> Problem:
    """Put one program on the list, with a signal if one is named."""
    rule = Include(kind="include", name=f"with {code}, {EXTRA}", programs=(code,), signal=signal)
    return replace(problem, constraints=(*problem.constraints, rule))


def own_rules(conflict: tuple[str, ...]) -> tuple[str, ...]:
    """Rules of a conflict that the question itself did not add."""
    return tuple(name for name in conflict if not name.endswith(EXTRA))


def named(problem: Problem, code: str) -> Named:
    """Code and words of a program."""
    return Named(code, title(problem.table, code))


def change(problem: Problem, before: Portfolio, after: Portfolio) -> Change:
    """Compare two lists, program by program in order of code."""
    kept = [code for code in before.programs if code in after.modes]
    return Change(
        leave=tuple((named(problem, code), before.modes[code]) for code in before.programs if code not in after.modes),
        enter=tuple((named(problem, code), after.modes[code]) for code in after.programs if code not in before.modes),
        resignalled=tuple(
            (named(problem, code), before.modes[code], after.modes[code])
            for code in kept
            if before.modes[code] != after.modes[code]
        ),
    )


def figures(problem: Problem, portfolio: Portfolio, value: float) -> Figures:
    """A list in figures, from the table."""
    rows = problem.chosen(portfolio)
    p, utility, rho = (rows[name].to_numpy(dtype=float) for name in ("p_match", "utility", "rho"))
    rule = nodes(SUMMARY_NODES)
    interviews = rows["p_interview"]
    return Figures(
        value=value,
        p_match=any_match(p, rho, rule),
        expected_utility=expected_best(p, utility, rho, rule),
        expected_interviews=None if interviews.isna().any() else float(interviews.sum()),
        cost=bill(problem, portfolio).total,
        applications=len(rows),
    )


def with_cells(problem: Problem, code: str, cells: Mapping[str, float | str | None]) -> Problem:
    """Change facts of one program."""
    table = problem.table.copy()
    for name, cell in cells.items():
        table.loc[code, name] = cell if cell is not None else np.nan
    return replace(problem, table=table)


def worth(problem: Problem, portfolio: Portfolio, n_nodes: int) -> float:
    """Value of a list, from the table."""
    return sum(narrowed(problem, portfolio).terms(portfolio, n_nodes).values())


def narrowed(problem: Problem, portfolio: Portfolio) -> Problem:
    """The problem with the programs of a list alone, which is all its value depends on.

    Only a soft rule that asks for programs by a condition looks at others, too: then all stay.
    """
    if any(isinstance(rule, Include) and rule.soft is not None and rule.where for rule in problem.constraints):
        return problem
    return replace(problem, table=problem.table.loc[portfolio.programs])


def cell(table: pd.DataFrame, code: str, name: str) -> float | None:
    """A number of the table; None where it is missing."""
    if name not in table or pd.isna(table[name][code]):
        return None
    return float(table[name][code])
