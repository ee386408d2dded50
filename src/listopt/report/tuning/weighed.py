"""Weights before and after, what they do to the list, and what led to them: targets, or answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from listopt.report.changes import Change
from listopt.report.tuning.tradeoff import Measure

Reached = Literal["already", "weights", "rules", "none", "open"]
"""How targets are met: by the weights in force, by others, only as rules, by no list; or time ran out."""


@dataclass(frozen=True)
class Saved:
    """A strategy file that was written.

    Attributes
    ----------
    file
        Its name as given.
    use
        Line of the scenario that puts it in force.
    drop
        Places of the scenario's own weights, which would override it; empty when there are none.
    same
        Whether a solve of the scenario under the strategy, from scratch, gave the same list as the search; if not, the
        list shown is that of the solve. None when the solve was ended before it had a list.
    """

    file: str
    use: str
    drop: tuple[str, ...]
    same: bool | None


@dataclass(frozen=True)
class Target:
    """One target, and what lists have of it.

    Attributes
    ----------
    text
        As asked, ``cost<=1800``.
    measure
        How its number is written and compared.
    limit
        The number asked for.
    before, after
        What the list as it stands and the list found have; None without a list.
    met
        Whether the list found meets it, or the one as it stands where none was found.
    clashes
        Whether it is one of the smallest set of targets found that no list meets together.
    nearest
        Number nearest to the limit that a list has which meets all other targets; None when that is not known, or there
        is no such list.
    """

    text: str
    measure: Measure
    limit: float
    before: float | None
    after: float | None
    met: bool
    clashes: bool = False
    nearest: float | None = None


@dataclass(frozen=True)
class Weighed:
    """A list as it stands and another, under other weights.

    Attributes
    ----------
    change
        Both lists.
    before, after
        Term -> weight, as it stands and for the other list.
    prices
        Soft rules that the other list needs: name -> price per application that is missing or too many.
    ranges
        Term -> least and largest weight that would do as well; empty where that is not known.
    saved
        The strategy file written; None when none was.
    """

    change: Change
    before: Mapping[str, float]
    after: Mapping[str, float]
    prices: Mapping[str, float] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    saved: Saved | None = None


@dataclass(frozen=True)
class Aimed:
    """Targets, and the weights that meet them.

    Attributes
    ----------
    weighed
        The list as it stands and the one that meets the targets, if there is one.
    targets
        In the order asked.
    reached
        How they are met.
    within
        With all changes of weights and prices this share smaller, a target is missed; None where that is not known.
    """

    weighed: Weighed
    targets: tuple[Target, ...]
    reached: Reached
    within: float | None = None


@dataclass(frozen=True)
class Learned:
    """Weights learned from choices.

    Attributes
    ----------
    weighed
        The list as it stands and the one under the weights learned.
    n_answers
        Answers that the weights agree with.
    settled
        Whether one list is as good as any for all weights that agree with the answers.
    """

    weighed: Weighed
    n_answers: int
    settled: bool


@dataclass(frozen=True)
class Choice:
    """Two lists to choose from.

    Attributes
    ----------
    number
        Number of the question, from 1.
    change
        The first list as ``before``, the second as ``after``.
    """

    number: int
    change: Change
