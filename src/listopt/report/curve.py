"""The curve of best lists over one field of a scenario, and where it stops being worth the while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from listopt.report.words import dollars

if TYPE_CHECKING:
    from listopt.report.contents import Json

THRESHOLD = 0.5
"""Percentage points of the chance of a match per unit of the field below which a step counts as little; a choice."""

TARGETS = ("p_match_at_least", "interviews_at_least")
"""Fields that ask for a chance: what they gain says nothing about what it is worth."""


@dataclass(frozen=True)
class Axis:
    """The field that a curve runs over.

    Attributes
    ----------
    over
        Its name as a setting.
    dollars
        Whether its values are dollars.
    noun
        What its values count, such as "application"; empty when there is no word for it.
    looser
        1 when a larger value only allows more, -1 when a smaller one does, 0 when neither holds.
    present
        Value in the scenario; None when it has none.
    unit
        Step of the field that a gain is stated for: 100 (dollars), 10 (applications), 1 (signal).
    """

    over: str
    dollars: bool = False
    noun: str = ""
    looser: int = 0
    present: float | None = None
    unit: float = 1.0

    def written(self, value: float) -> str:
        """Value of the field as people write it."""
        return dollars(value) if self.dollars else f"{value:,.6g}"

    def counted(self, value: float) -> str:
        """Value with its noun: ``$100``, ``10 applications``."""
        plural = "" if value == 1 else "s"
        return f"{self.written(value)} {self.noun}{plural}" if self.noun else self.written(value)


@dataclass(frozen=True)
class Point:
    """The best list at one value of the field.

    Attributes
    ----------
    value
        Value of the field.
    status
        How the solve ended; ``infeasible`` when no list keeps the rules.
    summary
        Figures of the list, as in the result of `listopt solve`; empty without a list.
    objective, bound
        Value of the list and the proven limit of every list's value; None without a list.
    modes
        The list: program_id -> signal tier, "" without a signal.
    conflict
        Rules that cannot be kept together, when infeasible.
    """

    value: float
    status: str
    summary: Mapping[str, Json]
    objective: float | None
    bound: float | None
    modes: Mapping[str, str]
    conflict: tuple[str, ...] = ()

    @property
    def gap(self) -> float | None:
        """``(bound - objective) / |objective|``; None without a list."""
        if self.objective is None or self.bound is None:
            return None
        return max(0.0, self.bound - self.objective) / max(abs(self.objective), 1e-9)

    def figure(self, name: str) -> float | None:
        """One number of the summary; None when it is not known."""
        found = self.summary.get(name)
        return float(found) if isinstance(found, int | float) else None

    @property
    def chance(self) -> float:
        """Chance of a match; of a point that has a list."""
        return float(cast(float, self.summary["p_match"]))


@dataclass(frozen=True)
class Bend:
    """Where the curve bends: from ``value`` on, every further step gains less than the threshold.

    Attributes
    ----------
    value
        Value of the field at the first such point; None when even the last step gains more.
    before, beyond
        Percentage points of the chance of a match per unit of the field: on average up to the point, None when it is
        the first; and the most that any step beyond it gains (or, without a point, the gain of the last step).
    """

    value: float | None
    before: float | None
    beyond: float


@dataclass(frozen=True)
class Curve:
    """Best lists over one field.

    Attributes
    ----------
    points
        Points in rising order of the field.
    missing
        Values that were not looked at before the search was ended.
    threshold
        Percentage points per unit of the field below which a step counts as little.
    """

    scenario: str
    season: int
    axis: Axis
    points: tuple[Point, ...]
    missing: tuple[float, ...]
    asked_gap: float
    threshold: float
    warnings: tuple[str, ...] = ()

    @property
    def solved(self) -> tuple[Point, ...]:
        """Points that have a list."""
        return tuple(point for point in self.points if point.objective is not None)

    @property
    def rising(self) -> tuple[Point, ...]:
        """Points that have a list, in the order in which there is more to gain."""
        points = self.solved
        falls = bool(points) and points[-1].chance < points[0].chance
        backwards = self.axis.looser < 0 or (self.axis.looser == 0 and falls)
        return points[::-1] if backwards else points

    @property
    def bend(self) -> Bend | None:
        """Point of diminishing returns; None where it is not known.

        Two points are too few, a field that does not matter has none, and of points that were not all looked at the
        first may not be the first from which each further step gains little.
        """
        found = bend_of(self.rising, self.axis.unit, self.threshold)
        at_first = found is not None and found.value == self.rising[0].value
        unknown = at_first and (self.axis.looser == 0 or bool(self.missing))
        return None if unknown or self.axis.over in TARGETS else found


def gains(points: Sequence[Point], unit: float) -> list[float]:
    """Percentage points of the chance of a match that each step gains, per unit of the field."""
    return [
        100 * (after.chance - before.chance) * unit / abs(after.value - before.value)
        for before, after in pairwise(points)
    ]


def bend_of(points: Sequence[Point], unit: float, threshold: float) -> Bend | None:
    """Find the first point from which every further step gains less than ``threshold`` points per ``unit``.

    Parameters
    ----------
    points
        Points that have a list, in the order in which there is more to gain.
    unit
        Step of the field that a gain is stated for.
    threshold
        Percentage points of the chance of a match.
    """
    steps = gains(points, unit)
    if not steps:
        return None
    if steps[-1] >= threshold:
        return Bend(None, None, steps[-1])
    place = len(steps)
    while place and steps[place - 1] < threshold:
        place -= 1
    before = gains([points[0], points[place]], unit)[0] if place else None
    return Bend(points[place].value, before, max(steps[place:]))
