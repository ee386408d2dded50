"""Programs that must be on the list, or must not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from pydantic import model_validator

from listopt.formulation import Contribution, Picks, Portfolio, combined
from listopt.problem import CHECK_NODES, Problem, Selecting, Violation
from listopt.where import Mask

Tier = Literal["gold", "silver", "signal"]


class Membership(Selecting):
    """Rules that name programs, one by one or by a condition."""

    programs: tuple[str, ...] = ()
    """Program codes."""

    @model_validator(mode="after")
    def _check_names(self) -> Membership:
        if not self.programs and not self.where:
            raise ValueError("programs, or where, or both")
        return self

    @property
    def default_name(self) -> str:
        """Kind plus what the rule restricts."""
        return " ".join(part for part in (self.kind, *self.programs, self.restriction) if part)

    def members(self, problem: Problem) -> Mask:
        """Eligible programs the rule names."""
        by_code = problem.table.index.isin(list(self.programs))
        by_condition = problem.where(self.where) if self.where else np.zeros(len(problem.table), dtype=bool)
        return np.asarray(by_code | by_condition, dtype=bool)


class Include(Membership):
    """The programs are on the list, with the signal named, if any.

    A program that is not eligible cannot be on the list: then a hard rule clashes with the facts. Soft: ``soft`` per
    program left out.
    """

    kind: Literal["include"] = "include"
    signal: Tier | None = None
    """Signal tier that the programs must get; any mode without it."""

    def contribution(self, problem: Problem, picks: Picks) -> Contribution:
        """One row per program: one of its modes is taken."""
        right = picks.ones if self.signal is None else (picks.mode == self.signal).astype(float)
        sides = []
        for code in self._wanted(problem):
            terms = right * (picks.codes == code)
            sides.append(self.limit(terms, 1.0, None, label=f" {code}"))
        return combined(sides)

    def violations(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> Iterator[Violation]:
        """Look for the programs in the list."""
        for code in self._wanted(problem):
            mode = portfolio.modes.get(code)
            if mode is None:
                yield Violation(self.title, 1.0, f"{self.title}: {code} is not on the list")
            elif self.signal not in (None, mode):
                yield Violation(self.title, 1.0, f"{self.title}: {code} gets no {self.signal} signal")

    def _wanted(self, problem: Problem) -> list[str]:
        """Codes that must be on the list, named ones even when not eligible."""
        return sorted({*self.programs, *problem.table.index[self.members(problem)]})


class Exclude(Membership):
    """The programs are not on the list. Soft: ``soft`` per program on it."""

    kind: Literal["exclude"] = "exclude"

    def contribution(self, problem: Problem, picks: Picks) -> Contribution:
        """Allow no application to the programs."""
        return self.limit(picks.of(self.members(problem)), None, 0.0)

    def violations(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> Iterator[Violation]:
        """Look for the programs in the list."""
        for code in problem.table.index[self.members(problem)]:
            if code in portfolio.modes:
                yield Violation(self.title, 1.0, f"{self.title}: {code} is on the list")
