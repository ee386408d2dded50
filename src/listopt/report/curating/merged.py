"""Tables laid together into one, and where they contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from listopt.importers.origins import HEADER, Origin
from listopt.report.page import tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.words import commas, count
from listopt.report.worksheet import Worksheet
from listopt.report.worksheetfiles import worksheet_csv

if TYPE_CHECKING:
    from listopt.report.page import Page

MOST_COLUMNS = 8
"""Columns with contradictions that a screen names."""


class Contradiction(NamedTuple):
    """Two filled cells of one program and column that mean different things: which counts, and where both stand."""

    program_id: str
    column: str
    kept: str
    kept_from: str
    dropped: str
    dropped_from: str


@dataclass(frozen=True)
class Merged:
    """Tables laid together.

    Attributes
    ----------
    tables
        Name and number of rows of each.
    sheet
        The one table they make, all cells text.
    contradictions
        In the order of the programs, then of the columns.
    origins
        Program and column -> where the value that counts was imported from, as far as a side file says so.
    """

    tables: tuple[tuple[str, int], ...]
    sheet: Worksheet
    contradictions: tuple[Contradiction, ...]
    origins: tuple[tuple[str, str, Origin], ...]


def merged_csv(found: Merged) -> bytes:
    """The one table, to be read as a catalogue."""
    return worksheet_csv(found.sheet)


def contradictions_csv(found: Merged) -> bytes:
    """One line per contradiction."""
    header = Contradiction._fields
    return worksheet_csv(Worksheet(header, found.contradictions))


def origins_csv(found: Merged) -> bytes:
    """Side file with one line per value whose origin is known."""
    rows = ((code, column, *origin) for code, column, origin in found.origins)
    return worksheet_csv(Worksheet(HEADER, tuple(rows)))


def write_merged_text(found: Merged, page: Page) -> str:
    """Sum up what was laid together and what contradicts what."""
    lines: list[Line] = [((line, role),) for text, role in _sentences(found) for line in wrap(tidy(text), page.columns)]
    return "\n".join(render(line, page) for line in lines) + "\n"


def _sentences(found: Merged) -> Iterator[tuple[str, str]]:
    headers, rows = found.sheet.headers, found.sheet.rows
    of = commas(f"{name} ({count(many, 'row')})" for name, many in found.tables)
    yield f"{count(len(rows), 'program')} and {count(len(headers), 'column')} from {of}.", ""
    if not found.contradictions:
        yield "No contradictions.", "good"
        return
    many = Counter(one.column for one in found.contradictions)
    named = [f"{column} ({times:,})" for column, times in many.most_common(MOST_COLUMNS)]
    rest = [f"{len(many) - MOST_COLUMNS} other columns"] if len(many) > MOST_COLUMNS else []
    programs = len({one.program_id for one in found.contradictions})
    told = f"{count(len(found.contradictions), 'contradiction')} at {count(programs, 'program')}"
    yield f"{told}: {commas([*named, *rest])}.", "warning"
