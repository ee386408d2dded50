"""Targets of the goal `cheapest`, as rules."""

from __future__ import annotations

from listopt.constraints.chances import InterviewLimit, MatchFloor
from listopt.problem import Constraint

P_MATCH, INTERVIEWS = "p_match_at_least", "interviews_at_least"
"""Names of the rules that targets become: the scenario's keys."""


def targets(p_match: float | None, interviews: float | None) -> tuple[Constraint, ...]:
    """Hard rules for the targets given: a chance of a match, an expected number of interviews."""
    found: list[Constraint] = []
    if p_match is not None:
        found.append(MatchFloor(name=P_MATCH, at_least=p_match))
    if interviews is not None:
        found.append(InterviewLimit(name=INTERVIEWS, at_least=interviews))
    return tuple(found)
