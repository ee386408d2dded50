"""What every reader gives: sheets of text cells, read as often as needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Line = Sequence[str]
"""Cells of one line as they are written; lines may differ in length."""


@dataclass(frozen=True, eq=False)
class Grid:
    """One sheet of a file.

    Attributes
    ----------
    source
        Name of the file as given.
    sheet
        Name of the sheet; empty when the file has only one.
    lines
        Gives every line in order, anew on each call: large files are never held in memory.
    n_lines
        How many lines there are, blank ones included.
    how
        What was found out about the file, such as its delimiter, for the report.
    """

    source: str
    sheet: str
    lines: Callable[[], Iterator[Line]]
    n_lines: int
    how: str = ""

    @property
    def name(self) -> str:
        """File, and sheet where there are several."""
        return f'{self.source}, sheet "{self.sheet}"' if self.sheet else self.source
