"""A curve of best lists, for a screen: a table and two charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from listopt.report.bars import Bar, bar_room, labelled_bars
from listopt.report.columns import fitted
from listopt.report.curve import Curve, Point
from listopt.report.curvewords import bend_sentence, mark_of, missing_sentence
from listopt.report.page import tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.words import count, dollars, finest, gap_percent, number, percent_range

if TYPE_CHECKING:
    from listopt.report.page import Page

READABLE = 110
"""Longest line of running text."""
FIRST_TO_GO = ("utility", "interviews", "applications", "at most", "objective", "cost")
"""Columns that a narrow screen does without, in that order."""


def write_curve_text(curve: Curve, page: Page) -> str:
    """Lay a curve out for a screen: what it says, a table, and two charts."""
    parts = (_title(curve, page), _table(curve, page), _chances(curve, page), _objectives(curve, page),
             _notes(curve, page))  # fmt: skip
    blocks = (list(part) for part in parts)
    return "\n\n".join("\n".join(render(line, page) for line in block) for block in blocks if block) + "\n"


def _title(curve: Curve, page: Page) -> Iterator[Line]:
    name = tidy(curve.scenario, ascii=page.ascii)
    yield from (((line, "title"),) for line in wrap(f"{name}, {curve.season} Match", page.columns))
    yield ((page.stroke * page.columns, "dim"),)
    values = [curve.axis.written(point.value) for point in curve.points]
    span = f", from {values[0]} to {values[-1]}" if len(values) > 1 else ""
    yield from _wrapped(f"Best lists over {curve.axis.over}: {count(len(values), 'point')}{span}.", page, "")
    yield from _wrapped(bend_sentence(curve), page, "strong")
    yield from _wrapped(missing_sentence(curve), page, "warning")


def _wrapped(sentence: str, page: Page, role: str) -> Iterator[Line]:
    return (((line, role),) for line in wrap(sentence, min(page.columns, READABLE)) if sentence)


def _table(curve: Curve, page: Page) -> Iterator[Line]:
    """One row per point; a point without a list says why."""
    field = f"{curve.axis.over.rpartition('.')[2]} "  # a blank keeps it apart from the figure of the same name
    cells = {field: [f"{curve.axis.written(point.value)} " for point in curve.points]}
    cells |= {name: [write(point) for point in curve.points] for name, write in point_cells().items()}
    table = fitted(cells, page, first_to_go=FIRST_TO_GO)
    yield table.head()
    for place, point in enumerate(curve.points):
        if point.objective is None:
            yield from table.instead(place, without_list(point, page))
        else:
            yield table.row(place, "strong" if mark_of(curve, point) else "")


def point_cells() -> Mapping[str, Callable[[Point], str]]:
    """Heading -> how a point is written under it."""
    return {
        "match": lambda point: percent_range(*(point.figure(f"p_match{end}") for end in ("", "_low", "_high"))),
        "interviews": lambda point: number(point.figure("expected_interviews")),
        "utility": lambda point: number(point.figure("expected_utility")),
        "applications": lambda point: number(point.figure("applications")),
        "cost": lambda point: dollars(point.figure("cost")),
        "objective": lambda point: "-" if point.objective is None else f"{point.objective:.4f}",
        "at most": lambda point: "-" if point.bound is None else f"{point.bound:.4f}",
        "gap": lambda point: "-" if point.gap is None else gap_percent(finest(point.gap)),
    }


def without_list(point: Point, page: Page) -> str:
    """Say why a point has no list."""
    if point.status != "infeasible":
        return "no list found in the time given"
    clash = ", ".join(tidy(name, ascii=page.ascii) for name in point.conflict)
    return f"no list keeps the rules{f': {clash}' if clash else ''}"


def _chances(curve: Curve, page: Page) -> Iterator[Line]:
    if not curve.solved:
        return
    yield (("Chance of a match", "heading"),)
    most = max(point.chance for point in curve.solved)
    yield from _bars(
        curve, page, lambda point: (f"{100 * point.chance:.1f} %", point.chance / most if most else 0.0, "")
    )


def _objectives(curve: Curve, page: Page) -> Iterator[Line]:
    """Bars of the objective, each with the proven limit of all lists behind it."""
    solved = curve.solved
    if not solved:
        return
    stroke = "|" if page.ascii else "│"
    yield (("Objective", "heading"), (f"  {stroke} marks what no list can exceed", "dim"))
    least = min(0.0, *(point.objective or 0.0 for point in solved))
    most = max(point.bound or 0.0 for point in solved) - least

    def drawn(point: Point) -> tuple[str, float, str]:
        value, bound = point.objective or 0.0, point.bound or 0.0
        room = round((bound - value) / most * bar_room(page)) if most else 0
        return f"{value:.4f}", (value - least) / most if most else 0.0, " " * room + stroke

    yield from _bars(curve, page, drawn)


def _bars(curve: Curve, page: Page, draw: Callable[[Point], tuple[str, float, str]]) -> Iterator[Line]:
    rows = [
        Bar(curve.axis.written(point.value), *draw(point), mark_of(curve, point))
        if point.objective is not None
        else Bar(curve.axis.written(point.value))
        for point in curve.points
    ]
    return labelled_bars(rows, page)


def _notes(curve: Curve, page: Page) -> Iterator[Line]:
    axis = curve.axis
    more = {1: "more", -1: "less"}.get(axis.looser)
    if more:
        allows = f"{more.capitalize()} of {axis.over} only allows more lists, so the objective never falls; "
        yield from _wrapped(f"{allows}the chance of a match is one part of it.", page, "dim")
    else:
        apart = f"The objective may rise or fall over {axis.over}: each point is a question of its own."
        yield from _wrapped(apart, page, "dim")
    if curve.bend is not None:
        way = "first point" if axis.looser >= 0 else "first point, from the tightest on,"
        rule = f"less than {curve.threshold:g} percentage points of the chance of a match per {axis.counted(axis.unit)}"
        yield from _wrapped(
            f"Diminishing returns begin at the {way} from which every further step adds {rule} (--threshold, --unit).",
            page, "dim",
        )  # fmt: skip
