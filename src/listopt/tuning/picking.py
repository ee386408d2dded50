"""One point of a sweep or of a trade-off, saved as a strategy."""

from __future__ import annotations

from listopt.errors import Fault, InputError
from listopt.formulation import Portfolio
from listopt.objectives import OBJECTIVES
from listopt.report.curve import Point
from listopt.report.tuning.sweep import Sweep
from listopt.report.tuning.tradeoff import Tradeoff
from listopt.report.tuning.weighed import Weighed
from listopt.solution import Solution, Status
from listopt.tuning.chosen import Chosen, weighed
from listopt.tuning.preset import Preset
from listopt.tuning.quantities import quantity
from listopt.tuning.weights import posed_with

OPTION = "--pick"
ALONE = 1000.0
"""Weight of the measure that is best at a point of a trade-off: soft rules, which have no say there, then hardly do."""


def picked_setting(sweep: Sweep, number: int, preset: Preset) -> Weighed:
    """Save the weights of one setting of a sweep.

    Raises
    ------
    InputError
        When there is no such setting, or it has no list.
    """
    settings = {one.number: one for one in sweep.listed}
    if number not in settings:
        raise _no_point(number, list(settings))
    one = settings[number]
    chosen = Chosen(one.weights, (), _solution(one.point), f"Setting {number} of a sweep: {sweep.label(one.weights)}.")
    return _kept(chosen, _solution(sweep.settings[0].point), preset, f"setting {number}")


def picked_point(trade: Tradeoff, number: int, preset: Preset) -> Weighed:
    """Save one point of a trade-off: the first measure alone has a weight, the second is limited by a rule.

    Raises
    ------
    InputError
        When there is no such point, or no weight or rule of a file asks for its measures.
    """
    points = dict(enumerate(trade.points, start=1))
    if number not in points:
        raise _no_point(number, list(points))
    if trade.first.name not in OBJECTIVES:
        found = f"the best list in {trade.first.name}"
        raise InputError([Fault(OPTION, found, f"a measure that has a weight: {', '.join(OBJECTIVES)}")])
    one, posed = points[number], posed_with(preset.source, [], OPTION, today=preset.today)
    limited = quantity(trade.second.name, posed.problem, OPTION)
    rule = () if limited.rule is None else (limited.rule(one.second),)
    why = f"Point {number} of the trade-off between {trade.first.name} and {trade.second.name}."
    chosen = Chosen({trade.first.name: ALONE}, rule, _solution(one.point), why)
    return _kept(chosen, None, preset, f"point {number}")


def _kept(chosen: Chosen, before: Solution | None, preset: Preset, word: str) -> Weighed:
    posed = posed_with(preset.source, [], OPTION, today=preset.today)
    kept, saved = preset.keep(posed, chosen)
    return weighed(posed, before or kept.solution, kept, [word], saved)


def _solution(point: Point) -> Solution:
    portfolio = Portfolio(point.modes) if point.objective is not None else None
    return Solution(Status(point.status), portfolio, {}, point.objective, point.bound)


def _no_point(number: int, known: list[int]) -> InputError:
    expected = f"a number from {known[0]} to {known[-1]}" if known else "a question that has lists"
    return InputError([Fault(f"{OPTION} {number}", str(number), f"{expected}, of a point that has a list")])
