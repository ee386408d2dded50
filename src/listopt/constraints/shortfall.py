"""What a term of the objective counts as missing, as a limit of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
from pydantic import InstanceOf

from listopt.formulation import Contribution, Picks, Portfolio, Row
from listopt.problem import CHECK_NODES, Constraint, Objective, Problem, Violation, exceeded


class ShortfallLimit(Constraint):
    """What a term such as `balance` or `spread` counts as missing is at most ``at_most``.

    Not written in scenarios: a trade-off makes one where it limits such a term. The term must consist of excesses.
    """

    kind: Literal["shortfall"] = "shortfall"
    goal: InstanceOf[Objective]
    """The term, with weight 1."""
    at_most: float
    """Largest allowed value, as the term counts it: a share of a full list."""

    @property
    def default_name(self) -> str:
        """Kind plus what the rule restricts."""
        return f"{self.kind} {self.goal.name}"

    def contribution(self, problem: Problem, picks: Picks) -> Contribution:
        """One row over the term's excesses."""
        part = self.goal.contribution(problem, picks, 1)
        missing = {f"{self.title}: {excess.name}": -excess.weight for excess in part.excesses}
        excesses = [replace(excess, name=f"{self.title}: {excess.name}", weight=0.0) for excess in part.excesses]
        row = Row(self.title, np.zeros(len(picks)), high=self.at_most, excesses=missing)
        return Contribution(rows=[row], excesses=excesses, counts=part.counts)

    def violations(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> Iterator[Violation]:
        """Value the term from the table."""
        missing = -self.goal.valuation(problem, portfolio, n_nodes)
        yield from exceeded(self.title, missing, None, self.at_most, "of a full list")
