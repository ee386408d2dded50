"""How many applications, in all or to a group of programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import model_validator

from listopt.formulation import Contribution, Picks, Portfolio, combined
from listopt.problem import CHECK_NODES, FULL_LIST, Limited, Problem, Selecting, Unit, Violation, exceeded


class Count(Selecting, Limited):
    """At least ``at_least`` and at most ``at_most`` applications go to the programs of ``where``.

    With ``unit: share`` the limits are shares of all applications. Soft: ``soft`` per application, or per whole share
    of a list of 100.
    """

    kind: Literal["count"] = "count"
    unit: Unit = "count"
    """Whether the limits are numbers of applications or shares of the list."""

    @model_validator(mode="after")
    def _check_shares(self) -> Count:
        if self.unit == "share" and max(self.at_least or 0.0, self.at_most or 0.0) > 1:
            raise ValueError("shares between 0 and 1, e.g. 0.25 (or unit: count)")
        return self

    def contribution(self, problem: Problem, picks: Picks) -> Contribution:
        """Limit the number of picks in the group, or its distance from a share of all picks."""
        group = picks.of(problem.where(self.where))
        if self.unit == "count":
            return self.limit(group, self.at_least, self.at_most)
        sides = [Contribution(counts=[group])]
        if self.at_least is not None:
            sides.append(self.share(group - self.at_least * picks.ones, "low"))
        if self.at_most is not None:
            sides.append(self.share(group - self.at_most * picks.ones, "high"))
        return combined(sides)

    def violations(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> Iterator[Violation]:
        """Count the applications that meet the condition."""
        inside = len(self.concerned(problem, portfolio))
        if self.unit == "count":
            yield from exceeded(self.title, inside, self.at_least, self.at_most, "applications")
            return
        total = len(portfolio.programs)
        if self.at_least is not None and inside < self.at_least * total:
            short = (self.at_least * total - inside) / FULL_LIST
            yield Violation(self.title, short, f"{self.title}: {inside} of {total}, at least {self.at_least:.0%}")
        if self.at_most is not None and inside > self.at_most * total:
            over = (inside - self.at_most * total) / FULL_LIST
            yield Violation(self.title, over, f"{self.title}: {inside} of {total}, at most {self.at_most:.0%}")
