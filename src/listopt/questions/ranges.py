"""Which values of a field a frontier looks at when nobody says."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from listopt.errors import Fault, InputError
from listopt.formulation import Portfolio
from listopt.problem import Constraint, Problem
from listopt.questions.levers import ANY, Lever, with_constraints
from listopt.questions.nested import best_list
from listopt.solution import Solution
from listopt.solver import solve
from listopt.writeup import Posed

WIDER = 1.5
"""Largest value looked at without being asked, in multiples of the present one."""
SCORE_SPAN = 20.0
"""How far a score is moved to either side."""
COARSE = 10.0
"""Dollars that default values are multiples of."""
ROUGH = 0.005
"""Gap of the search for the smallest value that allows a list: the value is rounded up anyway."""

Clock = Callable[[], float]


def some_value(lever: Lever, *wished: float | None) -> float:
    """Give a value at which the problem can be posed.

    Raises
    ------
    InputError
        When the scenario gives no number, and nobody says what to look at.
    """
    known = next((value for value in (lever.axis.present, *wished) if value is not None), None)
    if known is not None or lever.rule is not None:
        return ANY if known is None else known
    try:
        lever.at(1.0)
    except InputError as error:
        if any(fault.expected.startswith("one of") for fault in error.faults):  # there is no such field
            raise
    raise _without_range(lever)


def _without_range(lever: Lever) -> InputError:
    found, expected = "no value in the scenario to start from", "a range"
    return InputError([Fault(f"--over {lever.axis.over}", found, expected, "Give --from and --to.")])


def loosest(lever: Lever, posed: Posed, clock: Clock) -> Solution | None:
    """Solve without the rule of a field that only allows more as it grows; None for any other field.

    No value of the field allows a better list, and from what this list uses up, none changes anything.
    """
    if lever.rule is None or lever.axis.looser < 1 or not (lever.axis.noun or lever.axis.dollars):
        return None
    rules = posed.valued.constraints
    return best_list(with_constraints(posed, (*rules[: lever.rule], *rules[lever.rule + 1 :])), clock)


def used(rule: Constraint, problem: Problem, portfolio: Portfolio) -> float:
    """How much of an ``at_most`` a list uses up."""
    return sum(violation.amount for violation in at_zero(rule).violations(problem, portfolio))


def at_zero(rule: Constraint) -> Constraint:
    """Let a rule allow nothing at all, softly, so that its violation is what a list uses up."""
    limits = {"at_most": 0.0, "soft": 1.0}
    return rule.model_copy(update={**limits, "at_least": None} if hasattr(rule, "at_least") else limits)


def least(lever: Lever, posed: Posed, clock: Clock) -> float | None:
    """Smallest value with which a list keeps all other hard rules, about; None when no list keeps them."""
    assert lever.rule is not None
    rules = posed.valued.constraints
    hard = [rule for position, rule in enumerate(rules) if rule.soft is None and position != lever.rule]
    only = replace(posed.valued, objectives=(), constraints=(*hard, at_zero(rules[lever.rule])))
    options = posed.scenario.solver.model_copy(update={"gap": ROUGH})
    found = solve(only, options, clock=clock, blame=False)
    return None if found.value is None else -found.value


def default_range(lever: Lever, posed: Posed, clock: Clock, free: Solution | None) -> tuple[float, float]:
    """Ends of the range to look at.

    Parameters
    ----------
    lever, posed
        The field, and the problem with it as it stands.
    clock
        For the search of the smallest value that allows a list.
    free
        Solution without the rule; None for other fields.

    Raises
    ------
    InputError
        When the scenario gives no number to start from.
    """
    present = lever.axis.present
    if lever.axis.noun == "signal" and lever.rule is None and present is not None:
        return 0.0, math.ceil(present * WIDER)
    if free is not None and free.portfolio is not None and lever.rule is not None:
        top = used(posed.valued.constraints[lever.rule], posed.valued, free.portfolio)
        high = top if present is None else min(present * WIDER, max(present, top))
        low = least(lever, posed, clock)
        grain = _grain(lever, high - (low or 0.0))
        ends = (math.ceil(((low or 0.0) - 1e-6) / grain) * grain, math.ceil((high - 1e-6) / grain) * grain)
        return ends[0], max(ends)
    if not present:
        raise _without_range(lever)
    if lever.axis.over.startswith("applicant.") and present > SCORE_SPAN * 5:
        return present - SCORE_SPAN, _valid(lever, present + SCORE_SPAN, present)
    return _valid(lever, present / 2, present), _valid(lever, present * WIDER, present)


def _valid(lever: Lever, value: float, otherwise: float) -> float:
    """Give the value where the scenario allows it."""
    value = round(value) if lever.whole else value
    try:
        lever.at(value)
    except InputError:
        return otherwise
    return value


def _grain(lever: Lever, width: float) -> float:
    if lever.axis.dollars:
        return COARSE if width > 20 * COARSE else 1.0
    return 1.0 if lever.whole else 10.0 ** math.floor(math.log10(max(width, 1e-6) / 100))


def grid(lever: Lever, start: float, stop: float, steps: int, *, marking: bool) -> tuple[float, ...]:
    """Spread values from ``start`` to ``stop``, rounded; with ``marking`` the present value is one of them."""
    values = np.linspace(start, stop, steps)
    grain = _grain(lever, stop - start)
    inner = [round(float(value) / grain) * grain for value in values[1:-1]]
    present = lever.axis.present
    if marking and present is not None and inner and start < present < stop:
        nearest = min(range(len(inner)), key=lambda place: (abs(inner[place] - present), place))
        inner[nearest] = present
    ends = [round(end) if lever.whole else end for end in (start, stop)]
    found = sorted({float(f"{value:.10g}") for value in (ends[0], *inner, ends[1])})
    return tuple(value for value in found if start - 0.5 <= value <= stop + 0.5)
