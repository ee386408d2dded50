"""A report read back as typed values with harmless text, in the order people read it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from listopt.report.page import tidy
from listopt.report.record import Record

if TYPE_CHECKING:
    from listopt.report.contents import Report

TIERS = ("gold", "silver", "signal")
"""Signal tiers, the strongest first; an application without a signal comes after all of them."""


@dataclass(frozen=True)
class Choice:
    """One program of the list; texts that are not known are empty, numbers None."""

    program_id: str
    name: str
    specialty: str
    city: str
    state: str
    signal: str
    band: str
    p_interview: float | None
    p_interview_low: float | None
    p_interview_high: float | None
    p_match: float | None
    p_match_low: float | None
    p_match_high: float | None
    utility: float | None
    fee: float | None
    marginal: float | None
    reasons: tuple[str, ...]

    @property
    def place(self) -> str:
        """City and state, as far as they are known."""
        return ", ".join(part for part in (self.city, self.state) if part)

    @property
    def title(self) -> str:
        """Name without the word "Program" that ends most of them; the code where there is no name."""
        return self.name.removesuffix(" Program").strip() or self.program_id


@dataclass(frozen=True)
class Group:
    """The programs of one specialty; the specialty is empty where the catalogue names none."""

    specialty: str
    choices: tuple[Choice, ...]

    @property
    def n_signals(self) -> int:
        """Programs that get a signal."""
        return sum(bool(choice.signal) for choice in self.choices)

    @property
    def fees(self) -> float:
        """Application fees in dollars."""
        return sum(choice.fee or 0.0 for choice in self.choices)


@dataclass(frozen=True)
class Check:
    """A fact to look up: of which program, which column, and why."""

    program_id: str
    program: str
    column: str
    why: str
    worth: float | None


@dataclass(frozen=True)
class View:
    """A report ready to be laid out; its groups stand in the order the summary names the specialties."""

    report: Report
    result: Record
    groups: tuple[Group, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All programs of the list in reading order: specialty, signal tier, falling marginal."""
        return tuple(choice for group in self.groups for choice in group.choices)

    @property
    def status(self) -> str:
        """How the solve ended."""
        return self.result.text("status")

    @property
    def summary(self) -> Record:
        """The summary of the result."""
        return self.result.record("summary")

    def sentences(self, sentences: tuple[str, ...]) -> tuple[str, ...]:
        """Sentences of the report made harmless."""
        return tuple(self.result.clean(sentence) for sentence in sentences)

    @property
    def left_out(self) -> tuple[tuple[str, int], ...]:
        """Kinds of reason for leaving programs out with their counts, the most frequent first."""
        counts = dict(self.report.excluded_by_reason)
        if not counts:
            for row in self.result.records("excluded"):
                counts[row.text("reason")] = counts.get(row.text("reason"), 0) + 1
        ranked = sorted(counts.items(), key=lambda item: -item[1])
        return tuple((self.result.clean(kind), many) for kind, many in ranked)

    @property
    def programs_to_check(self) -> tuple[tuple[str, tuple[Check, ...]], ...]:
        """Programs with facts to verify, the one with the most worth knowing first."""
        by: dict[str, list[Check]] = {}
        for check in self.checks:
            by.setdefault(check.program_id, []).append(check)
        ranked = sorted(by.values(), key=lambda checks: -sum(check.worth or 0.0 for check in checks))
        return tuple((checks[0].program, tuple(checks)) for checks in ranked)

    @property
    def checks(self) -> tuple[Check, ...]:
        """Facts to verify, the most important first."""
        names = {choice.program_id: ", ".join(filter(None, (choice.title, choice.place))) for choice in self.choices}
        return tuple(
            Check(
                row.text("program_id"),
                names.get(row.text("program_id")) or row.text("name") or row.text("program_id"),
                row.text("column"),
                row.text("why"),
                row.number("worth"),
            )
            for row in self.result.records("to_verify")
        )


def view_of(report: Report, *, ascii: bool = False) -> View:
    """Typed view of a report; with ``ascii`` all texts are put into plain characters."""
    result = Record(report.result, partial(tidy, ascii=ascii))
    choices = sorted((_choice(row) for row in result.records("portfolio")), key=_reading_order)
    members = {name: tuple(chosen) for name, chosen in groupby(choices, key=lambda choice: choice.specialty)}
    first = [
        name for name in map(result.clean, result.record("summary").record("by_specialty").values) if name in members
    ]
    order = dict.fromkeys([*first, *members])
    return View(report, result, tuple(Group(specialty, members[specialty]) for specialty in order))


def _reading_order(choice: Choice) -> tuple[str, int, str, float, str]:
    rank = (*TIERS, "other", "").index(choice.signal if choice.signal in (*TIERS, "") else "other")
    return choice.specialty, rank, choice.signal, -(choice.p_match or 0.0), choice.program_id


def _choice(row: Record) -> Choice:
    return Choice(
        program_id=row.text("program_id"),
        name=row.text("name"),
        specialty=row.text("specialty"),
        city=row.text("city"),
        state=row.text("state"),
        signal=row.text("signal"),
        band=row.text("band"),
        p_interview=row.number("p_interview"),
        p_interview_low=row.number("p_interview_low"),
        p_interview_high=row.number("p_interview_high"),
        p_match=row.number("p_match"),
        p_match_low=row.number("p_match_low"),
        p_match_high=row.number("p_match_high"),
        utility=row.number("utility"),
        fee=row.number("fee"),
        marginal=row.number("marginal"),
        reasons=row.texts("reasons"),
    )
