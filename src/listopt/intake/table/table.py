"""A sheet as a table: where its header stands, what its columns hold, and its rows."""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterator
from dataclasses import dataclass

from listopt.intake.language.clean import clean
from listopt.intake.reading import Grid, Line
from listopt.intake.table.header import header_line, second_line
from listopt.intake.table.profile import Filling, Profile

_LOOKED_AT = 40
"""Lines among which the header is looked for."""


@dataclass(frozen=True, eq=False)
class Table:
    """A sheet whose header is found.

    Attributes
    ----------
    grid
        The sheet.
    headers
        Clean header of each column; ``column 3`` where there is none.
    given
        Whether the sheet gives a column its header.
    head
        Position of the header line; -1 when the first line is data already.
    titles
        What stands above the header.
    profiles
        What each column holds.
    n_rows
        Lines below the header that are not blank.
    """

    grid: Grid
    headers: tuple[str, ...]
    given: tuple[bool, ...]
    head: int
    titles: tuple[str, ...]
    profiles: tuple[Profile, ...]
    n_rows: int

    def rows(self) -> Iterator[tuple[int, Line]]:
        """Every line below the header that is not blank, with its number as a spreadsheet shows it."""
        return _below(self.grid, self.head)

    def is_header(self, line: Line) -> bool:
        """Whether a line repeats the header."""
        return self.head >= 0 and [clean(cell) for cell in line if cell.strip()] == [
            header for header, given in zip(self.headers, self.given, strict=True) if given
        ]


def find_table(grid: Grid, known: Container[str]) -> Table | None:
    """Find the header of a sheet and look through its columns; None when the sheet holds no rows.

    Parameters
    ----------
    grid
        The sheet.
    known
        Codes of the catalogue, by which a first line of data is told from a header.
    """
    first = list(itertools.islice(grid.lines(), _LOOKED_AT))
    head = header_line(first, known)
    titles = tuple(text for line in first[: max(head, 0)] for cell in line if (text := clean(cell)))
    headers = list(map(clean, first[head])) if head >= 0 else []
    below = list(map(clean, first[head + 1])) if 0 <= head < len(first) - 1 else []
    if joined := second_line(headers, below, known):
        headers, head = joined, head + 1
    n_rows, fillings = 0, [Filling() for _ in headers]
    for _, line in _below(grid, head):
        n_rows += 1
        fillings += [Filling() for _ in line[len(fillings) :]]
        for filling, cell in zip(fillings, line, strict=False):
            if cell:
                filling.add(cell)
    if not n_rows:
        return None
    headers += [""] * (len(fillings) - len(headers))
    names = tuple(header or f"column {position}" for position, header in enumerate(headers, start=1))
    profiles = tuple(filling.profile(stored=grid.formatted) for filling in fillings)
    return Table(grid, names, tuple(map(bool, headers)), head, titles, profiles, n_rows)


def _below(grid: Grid, head: int) -> Iterator[tuple[int, Line]]:
    for number, line in enumerate(grid.lines(), start=1):
        if number > head + 1 and any(cell and not cell.isspace() for cell in line):
            yield number, line
