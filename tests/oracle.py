"""The oracle: every portfolio of a small problem, judged from the table alone; none of the solver's code."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pandas as pd

from listopt.formulation import Portfolio
from listopt.problem import Problem

MODES = ("", "gold", "silver", "signal")


@dataclass(frozen=True)
class Best:
    """The best portfolio there is; ``portfolio`` is None when none keeps the rules."""

    portfolio: Portfolio | None
    value: float


class Remembering(Problem):
    """A problem that looks up a portfolio's rows once, whatever the number of rules and terms that read them."""

    @cached_property
    def _rows(self) -> dict[int, tuple[Portfolio, pd.DataFrame]]:
        return {}

    def chosen(self, portfolio: Portfolio) -> pd.DataFrame:
        """Look up the rows of a portfolio, from memory when it is the one of the last question."""
        if id(portfolio) not in self._rows:
            self._rows.clear()
            self._rows[id(portfolio)] = (portfolio, super().chosen(portfolio))
        return self._rows[id(portfolio)][1]


def remembering(problem: Problem) -> Remembering:
    """Copy a problem into one that answers faster."""
    return Remembering(**{field.name: getattr(problem, field.name) for field in fields(problem)})


def all_portfolios(problem: Problem) -> Iterator[Portfolio]:
    """Every choice of programs and modes on offer, the empty one first."""
    choices = []
    for code, row in problem.table.iterrows():
        columns = {mode: f"p_match_{mode}" if mode else "p_match" for mode in MODES if mode in problem.modes}
        offered = [mode for mode, name in columns.items() if name in row and not np.isnan(row[name])]
        choices.append([(code, None), *((code, mode) for mode in offered)])
    for combination in itertools.product(*choices):
        yield Portfolio({str(code): mode for code, mode in combination if mode is not None})


def best(problem: Problem, n_nodes: int) -> Best:
    """Compare all portfolios that keep the rules."""
    problem, found = remembering(problem), Best(None, -np.inf)
    for portfolio in all_portfolios(problem):
        if problem.violations(portfolio):
            continue
        value = sum(problem.terms(portfolio, n_nodes).values())
        if value > found.value:
            found = Best(portfolio, value)
    return found


def broken_sets(problem: Problem) -> set[frozenset[str]]:
    """Look up, for every portfolio, the names of the hard rules it breaks."""
    problem = remembering(problem)
    return {
        frozenset(violation.name for violation in problem.violations(portfolio))
        for portfolio in all_portfolios(problem)
    }


def clash(broken: set[frozenset[str]], names: tuple[str, ...]) -> bool:
    """Whether no portfolio keeps all the named rules."""
    return all(rules & set(names) for rules in broken)
