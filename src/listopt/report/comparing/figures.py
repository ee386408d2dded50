"""Figures of the sides of a comparison in words, with what they are more or less than those of the first list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from listopt.problem import BANDS
from listopt.report.changes import Side
from listopt.report.changewriters import sent
from listopt.report.comparing.comparison import FAULTY, UNFINISHED, Comparison
from listopt.report.words import dollars, finest, gap_percent, percent

STATUS = {
    "optimal": "proven",
    "feasible": "best found",
    "infeasible": "no list",
    "unknown": "out of time",
    FAULTY: "faulty input",
    UNFINISHED: "not solved",
}
"""Status of a side -> words."""
NOTHING = "-"
"""Stands for what is not there."""
PARTS = {"mix": BANDS, "by_specialty": (), "by_region": ()}
"""Counts of a summary by name -> names in order, where they have one."""
Read = Callable[[Side], "float | None"]
Row = tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A figure that lists have: its name, where it stands, and how it and a difference are written."""

    name: str
    read: Read
    write: Callable[[float], str]
    differ: Callable[[float], str]

    def cell(self, side: Side, base: Side | None) -> str:
        """Figure of a side and, in brackets, its difference against another one where there is any."""
        value, other = self.read(side), None if base is None else self.read(base)
        if value is None:
            return NOTHING
        if other is None or self.write(value) == self.write(other):
            return self.write(value)
        return f"{self.write(value)} ({self.differ(value - other)})"


def figure_rows(comparison: Comparison) -> Iterator[Row]:
    """Rows of a table: name of a figure, and a cell for each side; figures that no side has are left out."""
    sides = [one.side for one in comparison.contenders]
    first = comparison.listed[0].side if comparison.listed else None
    figures = (_match(), _counted("Applications", _figure("applications")), *_parts(sides), *_worth(comparison))
    rows = [(one.name, *(one.cell(side, None if side is first else first) for side in sides)) for one in figures]
    rows.insert(0, ("Status", *(STATUS[side.status] for side in sides)))
    rows.insert(2, ("  80 % range", *(_range(side) for side in sides)))
    rows.append(("Signals", *(sent(side) for side in sides)))
    rows.append(("Proven gap", *(NOTHING if side.gap is None else gap_percent(finest(side.gap)) for side in sides)))
    return (row for row in rows if set(row[1:]) != {NOTHING})


def points(chance: float | None) -> str:
    """Chance to a tenth of a percentage point, so that differences can be read off."""
    return NOTHING if chance is None else f"{100 * chance:.1f} %"


def _match() -> Figure:
    return Figure("Chance of a match", _figure("p_match"), points, lambda more: f"{100 * more:+.1f}")


def _range(side: Side) -> str:
    low, high = (side.figure(f"p_match_{end}") for end in ("low", "high"))
    return NOTHING if low is None else f"{percent(low).removesuffix(' %')} to {percent(high)}"


def _parts(sides: Sequence[Side]) -> Iterator[Figure]:
    """Applications by band, by specialty and by region, where there is more than one."""
    for part, order in PARTS.items():
        names = dict.fromkeys([*order, *(name for side in sides for name in _part(side, part))])
        for name in names if len(names) > 1 else ():
            yield _counted(f"  {name}", partial(_many, part=part, name=name))


def _many(side: Side, part: str, name: str) -> float | None:
    """Applications of one band, specialty or region; None without a list."""
    return _part(side, part).get(name, 0.0) if side.summary else None


def _part(side: Side, part: str) -> dict[str, float]:
    found = cast("dict[str, float | dict[str, float]]", side.summary.get(part) or {})
    return {name: many["applications"] if isinstance(many, dict) else many for name, many in found.items()}


def _worth(comparison: Comparison) -> Iterator[Figure]:
    yield Figure("Cost", _figure("cost"), dollars, lambda more: f"{'+' if more > 0 else ''}{dollars(more)}")
    yield Figure("Expected interviews", _figure("expected_interviews"), "{:.2f}".format, "{:+.2f}".format)
    yield Figure("Expected utility", _figure("expected_utility"), "{:.4f}".format, "{:+.4f}".format)
    if comparison.comparable:
        yield Figure("Objective", lambda side: side.objective, "{:.4f}".format, "{:+.4f}".format)


def _figure(name: str) -> Read:
    return lambda side: side.figure(name)


def _counted(name: str, read: Read) -> Figure:
    return Figure(name, read, "{:,.0f}".format, "{:+,.0f}".format)
