"""Programs of a catalogue as a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.curating.cells import Value, written
from listopt.report.curating.grid import Grid, laid
from listopt.report.page import tidy, wrap
from listopt.report.paint import Line, render
from listopt.report.tables import json_text
from listopt.report.words import commas, count

if TYPE_CHECKING:
    from listopt.report.page import Page

SHOWN = 50
"""Programs a screen shows unless told otherwise."""


@dataclass(frozen=True)
class Listed:
    """Programs that fit, in the order asked for.

    Attributes
    ----------
    columns
        Columns of the catalogue to show.
    rows
        One per program to show, with a value per column.
    numeric
        Columns of numbers.
    n_fitting, n_programs
        Programs that fit, shown or not, and all there are.
    unknown
        Column -> programs that would fit but for facts that are not known, this one among them.
    n_unknown
        How many programs these are.
    remarks
        Values asked for that no program has.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    numeric: tuple[str, ...]
    n_fitting: int
    n_programs: int
    unknown: Mapping[str, int]
    n_unknown: int
    remarks: tuple[str, ...] = ()

    @property
    def grid(self) -> Grid:
        """The programs as a table of texts, as a catalogue file has them."""
        rows = (tuple(map(written, row, self.columns)) for row in self.rows)
        return Grid(self.columns, tuple(rows), self.numeric)


def write_listed_text(found: Listed, page: Page) -> str:
    """Programs as a table that fits the page, then how many there are and why others are missing."""
    table = laid(found.grid, page)
    lines: list[Line] = list(table.lines) if found.rows else []
    if table.left_out and found.rows:
        told = f"No room for {commas(table.left_out)}; a file has all columns: -o FILE.csv."
        lines += _sentence(told, page)
    for sentence in _sentences(found):
        lines += _sentence(sentence, page)
    return "\n".join(render(line, page) for line in lines) + "\n"


def _sentence(text: str, page: Page) -> list[Line]:
    return [((line, "dim"),) for line in wrap(tidy(text, ascii=page.ascii), page.columns)]


def _sentences(found: Listed) -> Iterator[str]:
    total = count(found.n_programs, "program")
    if len(found.rows) < found.n_fitting:
        yield f"{found.n_fitting:,} of {total}; the first {len(found.rows)} are shown (--limit {found.n_fitting}: all)."
    else:
        yield f"{found.n_fitting:,} of {total}." if found.n_fitting else f"None of {total}."
    if found.n_unknown:
        columns = commas(f"{name} ({many:,})" for name, many in found.unknown.items())
        yield f"{count(found.n_unknown, 'other')} left out only because cells are empty: {columns}."
    yield from found.remarks


def write_listed_markdown(found: Listed, page: Page) -> str:
    """Programs as a table for a document."""
    return found.grid.markdown()


def write_listed_csv(found: Listed, page: Page) -> str:
    """Programs as a table for a spreadsheet; with `program_id` it can be read back as a catalogue."""
    return found.grid.csv(page)


def write_listed_json(found: Listed, page: Page) -> str:
    """Programs and counts as plain values."""
    return json_text(
        {
            "n_programs": found.n_programs,
            "n_fitting": found.n_fitting,
            "n_unknown": found.n_unknown,
            "unknown": dict(found.unknown),
            "programs": [dict(zip(found.columns, row, strict=True)) for row in found.rows],
        },
        page,
    )


LISTED_WRITERS: Mapping[str, Callable[[Listed, Page], str]] = {
    "text": write_listed_text,
    "md": write_listed_markdown,
    "csv": write_listed_csv,
    "json": write_listed_json,
}
