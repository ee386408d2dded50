"""Lists to choose from: the best ones at weights that agree with the answers so far, and others close to them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from listopt.constraints.counts import Count
from listopt.formulation import Portfolio, Vector
from listopt.problem import Constraint, Problem
from listopt.questions.asking import COMPARING_NODES, narrowed
from listopt.questions.frontier import Patience
from listopt.questions.levers import Source
from listopt.questions.nested import best_list
from listopt.solution import Solution
from listopt.tuning.learning import FEW, State
from listopt.tuning.tastes import INDIFFERENT, LEADING, RULES, Agreement, Option, Scale, scale_of
from listopt.tuning.weights import check_term, posed_with, weights_of, with_weights
from listopt.writeup import Posed

OPTION = "--learn-terms"
FIRST = 11
"""Weights, beside those in force, at which lists are found before the first question."""
ROUNDS = 2
"""Times that lists are looked for before a question, where the first time leaves nothing to ask."""


@dataclass(frozen=True)
class Chooser:
    """A scenario, the weights to learn, and how its lists are found."""

    posed: Posed
    scale: Scale
    patience: Patience
    solution: Solution
    """The list as it stands."""

    def option(self, portfolio: Portfolio) -> Option:
        """Value the terms of a list, without their weights."""
        small = narrowed(self.posed.problem, portfolio)
        units = dict.fromkeys(self.scale.at(np.zeros(len(self.scale.most))), 1.0)
        terms = with_weights(small, units).terms(portfolio, COMPARING_NODES)
        penalties = sum(terms.pop(name) for name in list(terms) if name not in units)
        return Option(portfolio, {**{name: terms[name] for name in units}, RULES: penalties})

    def options(self, points: Iterable[Vector], start: Portfolio, rules: Sequence[Constraint] = ()) -> Iterator[Option]:
        """Find the best list at each of some weights, from one to start from, under further rules."""
        problem = replace(self.posed.problem, constraints=(*self.posed.problem.constraints, *rules))
        for point in points:
            if self.patience.interrupted():
                return
            posed = replace(self.posed, problem=with_weights(problem, self.scale.at(point)))
            clock = self.patience.clock(posed.scenario.solver.seconds)
            found = best_list(posed, clock, start)
            if found.portfolio is not None:
                start = found.portfolio
                yield self.option(start)


def chooser(
    source: Source, named: Sequence[str] = (), *, today: datetime.date, patience: Patience | None = None
) -> Chooser:
    """Pose a scenario, decide which weights to learn, and find the list as it stands.

    Parameters
    ----------
    source
        Path of a scenario file, or its content.
    named
        Terms whose weights may vary; by default those in force but the leading one.
    today
        Date that decides which Match is the coming one when the scenario names none.
    patience
        When to stop, and who is told of progress.

    Raises
    ------
    InputError
        With every fault of the scenario or the terms, or when there is nothing to learn.
    """
    patience = patience or Patience()
    for name in named:
        check_term(name, OPTION)
    posed = posed_with(source, named, OPTION, today=today)
    scale = scale_of(weights_of(posed.problem), named)
    solution = best_list(posed, patience.clock(posed.scenario.solver.seconds))
    return Chooser(posed, scale, patience, solution)


def first_state(given: Chooser) -> State:
    """Find lists over the whole range of weights; there must be a list as it stands."""
    portfolio, seed = given.solution.portfolio, given.posed.scenario.solver.seed
    assert portfolio is not None
    present = given.option(portfolio)
    leading = next(name for name in LEADING if name in given.scale.weights)
    worth = given.scale.weights[leading] * present.terms[leading]
    agreement = Agreement(given.scale, INDIFFERENT * worth, seed)
    state = State(agreement, (present,), worth, given.posed.scenario.solver.gap)
    points = np.random.default_rng(seed).random((FIRST, len(given.scale.most)))
    found = []
    for number, option in enumerate(given.options(points, portfolio), start=1):
        found.append(option)
        given.patience.tell(number, FIRST)
    return state.knowing(found)


def widened(given: Chooser, state: State) -> State:
    """Find further lists for the weights that agree with the answers so far.

    The best list in the middle of them, the best ones where that list is worst and where the weights differ most from
    the middle; and, while there is anything left to ask, lists for the same weights that differ from the middle's in
    few programs.
    """
    for _ in range(ROUNDS):
        known = len(state.options)
        state = state.knowing(given.options([state.middle, *_corners(state)], state.favourite.portfolio))
        if not state.settled or len(state.options) == known:
            break
    if state.settled:
        return state
    base = state.favourite.portfolio
    return state.knowing(given.options(_corners(state), base, _close_to(given.posed.problem, base)))


def _corners(state: State) -> list[Vector]:
    """Weights where the favourite list is worst, those farthest from the middle, and some half as far."""
    by_distance = state.sample[np.argsort(np.abs(state.sample - state.middle).sum(axis=1), kind="stable")]
    return [state.sample[int(np.argmax(state.losses))], by_distance[-1], by_distance[len(by_distance) // 2]]


def _close_to(problem: Problem, base: Portfolio) -> tuple[Constraint, ...]:
    """Rules that let few programs leave a list, and few enter it."""
    inside = problem.table.index.isin(base.programs)
    codes, others = tuple(problem.table.index[inside]), tuple(problem.table.index[~inside])
    few = FEW // 2
    stay = Count(name="few leave", where={"program_id": codes}, at_least=max(0, len(codes) - few))
    enter = Count(name="few enter", where={"program_id": others}, at_most=few)
    return (stay, enter) if codes and others else ()
