"""A table with a name for each row, on a screen: columns that do not fit go below, beside the names once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from listopt.report.page import breadth, cut, pad, wrap
from listopt.report.paint import Line

if TYPE_CHECKING:
    from listopt.report.page import Page

INDENT = "  "
WIDEST = 26
"""Most columns of the screen for a cell."""
BROKEN, CUT = 36, 24
"""Fewest columns for the names of the rows, unless all are shorter: where long ones are broken, and where cut."""


@dataclass(frozen=True)
class Beside:
    """Rows of cells, the first of which is the row's name; a name may begin with an indent.

    Attributes
    ----------
    head, rows
        Cells of equal number, harmless text.
    left
        Heads of columns of words; all others stand to the right.
    whole
        Whether long names are broken into lines; they are cut otherwise.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    page: Page
    left: Sequence[str] = ()
    whole: bool = True

    def lines(self) -> Iterator[Line]:
        """Lay the table out."""
        widths = self._widths()
        for number, block in enumerate(_blocks(widths, self.page.columns)):
            if number:
                yield (("", ""),)
            yield from self._row(self.head, block, widths, "dim")
            for row in self.rows:
                yield from self._row(row, block, widths, "")

    def _widths(self) -> list[int]:
        name, *others = (max(map(breadth, column)) for column in zip(self.head, *self.rows, strict=True))
        cells = [min(WIDEST, width) for width in others]
        left = self.page.columns - sum(width + len(INDENT) for width in (0, *cells))
        return [min(name, max(BROKEN if self.whole else CUT, left)), *cells]

    def _row(self, row: Sequence[str], block: Sequence[int], widths: Sequence[int], role: str) -> Iterator[Line]:
        """Give the lines of one row; cells that are too wide are broken."""
        name = self._name(row[0], widths[0])
        cells = [wrap(row[place], widths[place]) for place in block]
        for line in zip_longest(name, *cells, fillvalue=""):
            sides = (pad(cell, widths[place], right=self.head[place] not in self.left)
                     for cell, place in zip(line[1:], block, strict=True))  # fmt: skip
            yield (INDENT + pad(line[0], widths[0]), role or "label"), ("".join(INDENT + cell for cell in sides), role)

    def _name(self, name: str, width: int) -> list[str]:
        lead = INDENT if name.startswith(INDENT) else ""
        if not self.whole:
            return [cut(name, width, self.page.ellipsis)]
        return [lead + line for line in wrap(name, width - len(lead))]


def _blocks(widths: Sequence[int], columns: int) -> list[list[int]]:
    """Places of the columns that stand beside each other, after the names: as many as fit, at least one."""
    blocks: list[list[int]] = [[]]
    room = start = columns - widths[0] - len(INDENT)
    for place, width in enumerate(widths[1:], start=1):
        if blocks[-1] and width + len(INDENT) > room:
            blocks, room = [*blocks, []], start
        blocks[-1].append(place)
        room -= width + len(INDENT)
    return blocks
