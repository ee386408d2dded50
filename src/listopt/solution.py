"""How a solve ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from listopt.formulation import Portfolio


class Status(StrEnum):
    """What is known at the end of a solve."""

    OPTIMAL = "optimal"
    """A list, proven to be within the asked gap of the best possible one."""
    FEASIBLE = "feasible"
    """A list that keeps the rules, with a larger proven gap."""
    INFEASIBLE = "infeasible"
    """Proven: no list keeps all hard rules."""
    UNKNOWN = "unknown"
    """Time ran out before a list was found."""


@dataclass(frozen=True)
class Solution:
    """Outcome of a solve.

    Attributes
    ----------
    portfolio
        The list; None unless the status is optimal or feasible.
    terms
        Signed weighted contributions to the objective, re-evaluated without the solver.
    value, bound
        Sum of the terms, and the proven limit of any list's value; both at ``n_nodes`` quadrature nodes.
    conflict
        Names of rules that cannot be kept together; empty unless infeasible.
    n_nodes
        Quadrature nodes of the common factor.
    """

    status: Status
    portfolio: Portfolio | None = None
    terms: Mapping[str, float] = field(default_factory=dict)
    value: float | None = None
    bound: float | None = None
    conflict: tuple[str, ...] = ()
    n_nodes: int = 1

    @property
    def gap(self) -> float | None:
        """``(bound - value) / max(|value|, 1e-9)``; None without both."""
        if self.value is None or self.bound is None:
            return None
        return relative_gap(self.value, self.bound)


def relative_gap(value: float, bound: float) -> float:
    """Distance of the bound from the value, relative to the value."""
    return max(0.0, bound - value) / max(abs(value), 1e-9)
