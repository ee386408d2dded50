"""Weights from choices: what is known so far, and what to ask next.

A sample of the weights that agree with all answers so far says which question divides them best, and whether anything
is left to ask. Every function here is pure: `State` holds all that is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from listopt.formulation import Matrix, Vector
from listopt.tuning.tastes import Agreement, Answer, Option, Scale

EVEN = 0.6
"""Share of the most even division of the sample from which a question counts as even."""
FEW = 10
"""Programs in which the lists of a question differ at most where that is possible."""
MOST_ASKED = 12
"""Questions at most, the one that checks the answers included."""
EASE = 0.1
"""Share of the gap by which one list may miss another where nothing is left to ask."""


@dataclass(frozen=True)
class Question:
    """Two lists to choose from; ``check`` tells that earlier answers already say which should be preferred."""

    first: Option
    second: Option
    check: bool = False

    @property
    def apart(self) -> int:
        """Number of programs that are on one list only, or on both with different signals."""
        one, other = self.first.portfolio.modes, self.second.portfolio.modes
        return sum(one.get(code) != other.get(code) for code in {*one, *other})

    def answered(self, prefers: int, place: str = "") -> Answer:
        """Give the answer that prefers the first (1), the second (2) or neither (0)."""
        return Answer(self.first.terms, self.second.terms, prefers, self.check, place)


@dataclass(frozen=True)
class State:
    """What is known so far: which weights agree with the answers, and lists that are best at some of them.

    Attributes
    ----------
    worth
        What the leading term of the list as it stands is worth, by which differences of value are measured.
    gap
        Share of ``worth`` by which a list may miss the best one and count as good.
    """

    agreement: Agreement
    options: tuple[Option, ...]
    worth: float
    gap: float

    @property
    def scale(self) -> Scale:
        """Which weights may vary."""
        return self.agreement.scale

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Answers so far."""
        return self.agreement.answers

    @property
    def sample(self) -> Matrix:
        """Points that agree with all answers: points x weights."""
        return self.agreement.sample

    @property
    def middle(self) -> Vector:
        """Point in the middle of those that agree."""
        return self.agreement.middle

    def answering(self, answers: Iterable[Answer]) -> State:
        """Give the state with other answers."""
        return replace(self, agreement=self.agreement.among(answers))

    def having(self, answer: Answer) -> State:
        """Give the state after one more answer."""
        return self.answering((*self.answers, answer))

    def knowing(self, options: Iterable[Option]) -> State:
        """Give the state with further lists to choose from; those that are known are left out."""
        known = {tuple(sorted(one.portfolio.modes.items())): one for one in (*self.options, *options)}
        return self if len(known) == len(self.options) else replace(self, options=tuple(known.values()))

    @cached_property
    def lines(self) -> Matrix:
        """Value of each list as a linear function of the point: lists x (1 + weights)."""
        return np.vstack([self.scale.line(one.terms) for one in self.options])

    @cached_property
    def values(self) -> Matrix:
        """Value of each list at each point of the sample: lists x points."""
        return np.asarray(self.lines[:, :1] + self.lines[:, 1:] @ self.sample.T)

    @property
    def favourite(self) -> Option:
        """Best known list in the middle of the weights left."""
        return self.options[self._best]

    @cached_property
    def _best(self) -> int:
        return int(np.argmax(self.lines[:, 0] + self.lines[:, 1:] @ self.middle))

    @cached_property
    def losses(self) -> Vector:
        """What the favourite list lacks at each point of the sample, as a share of ``worth``."""
        return np.asarray((self.values.max(axis=0) - self.values[self._best]) / self.worth)

    @property
    def settled(self) -> bool:
        """Whether one list is as good as any, whichever of the weights left are the user's."""
        return bool(self.losses.max() <= EASE * self.gap)


def next_question(state: State) -> Question | None:
    """Choose the two lists to show next; None when there is nothing left to ask.

    Among the pairs that divide the weights left about evenly, those that differ in few programs come first, and of
    these the one on which most depends whichever way the answer goes. When one list is best for all weights left, a
    last question checks the answers: one that they already decide.
    """
    asked = len(state.answers)
    if asked >= MOST_ASKED or len(state.options) < 2:
        return None
    if not state.settled and (question := _dividing(state)) is not None:
        return question
    checked = not asked or any(answer.check for answer in state.answers)
    return None if checked else _checking(state)


def _dividing(state: State) -> Question | None:
    """Find the question that divides the weights left; None when every one of them says the same of all pairs."""
    first, second = np.triu_indices(len(state.options), 1)
    apart = state.values[first] - state.values[second]
    even = _evenness(apart)
    stakes = np.minimum(np.maximum(apart, 0.0).mean(axis=1), np.maximum(-apart, 0.0).mean(axis=1))
    good = np.flatnonzero((even > 0) & (even >= EVEN * even.max()))
    asked = [Question(state.options[first[pair]], state.options[second[pair]]) for pair in good.tolist()]
    return min(
        zip(asked, stakes[good].tolist(), strict=True),
        key=lambda row: (max(row[0].apart, FEW), -row[1]),
        default=(None, 0.0),
    )[0]


def _evenness(apart: Matrix) -> Vector:
    """Smaller one of the shares of the sample that prefer either list: pairs."""
    share = (apart > 0).mean(axis=1)
    return np.asarray(np.minimum(share, 1.0 - share))


def _checking(state: State) -> Question | None:
    """Find a question that the answers decide, clearly and not by themselves the limits of the weights."""
    free = state.answering(())
    first, second = np.triu_indices(len(state.options), 1)
    apart = state.values[first] - state.values[second]
    clear = (np.abs(apart).min(axis=1) > state.agreement.band) & (_evenness(apart) == 0)
    open_before = np.where(clear, _evenness(free.values[first] - free.values[second]), 0.0)
    if not open_before.any():
        return None
    pair = int(np.argmax(open_before))
    return Question(state.options[first[pair]], state.options[second[pair]], check=True)
