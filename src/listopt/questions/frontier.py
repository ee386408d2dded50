"""The best lists over one field: what the next $100, application or signal would buy."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from listopt.errors import Fault, InputError
from listopt.pipeline import stopwatch
from listopt.questions.levers import Lever, Source, lever_of
from listopt.questions.nested import TRIFLE, Known, Solved, best_list, common, lifted, point_of, tightened
from listopt.questions.ranges import default_range, grid, loosest, some_value
from listopt.report.curve import THRESHOLD, Curve
from listopt.solution import Solution, Status
from listopt.writeup import Posed

STEPS = 12
"""Points looked at without being told."""

Tell = Callable[[int, int], None]
"""Called with the points that are done and those that there are in all."""


@dataclass(frozen=True)
class Window:
    """Which values of the field to look at; what is None is chosen from the scenario."""

    start: float | None = None
    stop: float | None = None
    steps: int = STEPS


@dataclass(frozen=True)
class Patience:
    """When to stop, and who is told of progress.

    Attributes
    ----------
    interrupted
        Whether the search should end with what it has.
    tell
        Told of every finished point.
    """

    interrupted: Callable[[], bool] = lambda: False
    tell: Tell = lambda done, all: None

    def clock(self, seconds: float) -> Callable[[], float]:
        """Seconds left of one solve that starts now; none after an interruption."""
        left = stopwatch(seconds)
        return lambda: 0.0 if self.interrupted() else left()


def frontier(
    source: Source,
    over: str,
    *,
    today: datetime.date,
    window: Window | None = None,
    unit: float | None = None,
    threshold: float = THRESHOLD,
    patience: Patience | None = None,
) -> Curve:
    """Find the best list at several values of a field.

    Where a larger (or a smaller) value only allows more, the points are looked at from the one that allows most: a
    list that fits a tighter point as well is the best one there, too; its bound holds for all tighter points; and a
    list of a tighter point is taken over where it is the better one. So the objective never falls.

    Parameters
    ----------
    source
        Path of a scenario file, or its content.
    over
        `budget`, `applications`, `signals`, or the path of any field that holds a number.
    today
        Date that decides which Match is the coming one when the scenario names none.
    window
        The values to look at.
    unit
        Step of the field that gains are stated for; by default $100, 10 applications, 1 signal.
    threshold
        Percentage points of the chance of a match per unit below which a step counts as little.
    patience
        When to stop; points finished by then are kept.

    Raises
    ------
    InputError
        With every fault of the scenario, or when the field or the range makes no sense.
    """
    window, patience = window or Window(), patience or Patience()
    lever = lever_of(source, over, today=today)
    _check(window, over)
    posed, values, free = _prepared(lever, window, patience)
    solved = _descend(lever, values, free, patience)
    solved = lifted(common(sorted(solved, key=lambda one: one.value)), lever.axis.looser)
    known: Known = {}
    points = tuple(point_of(one, known) for one in solved)
    reached = {point.value for point in points}
    axis = replace(lever.axis, unit=unit or _unit(lever, values))
    return Curve(
        posed.scenario.name, posed.season.year, axis, points, tuple(value for value in values if value not in reached),
        posed.scenario.solver.gap, threshold, posed.warnings,
    )  # fmt: skip


def _check(window: Window, over: str) -> None:
    ends = [end for end in (window.start, window.stop) if end is not None]
    if any(not math.isfinite(end) for end in ends) or (len(ends) == 2 and ends[0] >= ends[1]):
        found = f"from {window.start} to {window.stop}"
        raise InputError([Fault(f"--over {over}", found, "two numbers, the smaller first")])


def _prepared(lever: Lever, window: Window, patience: Patience) -> tuple[Posed, tuple[float, ...], Solution | None]:
    """Problem as it stands, the values to look at and, where it is known, the best list without any limit."""
    posed = lever.at(some_value(lever, window.stop, window.start))
    start, stop, free = window.start, window.stop, None
    if start is None or stop is None:
        seconds = posed.scenario.solver.seconds
        free = loosest(lever, posed, patience.clock(seconds))
        low, high = default_range(lever, posed, patience.clock(seconds), free)
        start, stop = low if start is None else start, high if stop is None else stop
        _check(Window(start, max(stop, start + TRIFLE)), lever.axis.over)
    marking = window.start is None and window.stop is None
    return posed, grid(lever, start, max(stop, start), window.steps, marking=marking), free


def _descend(lever: Lever, values: Sequence[float], free: Solution | None, patience: Patience) -> list[Solved]:
    """Solve the points one after the other, the one that allows most first."""
    ordered = values[::-1] if lever.axis.looser > 0 else values
    solved: list[Solved] = []
    before = free
    for done, value in enumerate(ordered):
        if patience.interrupted():
            break
        posed = lever.at(value)
        solution = _solved(lever, posed, before, patience)
        unfinished = solution.status is Status.UNKNOWN or (solution.status is Status.FEASIBLE and bool(solved))
        if unfinished and patience.interrupted():
            break
        solved.append(Solved(value, posed, solution))
        before = solution
        patience.tell(done + 1, len(values))
    return solved


def _solved(lever: Lever, posed: Posed, before: Solution | None, patience: Patience) -> Solution:
    """Solve one point with what is known from the point before, which allows at least as much where points nest."""
    clock = patience.clock(posed.scenario.solver.seconds)
    if lever.axis.looser:
        return tightened(posed, before, clock)
    return best_list(posed, clock, before.portfolio if before is not None else None)


def _unit(lever: Lever, values: Sequence[float]) -> float:
    """Step of the field that gains are stated for: what is usual for it, unless the whole range is smaller."""
    width = values[-1] - values[0]
    if lever.axis.dollars or lever.axis.noun or lever.whole or not width:
        return lever.axis.unit if width >= lever.axis.unit else 1.0
    return float(10.0 ** math.floor(math.log10(width / 5)))
