"""Scenarios and saved results side by side: what each is, what differs, and which ends better in the same seasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from listopt.report.changes import Side
    from listopt.report.contents import Json
    from listopt.simulation.together import Duel

FAULTY, UNFINISHED = "faulty", "unfinished"
"""Statuses of a side that never was a problem: its input has faults, or the search was ended before it."""


@dataclass(frozen=True)
class Contender:
    """One of the sides.

    Attributes
    ----------
    key
        Letter by which the tables call it.
    name
        Short name, unique among the sides.
    source
        File, and the settings put over it, as given.
    title
        Name of the scenario; empty when its input has faults.
    season
        Year of the Match; None where it is not known.
    side
        Status (as of `listopt solve`, `FAULTY` or `UNFINISHED`), figures and objective.
    message
        Why there is no list; empty when there is one.
    remarks
        What this side cannot take part in, and why.
    warnings
        Warnings of its report.
    """

    key: str
    name: str
    source: str
    title: str
    season: int | None
    side: Side
    message: str
    remarks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def listed(self) -> bool:
        """Whether it has a list."""
        return bool(self.side.summary)


@dataclass(frozen=True)
class Difference:
    """An input that is not the same on all sides.

    Attributes
    ----------
    part
        What it belongs to: ``scenario``, ``strategy``, ``files`` (fingerprints) or ``versions``.
    name
        Key path in the scenario (rules by their name), file or package.
    values
        Side -> value; None where nothing is set. Sides whose inputs are not known are absent.
    """

    part: str
    name: str
    values: Mapping[str, Json]


@dataclass(frozen=True)
class Application:
    """How one side applies to a program: signal ("" without one), chances, utility; None where not known."""

    signal: str
    p_interview: float | None
    p_match: float | None
    utility: float | None


@dataclass(frozen=True)
class Listed:
    """A program that is on at least one list.

    Attributes
    ----------
    name, specialty, city, state
        As in the catalogue; empty where it says nothing.
    applications
        Side -> how it applies; sides that do not are absent.
    shut
        Side -> why the program is not open there.
    """

    program_id: str
    name: str
    specialty: str
    city: str
    state: str
    applications: Mapping[str, Application]
    shut: Mapping[str, str]

    @property
    def title(self) -> str:
        """Name and place; the code where there is no name."""
        return ", ".join(filter(None, (self.name.removesuffix(" Program") or self.program_id, self.city, self.state)))

    @property
    def signalled(self) -> bool:
        """Whether any side sends it a signal."""
        return any(use.signal for use in self.applications.values())

    def signal(self, key: str) -> str | None:
        """Signal of one side: "" without one, None when the program is not on its list."""
        return self.applications[key].signal if key in self.applications else None


@dataclass(frozen=True)
class Cell:
    """A cell of the catalogue that differs: column, and side -> value (None where it is empty)."""

    column: str
    values: Mapping[str, Json]


@dataclass(frozen=True)
class Shift:
    """A program whose odds are not the same on all sides where they are known.

    Attributes
    ----------
    signal
        The way of applying that is compared: "" without a signal, else the tier.
    p_interview, p_match
        Side -> chance; None where it is not known.
    terms
        Term of the log odds that differs -> side -> its value.
    causes
        Inputs that explain it, by their names; `UNTOLD` or `OTHER_PROGRAMS` where that is all one can say.
    cells
        Cells of this program that differ.
    """

    program_id: str
    title: str
    signal: str
    p_interview: Mapping[str, float | None]
    p_match: Mapping[str, float | None]
    terms: Mapping[str, Mapping[str, float]]
    causes: tuple[str, ...]
    cells: tuple[Cell, ...]


UNTOLD = "not told by a saved result"
OTHER_PROGRAMS = "cells of other programs"
"""Causes that are no input by itself: odds of a program also rest on the rates of programs like it."""


@dataclass(frozen=True)
class Pair:
    """Two sides that have lists.

    Attributes
    ----------
    first, second
        Keys of the sides.
    both
        Programs on both lists.
    shared
        Chances of a match that lie in both ranges, from and to; None when the ranges do not meet.
    overlap
        Part of the narrower range that lies in the other, from 0 to 1.
    duel
        How the same seasons end; None when one of the lists cannot be played.
    """

    first: str
    second: str
    both: int
    shared: tuple[float, float] | None
    overlap: float
    duel: Duel | None


@dataclass(frozen=True)
class Comparison:
    """Sides side by side; differences of figures count against the first side that has a list.

    Attributes
    ----------
    contenders
        The sides, in the order given.
    differences
        Inputs that are not the same on all sides.
    programs
        Programs on any list, in order of specialty and code.
    shifts
        Programs whose odds differ, the largest difference first.
    pairs
        All pairs of sides that have lists.
    seasons, seed
        How often the lists were played, and the start of the random numbers.
    comparable
        Whether all sides are known to weigh the same goals alike, so that their objectives can be compared.
    """

    contenders: tuple[Contender, ...]
    differences: tuple[Difference, ...]
    programs: tuple[Listed, ...]
    shifts: tuple[Shift, ...]
    pairs: tuple[Pair, ...]
    seasons: int
    seed: int
    comparable: bool

    @property
    def listed(self) -> tuple[Contender, ...]:
        """Sides that have a list."""
        return tuple(one for one in self.contenders if one.listed)

    @property
    def in_all(self) -> tuple[Listed, ...]:
        """Programs on every list, when there are several."""
        many = len(self.listed)
        return tuple(one for one in self.programs if many > 1 and len(one.applications) == many)

    @property
    def in_some(self) -> tuple[Listed, ...]:
        """Programs on several lists, but not on all."""
        return tuple(one for one in self.programs if 1 < len(one.applications) < len(self.listed))

    def only_in(self, key: str) -> tuple[Listed, ...]:
        """Programs on the list of one side alone."""
        return tuple(one for one in self.programs if list(one.applications) == [key] and len(self.listed) > 1)

    @property
    def signals_moved(self) -> tuple[Listed, ...]:
        """Programs that get a signal from some side, and not the same from every side that has a list."""
        keys = [one.key for one in self.listed]
        return tuple(one for one in self.programs if one.signalled and len({one.signal(key) for key in keys}) > 1)
