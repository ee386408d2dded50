"""Not all eggs in one basket: shares of the bands, concentration over places."""

from __future__ import annotations

from dataclasses import dataclass

from listopt.formulation import Contribution, Excess, Picks, Portfolio
from listopt.problem import BANDS, FULL_LIST, Objective, Problem


@dataclass(frozen=True)
class Balance(Objective):
    """Minus the shortfall from the wished shares of reach, target and safety.

    A band's shortfall is ``max(0, wished share * applications - its applications)``; the sum is divided by 100,
    so that it is a share of a full list, linear, and the same whatever the rules allow.
    """

    name = "balance"

    def contribution(self, problem: Problem, picks: Picks, n_nodes: int) -> Contribution:
        """One excess per band."""
        excesses, counts = [], []
        for band in BANDS:
            members = picks.of((problem.table["band"] == band).to_numpy(dtype=bool))
            counts.append(members)
            terms = problem.wishes.shares[band] * picks.ones - members
            excesses.append(Excess(f"balance {band}", terms, 0.0, -self.weight / FULL_LIST))
        return Contribution(excesses=excesses, counts=counts)

    def valuation(self, problem: Problem, portfolio: Portfolio, n_nodes: int) -> float:
        """Count the bands."""
        bands = [problem.table.at[code, "band"] for code in portfolio.programs]
        short = sum(max(0.0, problem.wishes.shares[band] * len(bands) - bands.count(band)) for band in BANDS)
        return -short / FULL_LIST


@dataclass(frozen=True)
class Spread(Objective):
    """Minus the concentration over states (or another column): applications beyond a wished largest share.

    A group's excess is ``max(0, its applications - largest share * applications)``; the sum is divided by 100, a
    full list. Programs without a value in the column form no group.
    """

    name = "spread"

    def contribution(self, problem: Problem, picks: Picks, n_nodes: int) -> Contribution:
        """One excess per group."""
        wishes = problem.wishes
        values = problem.column(wishes.spread_column)
        excesses, counts = [], []
        for group in sorted(values.dropna().unique().tolist(), key=str):
            members = picks.of((values == group).fillna(False).to_numpy(dtype=bool))
            counts.append(members)
            terms = members - wishes.spread_most * picks.ones
            excesses.append(Excess(f"spread {group}", terms, 0.0, -self.weight / FULL_LIST))
        return Contribution(excesses=excesses, counts=counts)

    def valuation(self, problem: Problem, portfolio: Portfolio, n_nodes: int) -> float:
        """Count the groups."""
        groups = problem.column(problem.wishes.spread_column)[portfolio.programs].dropna().tolist()
        allowed = problem.wishes.spread_most * len(portfolio.programs)
        over = sum(max(0.0, groups.count(group) - allowed) for group in sorted(set(groups), key=str))
        return -over / FULL_LIST
