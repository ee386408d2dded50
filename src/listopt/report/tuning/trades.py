"""A trade-off between two measures, for a screen: what it says, a table and a chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from listopt.report.bars import Bar, labelled_bars
from listopt.report.columns import fitted
from listopt.report.curves import point_cells
from listopt.report.page import tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.tuning.sweeps import wrapped
from listopt.report.tuning.tradeoff import Tradeoff
from listopt.report.words import commas, count

if TYPE_CHECKING:
    from listopt.report.page import Page

INSIDE = "no weights find it"
"""Mark of a point inside the hull."""
FIRST_TO_GO = ("utility", "interviews", "applications", "objective", "cost", "match", "limit")
"""Columns that a narrow screen does without, in that order."""


def write_trade_text(trade: Tradeoff, page: Page) -> str:
    """Lay a trade-off out for a screen."""
    parts = (_title(trade, page), _table(trade, page), _chart(trade, page), _notes(trade, page))
    blocks = (list(part) for part in parts)
    return "\n\n".join("\n".join(render(line, page) for line in block) for block in blocks if block) + "\n"


def _title(trade: Tradeoff, page: Page) -> Iterator[Line]:
    name = tidy(trade.scenario, ascii=page.ascii)
    yield from (((line, "title"),) for line in wrap(f"{name}, {trade.season} Match", page.columns))
    yield ((page.stroke * page.columns, "dim"),)
    yield from wrapped(trade_sentence(trade), page, "strong")
    yield from wrapped(missing_sentence(trade), page, "warning")


def trade_sentence(trade: Tradeoff) -> str:
    """Say what the trade-off is between, and how far it goes."""
    first, second = trade.first, trade.second
    if not trade.points:
        clash = f": {commas(trade.conflict)}" if trade.conflict else ""
        return f"No list keeps the rules{clash}." if trade.status == "infeasible" else "No point was finished."
    if len(trade.points) == 1:
        one = trade.points[0]
        both = f"{first.name} {first.written(one.first)} and {second.name} {second.written(one.second)}"
        return f"There is no trade-off: one list is best in both, with {both}."
    low, high = (
        f"{first.written(one.first)} with {second.name} {second.written(one.second)}"
        for one in (trade.points[0], trade.points[-1])
    )
    hidden = sum(trade.inside)
    found = f" No weights of the two would find {hidden} of them." if hidden else ""
    many = f"{len(trade.points)} lists that none beats in both"
    return f"{first.name} against {second.name}: {many}, from {low} to {high}.{found}"


def missing_sentence(trade: Tradeoff) -> str:
    """Say which limits the search was ended before; empty when there are none."""
    if trade.missing is None:
        return "The search was ended before its range was known."
    if not trade.missing:
        return ""
    limits = commas(trade.second.written(limit) for limit in trade.missing)
    return f"The search was ended before {count(len(trade.missing), 'point')}: {limits}."


def _table(trade: Tradeoff, page: Page) -> Iterator[Line]:
    first, second, points = trade.first, trade.second, trade.points
    if not points:
        return
    own = (first.name, second.name, "objective", "at most", "gap")
    cells = {
        "#": [str(place) for place in range(1, len(points) + 1)],
        tidy(second.name, ascii=page.ascii): [second.written(one.second) for one in points],
        tidy(first.name, ascii=page.ascii): [first.written(one.first) for one in points],
        "gap": [point_cells()["gap"](one.point) for one in points],
        **{name: [write(one.point) for one in points] for name, write in point_cells().items() if name not in own},
        "objective": [f"{one.objective:.4f}" for one in points],
    }
    table = fitted(cells, page, first_to_go=FIRST_TO_GO)
    yield table.head()
    for place, inside in enumerate(trade.inside):
        yield table.row(place, "strong" if inside else "")


def _chart(trade: Tradeoff, page: Page) -> Iterator[Line]:
    points = trade.points
    if len(points) < 2:
        return
    yield ((tidy(f"{trade.first.name} for {trade.second.name}", ascii=page.ascii), "heading"),)
    most = max(abs(one.first) for one in points) or 1.0
    bars = [
        Bar(trade.second.written(one.second), trade.first.written(one.first), abs(one.first) / most, "", mark)
        for one, mark in zip(points, (INSIDE if inside else "" for inside in trade.inside), strict=True)
    ]
    yield from labelled_bars(bars, page)


def _notes(trade: Tradeoff, page: Page) -> Iterator[Line]:
    first, second = trade.first, trade.second
    words = [f"{one.name}: {one.noun}" for one in (first, second) if one.noun and one.noun != one.name]
    for sentence in (
        f"{'; '.join(words)}." if words else "",
        f"Each is the best list in {first.name} among those with {second.name} {second.asked} its limit, up to the "
        "proven gap. Hard rules are kept; soft rules and weights have no say.",
        "objective: worth under the scenario's own weights, soft rules included.",
    ):
        yield from wrapped(sentence, page, "dim")
