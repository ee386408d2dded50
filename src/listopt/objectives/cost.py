"""What the list costs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from listopt.fees import bill, charges
from listopt.formulation import Contribution, Picks, Portfolio
from listopt.problem import Objective, Problem

THOUSAND = 1000.0


@dataclass(frozen=True)
class Cost(Objective):
    """Minus the cost of the list in thousands of dollars, fixed fees included."""

    name = "cost"

    def contribution(self, problem: Problem, picks: Picks, n_nodes: int) -> Contribution:
        """Dollars with a negative weight."""
        dollars = charges(problem, picks, self.name, fixed=True)
        rate = -self.weight / THOUSAND
        return Contribution(
            linear=rate * dollars.terms,
            counts=dollars.counts,
            excesses=[replace(excess, weight=rate * dollars.per_excess[excess.name]) for excess in dollars.excesses],
            gates=[replace(gate, weight=rate * dollars.per_gate[gate.name]) for gate in dollars.gates],
        )

    def valuation(self, problem: Problem, portfolio: Portfolio, n_nodes: int) -> float:
        """Minus the bill."""
        return -bill(problem, portfolio).total / THOUSAND
