"""Prices of targets: the least ones at which the best list meets them all.

A term's target raises its weight; any other target becomes a soft rule. What a list is worth is linear in the prices. A
small linear program gives the least prices at which a list that meets the targets beats every list known to miss one.
The best list there either meets all targets, or is one more to beat (cutting planes, as in inverse optimisation: Wang
2009, doi:10.1016/j.orl.2008.12.001).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

import numpy as np

from listopt.formulation import Matrix, Portfolio, Vector
from listopt.objectives import OBJECTIVES
from listopt.problem import Constraint, Problem
from listopt.questions.asking import COMPARING_NODES, narrowed
from listopt.questions.frontier import Patience
from listopt.questions.nested import best_list
from listopt.solution import Solution
from listopt.solver.linear import least
from listopt.tuning.targets import Aim
from listopt.tuning.weights import weights_of, with_weights
from listopt.writeup import Posed

MOST_SOLVES = 30
"""Lists to beat at most before no prices count as found."""
USUAL = 10
"""Lists that it usually takes, for progress."""
DEAREST = 1000.0
"""Highest price, in multiples of the sum of the weights in force."""
MARGIN = 2.0
"""By how many asked gaps one list must beat another: a solve may end so far from the best list."""
STRETCHED = (1.0, 4.0, 0.25)
"""Factors of each price at which further lists that meet the targets are looked for, where those known do not do."""
LIGHT = 1e-3
"""How much prices count beside what a list falls short, when all of them are as high as can be."""
TRIFLING = 1e-9
"""Prices below this are not made smaller."""
CLOSE = 0.05
"""Prices are as small as they can be up to this share."""
DIGITS, MOST_DIGITS = 3, 9
"""Significant digits of prices: the fewest, and what counts as exact."""


@dataclass(frozen=True)
class Pricing:
    """A scenario, its targets, and how lists are found."""

    posed: Posed
    aims: tuple[Aim, ...]
    patience: Patience

    @property
    def problem(self) -> Problem:
        """The problem as it stands."""
        return self.posed.problem

    @property
    def size(self) -> float:
        """Sum of the weights in force."""
        return sum(weights_of(self.problem).values())

    def weights(self, prices: Vector) -> dict[str, float]:
        """Weights at some prices."""
        found = weights_of(self.problem)
        for aim, price in zip(self.aims, prices.tolist(), strict=True):
            if aim.term and price > 0:
                found[aim.term] = round(found.get(aim.term, 0.0) + price, 12)
        return {name: found[name] for name in OBJECTIVES if name in found}

    def rules(self, prices: Vector) -> tuple[Constraint, ...]:
        """Soft rules at some prices."""
        pairs = [pair for pair in zip(self.aims, prices.tolist(), strict=True) if pair[1] > 0 and not pair[0].term]
        return tuple(aim.rule.model_copy(update={"soft": price}) for aim, price in pairs)

    def best(self, prices: Vector, start: Portfolio | None = None) -> Solution:
        """Find the best list at some prices, from one to start from."""
        problem = with_weights(self.problem, self.weights(prices))
        problem = replace(problem, constraints=(*problem.constraints, *self.rules(prices)))
        posed = replace(self.posed, problem=problem)
        return best_list(posed, self.patience.clock(posed.scenario.solver.seconds), start)

    def met(self, solution: Solution) -> bool:
        """Whether there is a list, and it meets all targets."""
        found = solution.portfolio
        return found is not None and all(aim.met(self.problem, found) for aim in self.aims)

    def line(self, portfolio: Portfolio) -> Vector:
        """Value of a list as a linear function of the prices: the constant, then one coefficient per target."""
        small = narrowed(self.problem, portfolio)
        return np.array([sum(small.terms(portfolio, COMPARING_NODES).values()), *self._gains(small, portfolio)])

    def _gains(self, problem: Problem, portfolio: Portfolio) -> Iterator[float]:
        for aim in self.aims:
            if aim.term:
                yield OBJECTIVES[aim.term](1.0).valuation(problem, portfolio, COMPARING_NODES)
            else:
                yield -sum(violation.amount for violation in aim.rule.violations(self.problem, portfolio))


def rounded_up(value: float, digits: int) -> float:
    """Round up to so many significant digits.

    Examples
    --------
    >>> rounded_up(0.08123, 3), rounded_up(2.5, 3)
    (0.0813, 2.5)
    """
    if value <= 0:
        return 0.0
    places = digits - 1 - math.floor(math.log10(value))
    return round(math.ceil(round(value * 10.0**places, 6)) / 10.0**places, max(places, 0))


def find_prices(
    pricing: Pricing, hard: Pricing, missing: Portfolio, meeting: Portfolio
) -> tuple[Vector, Solution] | None:
    """Find prices at which a solve from scratch gives a list that meets all targets, and that solution.

    None when no such prices were found.

    Parameters
    ----------
    pricing
        Scenario and targets.
    hard
        The same with the targets as hard rules.
    missing
        Best list as it stands, which misses a target.
    meeting
        Best list with the targets as hard rules.
    """
    prices = _enough(pricing, hard, missing, meeting)
    if prices is None:
        return None
    for place in np.flatnonzero(prices).tolist():
        fewer = np.where(np.arange(len(prices)) == place, 0.0, prices)
        if fewer.any() and pricing.met(pricing.best(fewer, meeting)):
            prices = fewer
    prices = _smallest(pricing, prices, meeting)
    solution = pricing.best(prices)
    return (prices, solution) if pricing.met(solution) else None


def _enough(pricing: Pricing, hard: Pricing, missing: Portfolio, meeting: Portfolio) -> Vector | None:
    """Add lists that must be beaten, and lists to beat them with, until the best one meets all targets."""
    wanted, cuts = pricing.line(meeting)[None, :], pricing.line(missing)[None, :]
    for done in range(MOST_SOLVES):
        prices = _least(pricing, wanted, cuts)
        solution = pricing.best(prices, meeting)
        pricing.patience.tell(done + 1, max(USUAL, done + 2))
        if pricing.met(solution):
            return prices
        if solution.portfolio is None or pricing.patience.interrupted():
            return None
        line = pricing.line(solution.portfolio)
        if _is_new(line, cuts):
            cuts = np.vstack([cuts, line])
            continue
        factors = islice(product(STRETCHED, repeat=len(prices)), MOST_SOLVES)
        others = (hard.best(prices * stretch, meeting).portfolio for stretch in factors)
        lines = (pricing.line(one) for one in others if one is not None)
        other = next((line for line in lines if _is_new(line, wanted)), None)
        if other is None:
            return None
        wanted = np.vstack([wanted, other])
    return None


def _is_new(line: Vector, known: Matrix) -> bool:
    return not np.isclose(known, line, rtol=0, atol=1e-12).all(axis=1).any()


def _least(pricing: Pricing, wanted: Matrix, cuts: Matrix) -> Vector:
    """Least prices at which one of some lists beats all others by a margin, or falls short of it by the least.

    With prices ``p`` and the shortfall ``s >= 0``: ``other + p @ gains + margin <= wanted + p @ gains + s``.
    """
    n_prices, most = cuts.shape[1] - 1, DEAREST * pricing.size
    high = np.append(np.full(n_prices, most), np.inf)
    costs = np.append(np.full(n_prices, LIGHT / most), 1.0)
    found = []
    for line in wanted:
        apart, margin = cuts - line, MARGIN * pricing.posed.scenario.solver.gap * abs(float(line[0]))
        rows = np.hstack([apart[:, 1:], -np.ones((len(cuts), 1))])
        best = least(costs, rows, -apart[:, 0] - margin, np.zeros(n_prices + 1), high)
        assert best is not None
        found.append(best)
    return np.maximum(min(found, key=lambda best: float(costs @ best))[:-1], 0.0)


def _smallest(pricing: Pricing, prices: Vector, meeting: Portfolio) -> Vector:
    """Make all prices smaller, in few digits, until they are not enough when they are smaller by `CLOSE`."""
    prices, low = _rounded(pricing, prices, meeting), 0.0
    while prices.max() > TRIFLING and not pricing.patience.interrupted():
        share = 1 - CLOSE if low >= 1 - 2 * CLOSE else (1 + low) / 2
        if pricing.met(pricing.best(share * prices, meeting)):
            prices, low = _rounded(pricing, share * prices, meeting), low / share
        elif share == 1 - CLOSE:
            break
        else:
            low = share
    return prices


def _rounded(pricing: Pricing, prices: Vector, meeting: Portfolio) -> Vector:
    """Round up to the fewest digits with which prices are still enough."""
    for digits in range(DIGITS, MOST_DIGITS):
        fewer = np.array([rounded_up(price, digits) for price in prices.tolist()])
        if pricing.met(pricing.best(fewer, meeting)):
            return fewer
    return prices
