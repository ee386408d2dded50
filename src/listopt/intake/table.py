"""A sheet as a table: where its header stands, what its columns hold, and its rows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from listopt.intake.language.clean import clean
from listopt.intake.language.codes import find_code
from listopt.intake.language.vocabulary import hints, spoken, synonyms
from listopt.intake.reading import Grid, Line

_LOOKED_AT = 40
"""Lines among which the header is looked for."""
_SAMPLE = 300
"""Different cells of a column kept to tell what it holds."""
_PLAIN_NUMBER = re.compile(r"[\s~<>=≤≥]*(\d+(?:[.,]\d+)?|[.,]\d+)\s*")
"""Number without a percent sign, perhaps with a decimal comma."""
_BEFORE_NUMBERS = " ~<>=≤≥.,0123456789"
_LONGEST_HEADER = 80


@dataclass(frozen=True)
class Profile:
    """What a column holds: how many cells are filled, some of the different ones, and the greatest plain number."""

    n_filled: int
    sample: tuple[str, ...]
    greatest: float


@dataclass(frozen=True, eq=False)
class Table:
    """A sheet whose header is found.

    Attributes
    ----------
    grid
        The sheet.
    headers
        Clean header of each column; ``column 3`` where there is none.
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
            header for header, given in zip(self.headers, self._given, strict=True) if given
        ]

    @property
    def _given(self) -> list[bool]:
        return [not header.startswith("column ") for header in self.headers]


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
    head = _header(first, known)
    titles = tuple(text for line in first[: max(head, 0)] for cell in line if (text := clean(cell)))
    given = [clean(cell) for cell in first[head]] if head >= 0 else []
    under = _under(given, first[head + 1 : head + 2], known)
    given, head = (under, head + 1) if under else (given, head)
    width, n_rows = len(first[head]) if head >= 0 else 0, 0
    fillings: list[_Filling] = []
    for _, line in _below(grid, head):
        n_rows += 1
        while len(fillings) < len(line):
            fillings.append(_Filling())
        for filling, cell in zip(fillings, line, strict=False):
            if cell:
                filling.add(cell)
    if not n_rows:
        return None
    width = max(width, len(fillings))
    fillings += [_Filling() for _ in range(width - len(fillings))]
    headers = [*given, *[""] * (width - len(given))]
    names = tuple(header or f"column {position}" for position, header in enumerate(headers, start=1))
    return Table(grid, names, head, titles, tuple(filling.profile() for filling in fillings), n_rows)


def _below(grid: Grid, head: int) -> Iterator[tuple[int, Line]]:
    for number, line in enumerate(grid.lines(), start=1):
        if number > head + 1 and any(cell and not cell.isspace() for cell in line):
            yield number, line


def _header(lines: Sequence[Line], known: Container[str]) -> int:
    """Position of the line that most looks like a header; -1 when the first filled one is data."""
    filled = [position for position, line in enumerate(lines) if any(map(str.strip, line))]
    if not filled:
        return -1
    scores = {position: _headers_known(lines[position]) for position in filled}
    best = max(filled, key=lambda position: (scores[position], -position))
    if scores[best] >= 2 or (scores[best] == 1 and len([cell for cell in lines[best] if cell.strip()]) == 1):
        return best
    wide = next((position for position in filled if sum(map(bool, lines[position])) > 1), filled[0])
    return -1 if any(_is_data(cell, known) for cell in lines[wide]) and not scores[wide] else wide


def _under(upper: Sequence[str], following: Sequence[Line], known: Container[str]) -> list[str]:
    """Headers of two lines of which the upper one names groups of columns; empty when the next line is no header."""
    lower = [clean(cell) for cell in following[0]] if following else []
    grouped = any(below and not above for above, below in itertools.zip_longest(upper, lower, fillvalue=""))
    if not grouped or sum(map(bool, lower)) < 2 or any(_is_data(cell, known) for cell in lower if cell):
        return []
    headers, group, joined = [], "", 0
    for above, below in itertools.zip_longest(upper, lower, fillvalue=""):
        group = above or group
        both = f"{group} {below}"
        names = [name for name in (both, below) if below and (_is_known(name))]
        joined += bool(names)
        headers.append(names[0] if names else both.strip() if below else above)
    return headers if joined >= 2 else []


def _is_known(header: str) -> bool:
    return spoken(header) in synonyms() or spoken(header) in hints()


def _headers_known(line: Line) -> int:
    register = synonyms()
    return len({spoken(cell) for cell in line if cell and len(cell) < _LONGEST_HEADER} & register.keys())


def _is_data(cell: str, known: Container[str]) -> bool:
    code = find_code(clean(cell), known)
    return code is not None or clean(cell).replace(".", "", 1).isdigit()


class _Filling:
    """Gathers the profile of one column."""

    def __init__(self) -> None:
        self.n_filled = 0
        self.sample: dict[str, None] = {}
        self.greatest = float("-inf")

    def add(self, cell: str) -> None:
        self.n_filled += 1
        if cell in self.sample:
            return
        if len(self.sample) < _SAMPLE:
            self.sample[cell] = None
        if cell[0] in _BEFORE_NUMBERS and (found := _PLAIN_NUMBER.fullmatch(cell)):
            self.greatest = max(self.greatest, float(found[1].replace(",", ".")))

    def profile(self) -> Profile:
        return Profile(
            self.n_filled, tuple(dict.fromkeys(text for cell in self.sample if (text := clean(cell)))), self.greatest
        )
