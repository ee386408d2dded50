"""What would bring a program in: the smallest utility, rating or chance.

A program left out changes nothing for lists without it, so the best of those keeps its value whatever the program's
own facts are. The program enters where the best list with it catches up. For one list with the program that point is
found without the solver; a solve there either confirms it, or finds a list that catches up earlier.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from listopt.formulation import Portfolio
from listopt.problem import Problem
from listopt.questions.asking import Asking, cell, change, including, narrowed, with_cells, worth
from listopt.report.answers import Need
from listopt.solution import Solution
from listopt.writeup import Posed

DIGITS = 3
"""Significant digits of a value that brings a program in."""
ROUNDS = 4
"""Solves for one such value at most."""
DEAREST = 2.0**20
"""Utility beyond which a program counts as worthless whatever it is worth."""
MOST_STEPS = 60
"""Steps towards such a value at most."""
ACCURACY = 1e-5
"""Relative accuracy of such a value, far below the digits shown."""
EQUAL = 1e-9
"""Values closer than this, relative to the larger, count as equal."""


@dataclass(frozen=True)
class Lever:
    """A fact of the program: its column, present value, largest value, edges of its pieces, and the cells at a value.

    Between two edges a larger value never makes a list with the program worth less.
    """

    column: str
    now: float
    most: float
    edges: tuple[float, ...]
    cells: Callable[[float], Mapping[str, float | str | None]]


def utility_need(asking: Asking, code: str, forced: Solution) -> Need:
    """Smallest own utility that brings a program in."""
    now = float(asking.problem.table["utility"][code])
    lever = Lever("utility", now, DEAREST, (), lambda value: {"utility": value})
    return _need(asking, code, lever, forced)


def rating_need(posed: Posed, code: str, need: Need) -> Need | None:
    """Smallest own rating whose factor makes the utility large enough; None where ratings do not count."""
    given, table = posed.scenario.preferences.rating, posed.catalogue.table
    if given is None or cell(table, code, "utility") is not None or need.now is None or not need.settled:
        return None
    factors = {float(rating): factor for rating, factor in given.items()}
    now = cell(table, code, "rating")
    present = 1.0 if now is None else factors.get(now, 1.0)
    base = need.now / present if present > 0 else math.nan
    enough = [rating for rating, factor in sorted(factors.items()) if base * factor >= (need.needed or math.inf)]
    return Need("rating", now, min(enough, default=None), True, need.instead if enough else ())


def chance_need(asking: Asking, posed: Posed, code: str, forced: Solution) -> Need | None:
    """Smallest own chance of an interview (of a match, where the catalogue gives that) without a signal.

    It is what an own ``p_interview`` or ``p_match`` in the catalogue would do: the band follows from it, and of
    estimated odds only the mode without a signal is left.
    """
    table, own = asking.problem.table, posed.catalogue.table
    given = cell(own, code, "p_match") is not None
    column = "p_match" if given else "p_interview"
    now, match = cell(table, code, column), cell(table, code, "p_match")
    if now is None or match is None or (not given and now == 0):
        return None
    lever = Lever(column, now, 1.0, _edges(posed, code, now, given), _chance_cells(asking, posed, code, column))
    return _need(asking, code, lever, forced)


def _edges(posed: Posed, code: str, now: float, given: bool) -> tuple[float, ...]:
    """Chances above the present one where the band changes."""
    bands, own = posed.scenario.bands, posed.catalogue.table
    if bands is None or given or ("band" in own and pd.notna(own["band"][code])):
        return ()
    return tuple(edge for edge in (bands.reach_below, bands.safety_from) if now < edge < 1)


def _chance_cells(
    asking: Asking, posed: Posed, code: str, column: str
) -> Callable[[float], Mapping[str, float | str | None]]:
    table, own, bands = asking.problem.table, posed.catalogue.table, posed.scenario.bands
    fixed_band = bands is None or ("band" in own and pd.notna(own["band"][code]))

    def cells_at(value: float) -> Mapping[str, float | str | None]:
        cells: dict[str, float | str | None] = {column: value}
        if column == "p_interview":
            before, match = float(table["p_interview"][code]), float(table["p_match"][code])
            cells["p_match"] = value * (match / before)
            if bands is not None and not fixed_band:
                cells["band"] = (
                    "reach" if value < bands.reach_below else "safety" if value >= bands.safety_from else "target"
                )
            if cell(own, code, "p_interview") is None:
                gone = [f"{stem}_{tier}" for stem in ("p_interview", "p_match") for tier in asking.problem.tiers]
                cells |= dict.fromkeys(name for name in gone if name in table)
        elif cell(table, code, "p_interview") is not None:
            cells["p_interview"] = max(value, float(table["p_interview"][code]))
        return cells

    return cells_at


def _need(asking: Asking, code: str, lever: Lever, forced: Solution) -> Need:
    """Look through the pieces of a lever, from the lowest, for the first value that brings the program in."""
    portfolio, low, settled = forced.portfolio, lever.now, True
    if portfolio is None:
        return Need(lever.column, lever.now, None, False)
    if _worthless(asking.problem, code, lever):
        return Need(lever.column, lever.now, None, True)
    for edge in (*lever.edges, lever.most):
        top = edge if edge == lever.most else edge * (1 - 1e-9)
        if _surplus(asking, code, lever, portfolio)(top) < 0:
            posed = including(with_cells(asking.problem, code, lever.cells(top)), code)
            found = asking.again(posed, portfolio)
            portfolio = found.portfolio or portfolio
            if _surplus(asking, code, lever, portfolio)(top) < 0:
                settled &= asking.bound(posed, found) < asking.value
                low = edge
                continue
        return _settled(asking, code, lever, portfolio, low, top)
    return Need(lever.column, lever.now, None, settled)


def _worthless(problem: Problem, code: str, lever: Lever) -> bool:
    """Whether no utility can matter, since the program never takes the applicant."""
    chances = [cell(problem.table, code, f"p_match{'_' + tier if tier else ''}") for tier in ("", *problem.tiers)]
    return lever.column == "utility" and not any(chances)


def _surplus(asking: Asking, code: str, lever: Lever, portfolio: Portfolio) -> Callable[[float], float]:
    """Value of a list with the program, at values of the lever, beyond the best one without it."""
    small = narrowed(asking.problem, portfolio)
    mode = portfolio.modes.get(code, "")
    wanted = asking.value - EQUAL * max(1.0, abs(asking.value))

    def surplus(value: float) -> float:
        problem = with_cells(small, code, lever.cells(value))
        if cell(problem.table, code, f"p_match_{mode}" if mode else "p_match") is None:
            return -math.inf
        return worth(problem, portfolio, asking.n_nodes) - wanted

    return surplus


def _settled(asking: Asking, code: str, lever: Lever, portfolio: Portfolio, low: float, top: float) -> Need:
    """Lower the value at which a list with the program catches up, until a solve finds no list that does so earlier."""
    needed, confirmed = top, False
    for _ in range(ROUNDS):
        surplus = _surplus(asking, code, lever, portfolio)
        exact = _root(surplus, low, top)
        shown = [up for digits in range(DIGITS, 10) if (up := _up(exact, digits)) <= top and surplus(up) >= 0][:1]
        needed = shown[0] if shown else exact
        there = with_cells(asking.problem, code, lever.cells(needed))
        found = asking.again(there, portfolio)
        if found.portfolio is None:
            break
        reached = worth(there, portfolio, asking.n_nodes)
        no_better = worth(there, found.portfolio, asking.n_nodes) <= reached + EQUAL * max(1.0, abs(reached))
        confirmed |= code in found.portfolio.modes or no_better
        if code not in found.portfolio.modes or no_better:
            break
        portfolio = found.portfolio
    leave = change(asking.problem, asking.portfolio, portfolio).leave
    return Need(lever.column, lever.now, needed if confirmed else None, confirmed, tuple(one for one, _ in leave))


def _root(surplus: Callable[[float], float], low: float, high: float) -> float:
    """Smallest value whose surplus is not negative; it grows with the value (false position, Illinois variant)."""
    below = surplus(low)
    if below >= 0:
        return low
    if high == DEAREST:
        high = max(low, 1e-3)
        while surplus(high) < 0:
            low, below, high = high, surplus(high), 2 * high
    above = surplus(high)
    for _ in range(MOST_STEPS):
        if high - low <= ACCURACY * high or above <= 0:
            break
        share = 0.5 if math.isinf(below) else min(0.99, max(0.01, -below / (above - below)))
        middle = low + share * (high - low)
        here = surplus(middle)
        if here >= 0:
            high, above, below = middle, here, below / 2
        else:
            low, below, above = middle, here, above / 2
    return high


def _up(value: float, digits: int) -> float:
    """Round up to so many significant digits."""
    if value <= 0:
        return 0.0
    places = digits - 1 - math.floor(math.log10(value))
    return round(math.ceil(round(value * 10.0**places, 6)) / 10.0**places, max(places, 0))
