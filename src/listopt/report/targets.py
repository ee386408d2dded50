"""Targets of the goal `cheapest` in a report: what is aimed at, and the nearest list where it is out of reach."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from listopt.report.contents import Json, Report, number
from listopt.report.rulewords import share

if TYPE_CHECKING:
    from listopt.scenario import Scenario
    from listopt.solution import Solution

CHANCE, INTERVIEWS = "p_match", "expected_interviews"
"""Figures of the summary that targets are about."""


def aims(scenario: Scenario) -> tuple[str, ...]:
    """Targets in words."""
    chance, interviews = scenario.p_match_at_least, scenario.interviews_at_least
    return (
        *(() if chance is None else (f"a chance of a match of {share(chance)}",)),
        *(() if interviews is None else (f"{interviews:g} expected interviews",)),
    )


def with_nearest(report: Report, scenario: Scenario, solution: Solution, other: Report) -> Report:
    """Add the list that comes nearest to the targets, as information.

    Parameters
    ----------
    report
        Report that says that no list reaches the targets.
    solution
        The nearest list; value and bound are minus what is missing, relative to the targets.
    other
        Report of that list.
    """
    summary = other.result["summary"]
    assert isinstance(summary, dict)
    shown: dict[str, Json] = {"summary": summary, "portfolio": other.result["portfolio"]}
    reached, most = [], ""
    for name, target in ((CHANCE, scenario.p_match_at_least), (INTERVIEWS, scenario.interviews_at_least)):
        value = summary[name]
        if target is None or not isinstance(value, float | int):
            continue
        reached.append(_figure(name, value))
        if len(report.aims) == 1 and solution.bound is not None:
            limit = max(value, target * (1.0 + solution.bound))
            shown["most"] = number(limit)
            most = _figure(name, limit, up=True)
    sentence = _sentence(report.aims, reached, most)
    return replace(report, result={**report.result, "nearest": shown}, nearest=(sentence, other))


def _sentence(targets: Sequence[str], reached: Sequence[str], most: str) -> str:
    if len(targets) > 1:
        both, has = " and ".join(targets), " and ".join(reached)
        return f"No list that keeps the other rules has {both}; the nearest has {has}:"
    limit = f" (proven: no list reaches more than {most})" if most and most != reached[0] else ""
    return f"No list that keeps the other rules has {targets[0]}; the most that can be reached is {reached[0]}{limit}:"


def _figure(name: str, value: float, *, up: bool = False) -> str:
    """Write a chance in tenths of a percent, interviews in hundredths; rounded down, or up for a limit."""
    rounded = math.ceil if up else math.floor
    if name == CHANCE:
        return f"{rounded(value * 1000) / 10:.1f} %"
    return f"{rounded(value * 100) / 100:.2f} expected interviews"
