"""The sources of an import: their tables, what the user says about them, and which counts most."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from listopt.errors import Fault, Faults, InputError, did_you_mean
from listopt.intake.columns import LEFT_OUT, OWN
from listopt.intake.fields import fields, reader_of
from listopt.intake.language.specialties import mentioned, read_specialty
from listopt.intake.language.vocabulary import spoken
from listopt.intake.table import Table
from listopt.report.intake.found import ColumnRead

Wins = Literal["newest", "first", "last"]
"""Which source counts where several differ: the newest, or the first or last of those named."""
_SAYS_NOTHING = re.compile(
    r"\b(20\d\d|19\d\d|of|for|the|in|and|residency|residencies|sorted|list|lists|data|export|exported|img|imgs|friendly|us|my|sheet|sheet\d+|programs?|directory|all|new"
    r"|final|copy|csv|freida|acgme|nrmp|eras|match|v?\d{1,2})\b",
    re.IGNORECASE,
)


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


def read_mapping(said: Sequence[str], place: str = "--map") -> dict[str, str]:
    """Header as `spoken` gives it -> field, from texts such as ``Column=field``.

    Raises
    ------
    InputError
        With every text that is none, and every field that listopt does not know.
    """
    faults, found = Faults(), {}
    for text in said:
        header, sign, name = text.rpartition("=")
        wanted = name.strip().lower().replace(" ", "_").replace("-", "_")
        if not sign or not header.strip():
            faults.add(place, repr(text), "COLUMN=FIELD", 'For example: --map "Min CK=step2_min".')
        elif wanted not in (OWN, LEFT_OUT) and reader_of(wanted) is None:
            expected = f"a field of the catalogue, {OWN} to keep the column as your own, or {LEFT_OUT} to leave it out"
            faults.add(place, repr(name.strip()), expected, did_you_mean(wanted, [*fields(), OWN, LEFT_OUT]))
        else:
            found[spoken(header)] = wanted
    faults.raise_if_any()
    return found


def read_saved_mapping(path: Path) -> dict[str, str]:
    """Mapping saved by `save_mapping`: header as `spoken` gives it -> field.

    Raises
    ------
    InputError
        When the file cannot be read, or holds something else.
    """
    from listopt.scenario.files import read_tree  # here because most imports name no mapping

    tree = read_tree(path)
    columns = tree.child("columns")
    if columns is None or set(tree.entries) != {"columns"} or not isinstance(columns.content, dict):
        expected = "columns: and below it a line HEADER: FIELD for each column"
        raise InputError([Fault(str(path), tree.quoted, expected, "Save one with --save-mapping.")])
    return read_mapping([f"{header}={node.text}" for header, node in columns.entries.items()], str(path))


def mapping_text(columns: Iterable[ColumnRead]) -> str:
    """Mapping of recognised columns, and of the user's own, as `read_saved_mapping` reads it."""
    head = "# What the columns are: fields of the catalogue, own (kept as they are) or none (left out).\ncolumns:"
    fields = {column.header: column.field or (LEFT_OUT if column.how == "left out" else OWN) for column in columns
              if column.how != "empty"}  # fmt: skip
    lines = [f"  {json.dumps(header, ensure_ascii=False)}: {field}" for header, field in fields.items()]
    return "\n".join([head, *lines]) + "\n"


def check_mapping(wishes: Wishes, tables: Sequence[Table], strict: Sequence[str]) -> None:
    """Say which columns of ``strict`` (headers as `spoken`) no table has.

    Raises
    ------
    InputError
        Naming them, with the nearest header.
    """
    headers = {spoken(header): header for table in tables for header in table.headers}
    faults = [
        Fault("--map", repr(name), "the header of a column of these files", did_you_mean(name, headers.values()))
        for name in strict
        if name not in headers
    ]
    if faults:
        raise InputError(faults)


def specialty_of(table: Table) -> tuple[str, str]:
    """Specialty that a sheet, its file or its title is named after, and which of them; empty when it is none."""
    named = {"the name of the sheet": table.grid.called, "the name of the file": Path(table.grid.source).stem}
    named |= {f'the title "{title}"': title for title in table.titles[:3]}
    for place, text in named.items():
        words = re.sub(r"[_.]+|(?<=[a-z])(?=[A-Z])", " ", text)
        told = " ".join(_SAYS_NOTHING.sub(" ", words).split()).strip(" -,()")
        read = [found[0] for one in (text, words, told) if one and (found := read_specialty(one)) is not None]
        specialty = read[0] if read else mentioned(words)
        if specialty:
            return specialty, place
    return "", ""
