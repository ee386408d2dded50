"""Expected utility of the best outcome."""

from __future__ import annotations

from dataclasses import dataclass

from listopt.formulation import Contribution, Curve, Picks, Portfolio
from listopt.problem import Objective, Problem
from listopt.quadrature import expected_best, nodes


@dataclass(frozen=True)
class Utility(Objective):
    """``E[max u_i Z_i]``: the applicant gets the best program that will have them, and nothing if none will.

    Chade & Smith (2006), doi:10.1111/j.1468-0262.2006.00705.x.
    """

    name = "utility"

    def contribution(self, problem: Problem, picks: Picks, n_nodes: int) -> Contribution:
        """The curve whose worth is the utility."""
        return Contribution(curves=[Curve(self.name, self.weight * picks.utility)])

    def valuation(self, problem: Problem, portfolio: Portfolio, n_nodes: int) -> float:
        """Integrate the best offer over the common factor."""
        rows = problem.chosen(portfolio)
        p, utility, rho = (rows[name].to_numpy(dtype=float) for name in ("p_match", "utility", "rho"))
        return expected_best(p, utility, rho, nodes(n_nodes))
