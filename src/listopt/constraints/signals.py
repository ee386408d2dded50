"""Signals: the pools of the season, and limits of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from listopt.formulation import Contribution, Picks, Portfolio
from listopt.problem import CHECK_NODES, Constraint, Limited, Problem, Selecting, Violation, exceeded


class SignalLimit(Selecting, Limited):
    """At least ``at_least`` and at most ``at_most`` signals (of one tier) go to the programs of ``where``.

    Soft: ``soft`` per signal.
    """

    kind: Literal["signals"] = "signals"
    tier: Literal["gold", "silver", "signal"] | None = None
    """Tier that counts; all tiers without it."""

    @property
    def default_name(self) -> str:
        """Kind plus what the rule restricts."""
        return " ".join(part for part in ("signals", self.tier, self.restriction) if part)

    def contribution(self, problem: Problem, picks: Picks) -> Contribution:
        """Limit the picks with a signal."""
        right = picks.mode != "" if self.tier is None else picks.mode == self.tier
        return self.limit(right * picks.of(problem.where(self.where)), self.at_least, self.at_most)

    def violations(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> Iterator[Violation]:
        """Count the signals sent."""
        modes = [mode for _, mode in self.concerned(problem, portfolio)]
        count = sum(1 for mode in modes if mode and self.tier in (None, mode))
        yield from exceeded(self.title, count, self.at_least, self.at_most, "signals")


class PoolLimit(Constraint):
    """No more signals of a tier are sent than the pool holds; specialties may share a pool.

    Not written in scenarios: the season's table, or ``signals:`` in the scenario, makes one per pool and tier.
    """

    kind: Literal["pool"] = "pool"
    pool: str
    """Name of the pool: a specialty, or two that share one."""
    specialties: tuple[str, ...]
    """Specialties that draw on the pool."""
    tier: str
    """Signal tier."""
    at_most: int
    """Number of signals."""

    @property
    def default_name(self) -> str:
        """Kind plus what the rule restricts."""
        return f"signals {self.pool} {self.tier}"

    def contribution(self, problem: Problem, picks: Picks) -> Contribution:
        """Limit the picks of the tier in the pool's specialties."""
        inside = picks.of(np.asarray(problem.specialty.isin(list(self.specialties)), dtype=bool))
        return self.limit(inside * (picks.mode == self.tier), None, self.at_most)

    def violations(self, problem: Problem, portfolio: Portfolio, n_nodes: int = CHECK_NODES) -> Iterator[Violation]:
        """Count the signals sent."""
        count = sum(1 for code in portfolio.signals(self.tier) if problem.specialty[code] in self.specialties)
        yield from exceeded(self.title, count, None, self.at_most, "signals")
