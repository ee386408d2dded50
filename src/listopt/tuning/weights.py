"""The weights in force, the same problem under others, and a problem in which every wanted term can be valued."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from listopt.errors import Fault, InputError, did_you_mean
from listopt.objectives import OBJECTIVES
from listopt.pipeline import pose_scenario
from listopt.problem import Problem
from listopt.questions.levers import Source
from listopt.scenario import with_settings
from listopt.writeup import Posed


def weights_of(problem: Problem) -> dict[str, float]:
    """Term -> weight, of the terms in force."""
    return {goal.name: goal.weight for goal in problem.objectives}


def with_weights(problem: Problem, weights: Mapping[str, float]) -> Problem:
    """Give the same problem under other weights; a term without one, or with 0, is left out."""
    goals = tuple(term(weights[name]) for name, term in OBJECTIVES.items() if weights.get(name, 0.0) > 0)
    return replace(problem, objectives=goals)


def posed_with(source: Source, terms: Sequence[str], option: str, *, today: datetime.date) -> Posed:
    """Pose a scenario in which the named terms can be valued, under its own weights.

    Parameters
    ----------
    source
        Path of a scenario file, or its content.
    terms
        Names in `OBJECTIVES`, also of terms that have no weight.
    option
        How faults call the place that names the terms, such as ``--weight``.
    today
        Date that decides which Match is the coming one when the scenario names none.

    Raises
    ------
    InputError
        With every fault of the scenario; when its goal is `cheapest`, which no weight decides; when a term needs
        what the scenario or the catalogue does not give.
    """
    posed = pose_scenario(with_settings(source, [], today=today), today=today)
    if posed.ordinary is not None:
        raise InputError([Fault(posed.scenario.place("goal"), "goal: cheapest", "goal: best, in which weights decide")])
    new = [name for name in terms if name not in weights_of(posed.problem)]
    if new:
        settings = [f"weights.{name}=1" for name in new]
        try:
            pose_scenario(with_settings(source, settings, today=today), today=today)
        except InputError as error:
            raise InputError([replace(fault, place=option) for fault in error.faults]) from None
    return posed


def check_term(name: str, option: str) -> None:
    """Refuse what is no term of the objective.

    Raises
    ------
    InputError
        With the nearest term.
    """
    if name not in OBJECTIVES:
        raise InputError([Fault(option, repr(name), f"one of {', '.join(OBJECTIVES)}", did_you_mean(name, OBJECTIVES))])
