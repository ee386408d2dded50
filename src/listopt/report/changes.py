"""What becomes of a list when something in its scenario is set: both sides, and the differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.words import commas, dollars

if TYPE_CHECKING:
    from listopt.report.contents import Json

TOLD_APART = 0.0005
"""Chances that differ by less than this, half of what the sentence shows, are called the same."""


@dataclass(frozen=True)
class Side:
    """One of the two scenarios, solved.

    Attributes
    ----------
    status
        How the solve ended.
    summary
        Figures of the list, as in the result of `listopt solve`; empty without a list.
    objective, bound, gap
        Value of the list, the proven limit of every list's value, and the relative gap; None without a list.
    conflict
        Rules that cannot be kept together, when infeasible.
    """

    status: str
    summary: Mapping[str, Json]
    objective: float | None
    bound: float | None
    gap: float | None
    conflict: tuple[str, ...]

    def figure(self, name: str) -> float | None:
        """One number of the summary; None when it is not known."""
        found = self.summary.get(name)
        return float(found) if isinstance(found, int | float) else None


@dataclass(frozen=True)
class Moved:
    """A program whose place on the list changes.

    ``before`` and ``after`` are its signal tiers, "" without a signal, None when it is not on the list.
    """

    program_id: str
    title: str
    specialty: str
    before: str | None
    after: str | None
    p_interview: float | None


@dataclass(frozen=True)
class Shifted:
    """A program whose odds change: chances of an interview (of a match where that is unknown) without a signal."""

    program_id: str
    title: str
    before: float
    after: float


@dataclass(frozen=True)
class Opened:
    """A program that is open on one side only, and the reason why it is not on the other."""

    program_id: str
    title: str
    reason: str


@dataclass(frozen=True)
class Change:
    """A scenario, and the same with something set.

    Attributes
    ----------
    settings
        What was set, as written.
    comparable
        Whether both sides weigh the same goals alike, so that their objectives can be compared.
    moved
        Programs that enter, leave or change their signal, in order of specialty and code.
    shifted
        Programs open on both sides whose odds change, the largest change first.
    opened, closed
        Programs that are open only with the settings, or only without them.
    warnings
        Warnings that only the changed scenario gives.
    """

    scenario: str
    season: int
    settings: tuple[str, ...]
    before: Side
    after: Side
    comparable: bool
    moved: tuple[Moved, ...]
    shifted: tuple[Shifted, ...]
    opened: tuple[Opened, ...]
    closed: tuple[Opened, ...]
    warnings: tuple[str, ...] = ()


def change_sentence(change: Change) -> str:
    """Say in one sentence what the settings do.

    Examples
    --------
    >>> side = lambda p, cost: Side("optimal", {"p_match": p, "cost": cost}, 1.0, 1.0, 0.0, ())
    >>> of = Change("mine", 2027, ("budget=2700",), side(0.696, 2175.0), side(0.701, 2475.0), True, (), (), (), ())
    >>> change_sentence(of)
    'With budget=2700 the chance of a match rises from 69.6 % to 70.1 %, for $300 more.'
    """
    having = f"With {_joined(change.settings)}"
    before, after = (side.figure("p_match") for side in (change.before, change.after))
    if before is None and after is None:
        return f"{having} as without {_none(change.after)}."
    if after is None:
        return f"{having} {_none(change.after)}; as it stands the chance of a match is {_percent(before)}."
    if before is None:
        cost = dollars(change.after.figure("cost"))
        return f"{having} the chance of a match is {_percent(after)}, for {cost}; as it stands {_none(change.before)}."
    moves = f"stays at {_percent(after)}"
    if abs(after - before) >= TOLD_APART and _percent(before) != _percent(after):
        moves = f"{'rises' if after > before else 'falls'} from {_percent(before)} to {_percent(after)}"
    more = round((change.after.figure("cost") or 0.0) - (change.before.figure("cost") or 0.0), 2)
    price = f"for {dollars(abs(more))} {'more' if more > 0 else 'less'}" if more else "at the same cost"
    return f"{having} the chance of a match {moves}, {price}."


def _joined(settings: tuple[str, ...]) -> str:
    return " and ".join(part for part in (commas(settings[:-1]), settings[-1]) if part) if settings else "nothing set"


def _none(side: Side) -> str:
    return "no list keeps all the rules" if side.status == "infeasible" else "no list was found in the time given"


def _percent(chance: float | None) -> str:
    return "-" if chance is None else f"{100 * chance:.1f} %"
