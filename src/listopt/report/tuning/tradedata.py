"""A trade-off between two measures for other programs: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from listopt.report.contents import number
from listopt.report.curvedata import FIGURES, finite, point_json
from listopt.report.tuning.tradeoff import Measure, Traded, Tradeoff
from listopt.report.tuning.trades import INSIDE, trade_sentence, write_trade_text

if TYPE_CHECKING:
    from listopt.report.contents import Json
    from listopt.report.page import Page


def trade_json(trade: Tradeoff) -> dict[str, Json]:
    """Write a trade-off as one object; docs/tune.md says what its keys mean."""
    points: list[Json] = [
        _point(place, one, inside)
        for place, (one, inside) in enumerate(zip(trade.points, trade.inside, strict=True), 1)
    ]
    return {
        "scenario": trade.scenario,
        "season": trade.season,
        "status": trade.status,
        "sentence": trade_sentence(trade),
        "first": _measure(trade.first),
        "second": _measure(trade.second),
        "asked_gap": trade.asked_gap,
        "looked": trade.looked,
        "points": points,
        "missing": None if trade.missing is None else list(trade.missing),
        "conflict": list(trade.conflict),
        "warnings": list(trade.warnings),
    }


def _measure(measure: Measure) -> Json:
    return {"name": measure.name, "better": "more" if measure.better > 0 else "less", "noun": measure.noun or None}


def _point(place: int, one: Traded, inside: bool) -> Json:
    told = {name: value for name, value in point_json(one.point).items() if name not in ("value", "objective")}
    return {
        "number": place,
        "limit": one.point.value,
        "first": number(one.first),
        "second": number(one.second),
        "first_limit": number(one.limit),
        "gap": finite(one.point.gap),
        "inside_hull": inside,
        **told,
        "objective": number(one.objective),
        "terms": dict(one.terms),
    }


def write_trade_json(trade: Tradeoff, page: Page) -> str:
    """Write a trade-off as JSON."""
    return json.dumps(trade_json(trade), indent=2, ensure_ascii=page.ascii, allow_nan=False) + "\n"


def write_trade_csv(trade: Tradeoff, page: Page) -> str:
    """Write a trade-off as a table: one row per point, numbers unformatted."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    names = [f"{trade.first.name} (first)", f"{trade.second.name} (second)"]
    writer.writerow(["number", *names, "first_limit", "gap", "status", *FIGURES, "objective", "mark"])
    for place, (one, inside) in enumerate(zip(trade.points, trade.inside, strict=True), 1):
        figures = [one.point.figure(name) for name in FIGURES]
        row = [place, number(one.first), number(one.second), number(one.limit), one.point.gap, one.point.status]
        writer.writerow([*row, *figures, number(one.objective), INSIDE if inside else ""])
    return target.getvalue()


TRADE_WRITERS: Mapping[str, Callable[[Tradeoff, Page], str]] = {
    "text": write_trade_text,
    "json": write_trade_json,
    "csv": write_trade_csv,
}
"""Format name -> writer."""
