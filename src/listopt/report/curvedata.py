"""A curve of best lists for other programs: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from listopt.report.curve import Curve, Point
from listopt.report.curves import write_curve_text
from listopt.report.curvewords import bend_sentence, mark_of

if TYPE_CHECKING:
    from listopt.report.contents import Json
    from listopt.report.page import Page

FIGURES = ("p_match", "p_match_low", "p_match_high", "expected_utility", "expected_interviews", "cost", "applications")
"""Figures of a list that a point shows, named as in the result of `listopt solve`."""


def curve_json(curve: Curve) -> dict[str, Json]:
    """Write a curve as one object; docs/whatif.md says what its keys mean."""
    bend, axis = curve.bend, curve.axis
    told: Json = None if bend is None else {
        "value": bend.value, "before": bend.before, "beyond": bend.beyond, "sentence": bend_sentence(curve),
    }  # fmt: skip
    return {
        "scenario": curve.scenario,
        "over": axis.over,
        "present": axis.present,
        "looser": axis.looser,
        "unit": axis.unit,
        "threshold": curve.threshold,
        "asked_gap": curve.asked_gap,
        "points": [point_json(point) for point in curve.points],
        "diminishing": told,
        "missing": list(curve.missing),
    }


def finite(value: float | None) -> float | None:
    """Value as JSON can hold it: None where a search was ended before it had any limit."""
    return value if value is not None and math.isfinite(value) else None


def point_json(point: Point) -> dict[str, Json]:
    """Write a point as one object."""
    return {
        "value": point.value,
        "status": point.status,
        **{name: point.figure(name) for name in FIGURES},
        "objective": {"value": point.objective, "bound": finite(point.bound), "gap": finite(point.gap)},
        "signals": point.summary.get("signals"),
        "portfolio": [{"program_id": code, "signal": mode or None} for code, mode in sorted(point.modes.items())],
        "conflict": list(point.conflict),
    }


def write_curve_json(curve: Curve, page: Page) -> str:
    """Write a curve as JSON."""
    return json.dumps(curve_json(curve), indent=2, ensure_ascii=page.ascii, allow_nan=False) + "\n"


def write_curve_csv(curve: Curve, page: Page) -> str:
    """Write a curve as a table: one row per point, numbers unformatted, empty without a list."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["value", "status", *FIGURES, "objective", "bound", "gap", "mark"])
    for point in curve.points:
        figures = [point.figure(name) for name in FIGURES]
        mark = mark_of(curve, point)
        writer.writerow([point.value, point.status, *figures, point.objective, point.bound, point.gap, mark])
    return target.getvalue()


CURVE_WRITERS: Mapping[str, Callable[[Curve, Page], str]] = {
    "text": write_curve_text,
    "json": write_curve_json,
    "csv": write_curve_csv,
}
"""Format name -> writer."""
