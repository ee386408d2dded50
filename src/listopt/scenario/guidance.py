"""What a strategy says beside its goals and rules: risk factors, warnings, a checklist, a timeline, advice."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import AfterValidator, ConfigDict, Field

from listopt.applicant import Frozen
from listopt.candidate import Candidate, When, holds, told
from listopt.scenario.names import refusal

FIRST_MONTH = 5
"""Month in which the year of a Match begins: earlier months belong to the year in which it ends."""


def _month_and_day(text: str) -> str:
    try:
        if re.fullmatch(r"\d\d-\d\d", text):
            datetime.date.fromisoformat(f"2000-{text}")
            return text
    except ValueError:
        pass
    raise refusal("a month and a day, such as 09-25", 'Put it in quotes: "09-25".')


MonthDay = Annotated[str, AfterValidator(_month_and_day)]


class Deferred(Frozen):
    """Base of what only strategies need: checked against when it is first used, not at every start."""

    model_config = ConfigDict(defer_build=True)


class Said(Deferred):
    """One sentence for the applicant."""

    text: str = Field(min_length=1)
    """The sentence."""
    when: When = Field(default_factory=dict)
    """Whom it concerns; everybody by default."""
    rules: tuple[str, ...] = ()
    """Rules of the seed articles that it carries out."""


class Check(Said):
    """One item of the readiness checklist."""

    met: When = Field(default_factory=dict)
    """What shows that it is done; empty when only the applicant can tell."""


class Event(Said):
    """One entry of the season's timeline: a span of days, or a phase with a name."""

    phase: str = ""
    """Name of the phase; by default its days."""
    begins: MonthDay | None = None
    """First day, such as 05-01."""
    ends: MonthDay | None = None
    """Last day; by default the first one."""

    def days(self, season: int) -> tuple[datetime.date, datetime.date] | None:
        """First and last day in the year of a Match; None for a phase without days."""
        if self.begins is None:
            return None
        first, last = (_day(text, season) for text in (self.begins, self.ends or self.begins))
        return first, last


def _day(text: str, season: int) -> datetime.date:
    month, day = (int(part) for part in text.split("-"))
    return datetime.date(season - 1 if month >= FIRST_MONTH else season, month, day)


class Chosen(Deferred):
    """A variant that applies, of which strategy, and why."""

    strategy: str
    variant: str
    because: str


class Guidance(Deferred):
    """All that the strategy in force says, for one applicant's variants."""

    strategy: str
    """Name of the strategy."""
    description: str = ""
    """What it is for."""
    chosen: tuple[Chosen, ...] = ()
    """Variants that apply, the outermost first."""
    undecided: tuple[str, ...] = ()
    """Variants that may apply: what would have to be known, in words."""
    names_specialties: bool = False
    """Whether the specialties are the strategy's, not the scenario's own."""
    supplied: tuple[str, ...] = ()
    """Names of the rules that are the strategy's, not the scenario's own."""
    left_out: tuple[str, ...] = ()
    """Rules of the strategy that have nothing to say here, each with the reason."""
    risks: tuple[Said, ...] = ()
    gates: tuple[Said, ...] = ()
    checklist: tuple[Check, ...] = ()
    timeline: tuple[Event, ...] = ()
    advice: tuple[Said, ...] = ()
    carries: Mapping[str, tuple[str, ...]] = {}
    """Part of the strategy, or name of one of its rules -> rules of the seed articles that it carries out."""


@dataclass(frozen=True)
class Item:
    """An entry of the checklist: done, not done, or None when listopt cannot tell."""

    text: str
    done: bool | None


@dataclass(frozen=True)
class Entry:
    """An entry of the timeline; without days it is a phase."""

    phase: str
    text: str
    days: tuple[datetime.date, datetime.date] | None


@dataclass(frozen=True)
class Guided:
    """What the strategy says to one applicant.

    Attributes
    ----------
    guidance
        All that it says.
    risks
        Risk factors that hold: sentence, and the facts behind it.
    warnings
        What to think about before applying, with the facts behind it.
    checklist, timeline, advice
        Whatever concerns this applicant; the timeline with phases first, then by date.
    """

    guidance: Guidance
    risks: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    checklist: tuple[Item, ...]
    timeline: tuple[Entry, ...]
    advice: tuple[str, ...]


def guide(guidance: Guidance, who: Candidate) -> Guided:
    """Say what a strategy has to say to one applicant."""
    risks = _meant(guidance.risks, who)
    who = Candidate(who.applicant, who.season, who.specialties, len(risks))
    entries = [Entry(event.phase, event.text, event.days(who.season)) for event in _meant(guidance.timeline, who)]
    checks = _meant(guidance.checklist, who)
    return Guided(
        guidance,
        tuple((risk.text, told(risk.when, who)) for risk in risks),
        tuple(f"{gate.text} ({told(gate.when, who)})" if gate.when else gate.text
              for gate in _meant(guidance.gates, who)),
        tuple(Item(check.text, holds(check.met, who) if check.met else None) for check in checks),
        tuple(sorted(entries, key=lambda entry: entry.days or (datetime.date.min, datetime.date.min))),
        tuple(one.text for one in _meant(guidance.advice, who)),
    )  # fmt: skip


Some = TypeVar("Some", bound=Said)


def _meant(sentences: Iterable[Some], who: Candidate) -> list[Some]:
    """Keep the sentences whose condition holds."""
    return [one for one in sentences if holds(one.when, who)]
