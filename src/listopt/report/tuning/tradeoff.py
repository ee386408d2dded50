"""The exact trade-off between two numbers of a list, and which of its points no weights find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from listopt.report.curve import Point
from listopt.report.words import dollars, number

TOLD_APART = 1e-6
"""Share of the range by which a point must lie below the line between two others to count as inside the hull."""


@dataclass(frozen=True)
class Measure:
    """A number that lists are compared by.

    Attributes
    ----------
    name
        As the user writes it: `cost`, `region=Midwest`.
    better
        1 where more is better, -1 where less is.
    noun
        What it counts, in words; empty when the name says it.
    kind
        How its values are written; only `whole` ones are whole numbers.
    """

    name: str
    better: int = 1
    noun: str = ""
    kind: Literal["plain", "exact", "percent", "dollars", "whole"] = "plain"

    def written(self, value: float) -> str:
        """Value as people write it."""
        if self.kind == "dollars":
            return dollars(value)
        if self.kind == "percent":
            return f"{100 * value:.1f} %"
        if self.kind == "exact":
            return f"{value:.4f}"
        return f"{value:,.0f}" if self.kind == "whole" else number(round(value, 6))

    @property
    def whole(self) -> bool:
        """Whether only whole numbers occur."""
        return self.kind == "whole"

    @property
    def asked(self) -> str:
        """Which side a limit is on, in words."""
        return "at least" if self.better > 0 else "at most"


@dataclass(frozen=True)
class Traded:
    """One point of a trade-off.

    Attributes
    ----------
    point
        The list. Its ``value`` is the limit asked of the second measure; its ``objective`` and ``bound`` are the first
        measure and what no list within the limit exceeds, both negative where less is better.
    first, second
        The two measures of the list, in their own units.
    limit
        What no list within the limit of the second measure is better than in the first, in its own unit.
    terms
        Contributions to the scenario's own objective, under its own weights; soft rules included.
    """

    point: Point
    first: float
    second: float
    limit: float
    terms: Mapping[str, float]

    @property
    def objective(self) -> float:
        """Worth of the list under the scenario's own weights."""
        return sum(self.terms.values())


@dataclass(frozen=True)
class Tradeoff:
    """Lists of which none is better in one measure without being worse in the other.

    Attributes
    ----------
    first
        The measure that is best at each point.
    second
        The measure that is limited.
    points
        Efficient lists, in rising order of the second measure.
    status, conflict
        How the search for the first measure alone ended, and the rules that clash when there is no list at all.
    looked
        Number of limits looked at; some may have given the same list.
    missing
        Limits that were not looked at before the search was ended; None when not even their range is known.
    """

    scenario: str
    season: int
    first: Measure
    second: Measure
    points: tuple[Traded, ...]
    status: str
    asked_gap: float
    looked: int = 0
    missing: tuple[float, ...] | None = ()
    conflict: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def inside(self) -> tuple[bool, ...]:
        """For each point, whether no weighted sum of the two measures finds it.

        It is then below the line between two other points. A point that is not may be inside all the same: the lists
        between the points are not known.
        """
        spots = [(self.second.better * one.second, self.first.better * one.first) for one in self.points]
        return below_hull(spots)


def below_hull(spots: Sequence[tuple[float, float]]) -> tuple[bool, ...]:
    """Tell which spots lie below the upper concave hull of all of them (monotone chain).

    Examples
    --------
    >>> below_hull([(0, 4), (1, 1), (2, 2), (4, 0)])
    (False, True, False, False)
    """
    hull: list[tuple[float, float]] = []
    for spot in sorted(set(spots)):
        while len(hull) > 1 and _turn(hull[-2], hull[-1], spot) >= 0:
            hull.pop()
        hull.append(spot)
    heights = [height for _, height in spots]
    slack = TOLD_APART * (max(heights) - min(heights)) if heights else 0.0
    return tuple(any(_under(spot, one, two, slack) for one, two in pairwise(hull)) for spot in spots)


def _turn(one: tuple[float, float], two: tuple[float, float], three: tuple[float, float]) -> float:
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def _under(spot: tuple[float, float], one: tuple[float, float], two: tuple[float, float], slack: float) -> bool:
    """Whether a spot is between two others and below the line through them."""
    if not one[0] < spot[0] < two[0]:
        return False
    height = one[1] + (two[1] - one[1]) * (spot[0] - one[0]) / (two[0] - one[0])
    return spot[1] < height - slack
