"""Fees within the budget."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from listopt.fees import bill, charges
from listopt.formulation import Contribution, Excess, Picks, Portfolio, Row
from listopt.problem import CHECK_NODES, Constraint, Problem, Violation


class Budget(Constraint):
    """The list costs at most ``at_most`` dollars.

    Application fees follow the season's tiers per specialty; ``covers: all`` adds the fixed fees that fall due.
    Soft: ``soft`` per dollar above the budget.
    """

    kind: Literal["budget"] = "budget"
    at_most: float = Field(ge=0, allow_inf_nan=False)
    """Dollars."""
    covers: Literal["all", "applications"] = "all"
    """Whether the fixed fees (token, transcript, registration) must fit in as well."""

    @property
    def default_name(self) -> str:
        """Kind plus what the rule restricts."""
        return "budget" if self.covers == "all" else "budget for applications"

    def contribution(self, problem: Problem, picks: Picks) -> Contribution:
        """One row over the dollars of the list."""
        dollars = charges(problem, picks, self.title, fixed=self.covers == "all")
        excesses, rows = list(dollars.excesses), []
        if self.soft is None:
            row = Row(self.title, dollars.terms, high=self.at_most, excesses=dollars.per_excess, gates=dollars.per_gate)
            rows.append(row)
        else:
            over = Excess(
                f"{self.title} overrun", dollars.terms, self.at_most, -self.soft, dollars.per_excess, dollars.per_gate
            )
            excesses.append(over)
        return Contribution(rows=rows, excesses=excesses, gates=dollars.gates, counts=dollars.counts)

    def violations(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> Iterator[Violation]:
        """Compare the bill with the budget."""
        fees = bill(problem, portfolio)
        dollars = fees.total if self.covers == "all" else fees.application_total
        if dollars > self.at_most:
            sentence = f"{self.title}: the list costs ${dollars:,.2f}, at most ${self.at_most:,.2f}"
            yield Violation(self.title, dollars - self.at_most, sentence)
