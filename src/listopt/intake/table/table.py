"""A sheet as a table: where its header stands, what its columns hold, and its rows."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from listopt.intake.language.clean import clean
from listopt.intake.reading import Grid, Line
from listopt.intake.table.header import header_line, is_another, second_line
from listopt.intake.table.profile import Filling, Profile

_LOOKED_AT = 40
"""Lines among which the header is looked for."""
_TEXTS_OF_HEADING, _MOST_HEADINGS = 2, 20
"""Texts that a line with a heading may have, and lines with so few that are remembered for the next table."""
Texts = tuple[str, ...]


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
    end
        Line before the header of the next table in the sheet; None when there is none.
    heads
        Clean texts of each line of the header.
    titles
        What stands above the header.
    before
        Lines of the table above with few texts, among them the headings that stand above this one.
    profiles
        What each column holds.
    n_rows
        Lines below the header that are not blank.
    """

    grid: Grid
    headers: tuple[str, ...]
    given: tuple[bool, ...]
    head: int
    end: int | None
    heads: tuple[Texts, ...]
    titles: tuple[str, ...]
    before: tuple[Line, ...]
    profiles: tuple[Profile, ...]
    n_rows: int

    def rows(self) -> Iterator[tuple[int, Line]]:
        """Every line below the header that is not blank, with its number as a spreadsheet shows it."""
        return _below(self.grid, self.head, self.end)

    def is_header(self, line: Line) -> bool:
        """Whether a line repeats the header, or a line of it."""
        return _repeats(line, self.heads)


class _Draft:
    """A table while its rows are looked through."""

    def __init__(self, headers: Sequence[str], head: int, heads: Sequence[Texts], before: Sequence[Line]) -> None:
        self.headers, self.head, self.heads, self.before = list(headers), head, tuple(heads), tuple(before)
        self.headings: deque[Line] = deque(before, _MOST_HEADINGS)
        self.n_rows, self._fillings = 0, [Filling() for _ in headers]

    def add(self, line: Line) -> None:
        """Take in a row."""
        self.n_rows += 1
        n_texts = sum(1 for cell in line if cell and not cell.isspace())
        if n_texts <= _TEXTS_OF_HEADING:
            self.headings.append(line)
        self._fillings += [Filling() for _ in line[len(self._fillings) :]]
        for filling, cell in zip(self._fillings, line, strict=False):
            if cell:
                filling.add(cell, alone=n_texts == 1)

    def table(self, grid: Grid, titles: tuple[str, ...], end: int | None) -> list[Table]:
        """The table, if it has rows."""
        headers = [*self.headers, *[""] * (len(self._fillings) - len(self.headers))]
        names = tuple(header or f"column {position}" for position, header in enumerate(headers, start=1))
        profiles = tuple(filling.profile(self.n_rows, stored=grid.formatted) for filling in self._fillings)
        given = tuple(map(bool, headers))
        table = Table(grid, names, given, self.head, end, self.heads, titles, self.before, profiles, self.n_rows)
        return [table] if self.n_rows else []


def find_tables(grid: Grid, known: Container[str]) -> list[Table]:
    """Find the tables of a sheet and look through their columns; another one begins with another header.

    Parameters
    ----------
    grid
        The sheet.
    known
        Codes of the catalogue, by which a first line of data is told from a header.
    """
    first = list(itertools.islice(grid.lines(), _LOOKED_AT))
    head = header_line(first, known)
    titles = tuple(text for line in first[: max(head, 0)] for text in _texts(line))
    headers = list(map(clean, first[head])) if head >= 0 else []
    below = list(map(clean, first[head + 1])) if 0 <= head < len(first) - 1 else []
    heads = [_texts(headers)] if headers else []
    if joined := second_line(headers, below, known):
        headers, head, heads = joined, head + 1, [*heads, _texts(below)]
    tables, draft = [], _Draft(headers, head, heads, ())
    for number, line in _below(grid, head):
        if _repeats(line, draft.heads):
            draft.n_rows += 1
        elif is_another(line):
            tables += draft.table(grid, titles, number - 1)
            draft = _Draft(list(map(clean, line)), number - 1, [_texts(line)], draft.headings)
        else:
            draft.add(line)
    return tables + draft.table(grid, titles, None)


def _texts(line: Line) -> Texts:
    return tuple(text for cell in line if (text := clean(cell)))


def _repeats(line: Line, heads: Sequence[Texts]) -> bool:
    first = next((cell for cell in line if cell and not cell.isspace()), "")
    return any(head[0] == clean(first) for head in heads) and _texts(line) in heads


def _below(grid: Grid, head: int, end: int | None = None) -> Iterator[tuple[int, Line]]:
    for number, line in enumerate(itertools.islice(grid.lines(), end), start=1):
        if number > head + 1 and any(cell and not cell.isspace() for cell in line):
            yield number, line
