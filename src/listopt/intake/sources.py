"""The sources of an import: their tables, what the user says about them, and which counts most."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from listopt.errors import Faults, did_you_mean

Wins = Literal["newest", "first", "last"]
"""Which source counts where several differ: the newest, or the first or last of those named."""


@dataclass(frozen=True)
class Wishes:
    """What the user says about an import.

    Attributes
    ----------
    mapping
        Header as `listopt.intake.language.vocabulary.spoken` gives it -> field, ``own`` or ``none``.
    wins
        Which source counts where several differ.
    dates
        Name of a file -> its date, for those whose date of change is not theirs.
    specialty
        Specialty of rows that tell none.
    sheets
        Names of the sheets to read; empty means all.
    add_new
        Whether rows with a well-formed code that the catalogue does not have become programs of their own.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    wins: Wins = "newest"
    dates: Mapping[str, datetime.date] = field(default_factory=dict)
    specialty: str = ""
    sheets: tuple[str, ...] = ()
    add_new: bool = False


@dataclass(frozen=True)
class Source:
    """One file of an import, and its date: the day it was last changed (UTC) unless the user says otherwise."""

    path: Path
    date: datetime.date

    @property
    def name(self) -> str:
        """Name of the file as given."""
        return str(self.path)


def sources(files: Sequence[Path], wishes: Wishes) -> tuple[Source, ...]:
    """Files with their dates, those that count most last.

    Raises
    ------
    InputError
        When a file is named twice, or a date is given to a file that is not named.
    """
    faults = Faults()
    names = [str(path) for path in files]
    for name in sorted({name for name in names if names.count(name) > 1}):
        faults.add(name, "the same file twice", "each file once")
    for name in wishes.dates:
        if name not in names:
            faults.add("--date", repr(name), "a file of this import", did_you_mean(name, names))
    faults.raise_if_any()
    dated = [Source(path, wishes.dates.get(str(path)) or _changed(path)) for path in files]
    if wishes.wins == "first":
        return tuple(reversed(dated))
    return tuple(sorted(dated, key=lambda source: source.date) if wishes.wins == "newest" else dated)


def _changed(path: Path) -> datetime.date:
    try:
        seconds = path.stat().st_mtime
    except OSError:
        return datetime.date.min
    return datetime.datetime.fromtimestamp(seconds, tz=datetime.UTC).date()
