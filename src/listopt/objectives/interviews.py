"""Interviews, as far as they can be attended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from listopt.formulation import Contribution, Excess, Picks, Portfolio
from listopt.problem import Objective, Problem
from listopt.quadrature import conditional, nodes


@dataclass(frozen=True)
class Interviews(Objective):
    """``sum_q w_q min(E[N | m_q], capacity) / capacity``: interviews beyond what one can attend count nothing."""

    name = "interviews"

    def contribution(self, problem: Problem, picks: Picks, n_nodes: int) -> Contribution:
        """Full marks, less what is missing to the capacity at each node."""
        capacity = problem.wishes.capacity
        rule = nodes(n_nodes)
        given = conditional(np.nan_to_num(picks.p_interview), picks.loading, rule)
        missing = [
            Excess(f"interviews at node {q}", -given[:, q], -capacity, -self.weight * float(rule.weight[q]) / capacity)
            for q in range(len(rule))
        ]
        return Contribution(constant=self.weight, excesses=missing)

    def valuation(self, problem: Problem, portfolio: Portfolio, n_nodes: int) -> float:
        """Share of the capacity that is filled."""
        capacity = problem.wishes.capacity
        rows = problem.chosen(portfolio)
        rule = nodes(n_nodes)
        p, rho = np.nan_to_num(rows["p_interview"].to_numpy(dtype=float)), rows["rho"].to_numpy(dtype=float)
        expected = conditional(p, rho, rule).sum(axis=0)
        return float(np.minimum(expected, capacity) @ rule.weight) / capacity
