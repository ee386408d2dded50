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
    how
        What was found out about the file, such as its delimiter, for the report.
    called
        Name of the sheet in its workbook, even of the only one.
    hidden
        Whether the workbook hides the sheet.
    """

    source: str
    sheet: str
    lines: Callable[[], Iterator[Line]]
    how: str = ""
    called: str = ""
    hidden: bool = False

    @property
    def name(self) -> str:
        """File, and sheet where there are several."""
        return f'{self.source}, sheet "{self.sheet}"' if self.sheet else self.source

    @property
    def formatted(self) -> bool:
        """Whether numbers are stored apart from how they look: 45 % as 0.45."""
        return self.how == "a workbook"
