"""Chance of matching at all."""

from __future__ import annotations

from dataclasses import dataclass

from listopt.formulation import Contribution, Curve, Picks, Portfolio
from listopt.problem import Objective, Problem
from listopt.quadrature import any_match, nodes


@dataclass(frozen=True)
class Match(Objective):
    """P(match): the chance that at least one program of the list will have the applicant."""

    name = "match"

    def contribution(self, problem: Problem, picks: Picks, n_nodes: int) -> Contribution:
        """The curve whose worth is the same for all programs."""
        return Contribution(curves=[Curve(self.name, self.weight * picks.ones)])

    def valuation(self, problem: Problem, portfolio: Portfolio, n_nodes: int) -> float:
        """Integrate the chance of any match over the common factor."""
        rows = problem.chosen(portfolio)
        p, rho = rows["p_match"].to_numpy(dtype=float), rows["rho"].to_numpy(dtype=float)
        return any_match(p, rho, nodes(n_nodes))
