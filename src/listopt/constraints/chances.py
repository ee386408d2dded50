"""Rules over chances: expected interviews and the chance of a match."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from pydantic import Field

from listopt.formulation import Contribution, Floor, Picks, Portfolio
from listopt.problem import CHANCE_TOLERANCE, CHECK_NODES, Limited, Problem, Selecting, Violation, exceeded
from listopt.quadrature import any_match, nodes


class InterviewLimit(Selecting, Limited):
    """The expected number of interviews, ``sum_i p_interview_i x_i``, lies within the limits.

    Soft: ``soft`` per interview.
    """

    kind: Literal["interviews"] = "interviews"

    def columns(self) -> tuple[str, ...]:
        """Catalogue columns the rule reads."""
        return ("p_interview", *super().columns())

    def contribution(self, problem: Problem, picks: Picks) -> Contribution:
        """Limit the sum of interview chances."""
        terms = np.nan_to_num(picks.p_interview) * picks.of(problem.where(self.where))
        return self.limit(terms, self.at_least, self.at_most)

    def violations(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> Iterator[Violation]:
        """Add up the interview chances of the chosen modes."""
        inside = {code for code, _ in self.concerned(problem, portfolio)}
        chances = problem.chosen(portfolio)["p_interview"]
        expected = float(sum(chance for code, chance in chances.items() if code in inside))
        yield from exceeded(self.title, expected, self.at_least, self.at_most, "expected interviews")


class MatchFloor(Selecting):
    """The chance of a match at one of the programs of ``where`` is at least ``at_least``.

    Soft: ``soft`` per whole unit of chance short.
    """

    kind: Literal["p_match"] = "p_match"
    at_least: float = Field(ge=0, lt=1, allow_inf_nan=False)
    """Smallest allowed chance, between 0 and 1."""

    def contribution(self, problem: Problem, picks: Picks) -> Contribution:
        """Ask for the chance; concave in the picks, hence bounded by tangents."""
        weight = None if self.soft is None else -self.soft
        return Contribution(floors=[Floor(self.title, picks.of(problem.where(self.where)), self.at_least, weight)])

    def violations(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> Iterator[Violation]:
        """Integrate over the common factor."""
        inside = [code for code, _ in self.concerned(problem, portfolio)]
        rows = problem.chosen(portfolio).loc[inside]
        chance = any_match(rows["p_match"].to_numpy(float), rows["rho"].to_numpy(float), nodes(n_nodes))
        if chance < self.at_least:
            sentence = f"{self.title}: chance of a match {chance:.1%}, at least {self.at_least:.1%}"
            yield Violation(self.title, self.at_least - chance, sentence, CHANCE_TOLERANCE)
