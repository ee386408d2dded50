"""A session of choices: questions asked, answers gathered from the user or a file, weights learned in the end."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from listopt.errors import Fault, InputError
from listopt.pipeline import stopwatch
from listopt.questions.frontier import Patience
from listopt.questions.levers import Source
from listopt.questions.nested import best_list
from listopt.questions.whatif import moved_between, side_of
from listopt.report.changes import Change
from listopt.report.tuning.weighed import Choice, Learned
from listopt.report.words import commas, count
from listopt.solution import Solution, Status
from listopt.tuning.answers import WORDS, Given, read_answers
from listopt.tuning.choices import Chooser, chooser, first_state, widened
from listopt.tuning.chosen import Chosen, weighed
from listopt.tuning.conclusions import clash, conclusion
from listopt.tuning.learning import Question, State, next_question
from listopt.tuning.preset import Preset
from listopt.tuning.tastes import Answer

Told = tuple[int, ...]
"""Positions of answers that clash, from 0."""


@dataclass(frozen=True)
class User:
    """Who answers beyond what is written in a file.

    Attributes
    ----------
    ask
        Shows two lists and gives the preferred one, 1 or 2, 0 for neither; None when there are no more answers.
    take_back
        Told in words which answers clash, and their positions; gives the position of the one to forget, or None.
    keep
        Given all answers after each new one.
    """

    ask: Callable[[Choice], int | None] = lambda choice: None
    take_back: Callable[[str, Told], int | None] = lambda words, clashing: None
    keep: Callable[[Sequence[Answer]], None] = lambda answers: None


def learn(
    source: Source,
    named: Sequence[str] = (),
    *,
    today: datetime.date,
    answers: Path | None = None,
    user: User | None = None,
    patience: Patience | None = None,
    preset: Preset | None = None,
) -> Learned:
    """Learn weights from choices between lists.

    Parameters
    ----------
    source
        Path of a scenario file, or its content.
    named
        Terms whose weights may vary; by default those in force but the leading one.
    today
        Date that decides which Match is the coming one when the scenario names none.
    answers
        File of answers that are already given.
    user
        Who is asked for more; by default nobody.
    patience
        When to stop, and who is told of progress.
    preset
        Strategy file to write; the list told is then that of a solve under it.

    Raises
    ------
    InputError
        With every fault of the scenario or the answers; when answers clash and none is taken back.
    """
    user, given = user or User(), chooser(source, named, today=today, patience=patience)
    written = read_answers(answers, given.scale) if answers is not None else ()
    if given.solution.portfolio is None:
        return Learned(weighed(given.posed, given.solution, None, []), 0, settled=False)
    state = _answered(given, first_state(given), written, user)
    return _concluded(given, state, preset)


def _answered(given: Chooser, state: State, written: Sequence[tuple[Given, str]], user: User) -> State:
    """Take the answers of the file, then those of the user, until nothing is left to ask."""
    for answer, place in written:
        if isinstance(answer, Answer):
            state = _agreed(state.having(answer), user)
            continue
        state = widened(given, state)
        question = next_question(state)
        if question is None:
            break
        state = _agreed(state.having(question.answered(answer, place)), user)
    while not given.patience.interrupted():
        state = widened(given, state)
        question = next_question(state)
        prefers = None if question is None else user.ask(choice_of(given, len(state.answers) + 1, question))
        if question is None or prefers is None:
            break
        state = _agreed(state.having(question.answered(prefers)), user)
        user.keep(state.answers)
    return state


def _agreed(state: State, user: User) -> State:
    """Let the user take answers back until the others agree."""
    while clashing := clash(state):
        place = user.take_back(clash_words(state, clashing), clashing)
        if place not in clashing:
            raise _clash(state, clashing)
        state = state.answering(one for at, one in enumerate(state.answers) if at != place)
    return state


def clash_words(state: State, clashing: Told) -> str:
    """Say which answers cannot all hold, and what each says."""
    words = {prefers: word for word, prefers in WORDS.items()}
    told = [f"{at + 1} ({words[state.answers[at].prefers]})" for at in clashing]
    joined = f"{commas(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]
    start = "Answers" if len(told) > 1 else "Answer"
    return f"{start} {joined} cannot {'all hold' if len(told) > 1 else 'hold'}: no weights within their ranges agree"


def _clash(state: State, clashing: Told) -> InputError:
    places = [state.answers[at].place or f"question {at + 1}" for at in clashing]
    advice = f"Take one of them back: {commas(places)}."
    found = clash_words(state, clashing)
    return InputError([Fault(places[-1], found[0].lower() + found[1:], "answers that some weights agree with", advice)])


def choice_of(given: Chooser, number: int, question: Question) -> Choice:
    """Write two lists as a change from the first to the second."""
    posed = given.posed
    lists = [one.portfolio for one in (question.first, question.second)]
    sides = [side_of(posed, Solution(Status.FEASIBLE, portfolio)) for portfolio in lists]
    return Choice(
        number,
        Change(
            scenario=posed.scenario.name, season=posed.season.year, settings=(), before=sides[0], after=sides[1],
            comparable=False, moved=tuple(moved_between(posed, posed, *lists)), shifted=(), opened=(), closed=(),
        ),
    )  # fmt: skip


def _concluded(given: Chooser, state: State, preset: Preset | None) -> Learned:
    """Solve under the weights in the middle of those that agree, from scratch."""
    found, posed = conclusion(state), given.posed
    why = f"Weights learned from {count(len(state.answers), 'choice')} between lists."
    chosen, saved = Chosen(found.weights, (), given.solution, why), None
    solution = best_list(chosen.under(posed), stopwatch(posed.scenario.solver.seconds))
    chosen = replace(chosen, solution=solution)
    if preset is not None:
        chosen, saved = preset.keep(posed, chosen)
    told = weighed(posed, given.solution, chosen, ["the weights learned"], saved)
    return Learned(replace(told, ranges=found.ranges), len(state.answers), found.settled)
