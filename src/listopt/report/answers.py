"""What `listopt explain` finds out about programs, without layout, and the same as plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from listopt.report.contents import number
from listopt.report.others import Figures, Named, Other
from listopt.report.provenance import FromTable

if TYPE_CHECKING:
    from listopt.report.contents import Json


@dataclass(frozen=True)
class Listed:
    """A program on the list.

    Attributes
    ----------
    marginal
        Value lost when it alone is dropped, nothing re-solved; ``dropped`` are the figures of that list.
    without
        The best list without it; None when no list is left or time ran out.
    conflict
        Rules that no list without it keeps.
    """

    signal: str
    reasons: tuple[str, ...]
    marginal: float
    dropped: Figures
    without: Other | None
    conflict: tuple[str, ...] = ()

    def json(self) -> dict[str, Json]:
        """Plain values."""
        return {
            "signal": self.signal or None,
            "reasons": list(self.reasons),
            "marginal": number(self.marginal),
            "dropped": self.dropped.json(),
            "without": None if self.without is None else self.without.json(),
            "conflict": list(self.conflict),
        }


@dataclass(frozen=True)
class Need:
    """The smallest value of one fact that brings a program in.

    Attributes
    ----------
    column
        Column of the catalogue: `utility`, `rating`, `p_interview` or `p_match`.
    now
        Its present value; None when there is none.
    needed
        From here on the program is on a best list, rounded up to the figures shown; None when no value will do, or
        none was found.
    settled
        Whether ``needed`` was confirmed by a solve, or it is proven that no value will do.
    instead
        Programs that leave when it enters.
    """

    column: str
    now: float | None
    needed: float | None
    settled: bool
    instead: tuple[Named, ...] = ()

    def json(self) -> dict[str, Json]:
        """Plain values."""
        return {
            "now": None if self.now is None else number(self.now),
            "needed": None if self.needed is None else number(self.needed),
            "settled": self.settled,
            "instead": [program.json() for program in self.instead],
        }


@dataclass(frozen=True)
class ExtraSignal:
    """What one more signal of a tier, sent to the program, would add; ``instead`` is the program that leaves for it."""

    tier: str
    gain: float
    instead: Named | None

    def json(self) -> dict[str, Json]:
        """Plain values."""
        return {
            "tier": self.tier,
            "gain": number(self.gain),
            "instead": None if self.instead is None else self.instead.json(),
        }


@dataclass(frozen=True)
class Unlisted:
    """An open program that is not on the list.

    Attributes
    ----------
    forced
        The best list with it; None when no list is left or time ran out; ``signal`` is what it gets there.
    conflict
        Rules that no list with it keeps.
    needs
        What would bring it in.
    extra
        What one more signal of each tier on offer would add.
    """

    forced: Other | None
    signal: str = ""
    conflict: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    extra: tuple[ExtraSignal, ...] = ()

    def json(self) -> dict[str, Json]:
        """Plain values."""
        return {
            "forced": None if self.forced is None else {"signal": self.signal or None, **self.forced.json()},
            "conflict": list(self.conflict),
            "needs": {need.column: need.json() for need in self.needs},
            "extra_signal": [one.json() for one in self.extra],
        }


@dataclass(frozen=True)
class Opening:
    """One change that takes a barrier away: of a field of the scenario or a column of the catalogue, to a value."""

    where: str
    name: str
    value: Json
    sentence: str

    def json(self) -> dict[str, Json]:
        """Plain values."""
        return {"where": self.where, "name": self.name, "value": self.value, "sentence": self.sentence}


@dataclass(frozen=True)
class Barrier:
    """One fact that keeps a program out: the columns, the reason, where the fact is from, and what would open it."""

    columns: tuple[str, ...]
    reason: str
    source: str
    openings: tuple[Opening, ...]

    def json(self) -> dict[str, Json]:
        """Plain values."""
        return {
            "columns": list(self.columns),
            "reason": self.reason,
            "source": self.source,
            "openings": [one.json() for one in self.openings],
        }


@dataclass(frozen=True)
class Odds:
    """Odds of an application without a signal (or in the mode on the list), utility and band; None where unknown."""

    p_interview: float | None
    p_match: float | None
    utility: float | None
    band: str | None

    def json(self) -> dict[str, Json]:
        """Plain values."""
        return {
            "p_interview": None if self.p_interview is None else number(self.p_interview),
            "p_match": None if self.p_match is None else number(self.p_match),
            "utility": None if self.utility is None else number(self.utility),
            "band": self.band,
        }


@dataclass(frozen=True)
class Answer:
    """All about one program; exactly one of ``listed``, ``unlisted`` and ``barriers`` is given once it is finished.

    ``origins`` tell where its values are from.
    """

    program: Named
    asked: str
    odds: Odds | None = None
    listed: Listed | None = None
    unlisted: Unlisted | None = None
    barriers: tuple[Barrier, ...] = ()
    origins: tuple[FromTable, ...] = ()

    @property
    def standing(self) -> str:
        """`listed`, `open`, `excluded`, or `unanswered` when time ran out before."""
        if self.listed is not None:
            return "listed"
        return "open" if self.unlisted is not None else "excluded" if self.barriers else "unanswered"

    def json(self) -> dict[str, Json]:
        """Plain values."""
        return {
            **self.program.json(),
            "asked": self.asked,
            "standing": self.standing,
            "odds": None if self.odds is None else self.odds.json(),
            "listed": None if self.listed is None else self.listed.json(),
            "open": None if self.unlisted is None else self.unlisted.json(),
            "excluded": [barrier.json() for barrier in self.barriers],
            "origins": [table.json() for table in self.origins],
        }


@dataclass(frozen=True)
class Answers:
    """Answers about several programs of one scenario.

    ``figures`` is the best list; None when there is none, and then only barriers are told. ``gap`` is its proven gap.
    """

    scenario: str
    status: str
    season: int
    figures: Figures | None
    gap: float | None
    answers: tuple[Answer, ...]
    notes: tuple[str, ...] = ()
    conflict: tuple[str, ...] = field(default=())

    def json(self) -> Mapping[str, Json]:
        """One object: scenario, status, figures, gap, programs, notes, conflict."""
        return {
            "scenario": self.scenario,
            "status": self.status,
            "season": self.season,
            "list": None if self.figures is None else self.figures.json(),
            "gap": self.gap,
            "programs": [answer.json() for answer in self.answers],
            "notes": list(self.notes),
            "conflict": list(self.conflict),
        }
