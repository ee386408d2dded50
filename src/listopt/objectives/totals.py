"""Sums over the list: goals of questions such as a trade-off, not written in scenarios."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from listopt.formulation import Contribution, Picks, Portfolio
from listopt.problem import Objective, Problem
from listopt.where import Where


@dataclass(frozen=True)
class Total(Objective):
    """Number of applications to the programs of ``where``, or expected number of interviews there.

    Interviews count as in the rule `interviews`: without the limit of what can be attended.
    """

    name: str = "total"
    where: Where | None = None
    interviews: bool = False

    def contribution(self, problem: Problem, picks: Picks, n_nodes: int) -> Contribution:
        """Add the picks up, or their chances of an interview."""
        each = np.nan_to_num(picks.p_interview) if self.interviews else picks.ones
        members = picks.of(problem.where(self.where))
        return Contribution(linear=self.weight * each * members, counts=[] if self.interviews else [members])

    def valuation(self, problem: Problem, portfolio: Portfolio, n_nodes: int) -> float:
        """Add up the rows of the list."""
        rows = problem.chosen(portfolio)
        inside = rows.index.isin(problem.table.index[problem.where(self.where)])
        return float(rows["p_interview"][inside].sum()) if self.interviews else float(inside.sum())
