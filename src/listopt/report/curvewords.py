"""What a curve of best lists says in words."""

from __future__ import annotations

from listopt.report.curve import Curve, Point
from listopt.report.words import commas, count

WORDS = {0.5: "half a point", 1.0: "one point"}
"""Thresholds that have a name."""


def bend_sentence(curve: Curve) -> str:
    """Say where the curve bends; empty with fewer than two points."""
    bend, axis = curve.bend, curve.axis
    if bend is None:
        return ""
    upwards = curve.rising[0].value < curve.rising[-1].value
    what = axis.noun if axis.noun and axis.unit == 1 else axis.counted(axis.unit)
    step = f"further {what}" if upwards else f"{what} {'fewer' if axis.noun else 'less'}"
    adds = "add" if axis.noun and axis.unit != 1 else "adds"
    if bend.value is None:
        last = axis.written(curve.rising[-1].value)
        still = f"the last step still gains {_points(bend.beyond)} per {axis.counted(axis.unit)}"
        return f"{'Up' if upwards else 'Down'} to {last} there is no point of diminishing returns: {still}."
    little = WORDS.get(curve.threshold, f"{curve.threshold:g} points")
    where = f"{'Beyond' if upwards else 'Below'} {axis.written(bend.value)} each {step} {adds} less than {little}"
    most = f" to the chance of a match (at most {_points(max(bend.beyond, 0.0))})"
    before = "" if bend.before is None else f"; up to there it is {_points(bend.before)} on average"
    return f"{where}{most}{before}."


def _points(gain: float) -> str:
    return f"{gain:.2g} points" if abs(gain) >= 0.005 else "0 points"


def missing_sentence(curve: Curve) -> str:
    """Say which points the search was ended before; empty when there are none."""
    if not curve.missing:
        return ""
    values = commas(curve.axis.written(value) for value in curve.missing)
    return f"The search was ended before {count(len(curve.missing), 'point')}: {values}."


def mark_of(curve: Curve, point: Point) -> str:
    """What is special about a point, in words."""
    bend = curve.bend
    marks = ["in the scenario"] if point.value == curve.axis.present else []
    marks += ["diminishing returns from here"] if bend is not None and point.value == bend.value else []
    return commas(marks)
