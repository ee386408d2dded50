"""Tables of texts: for a screen, whose width decides what is cut or left out, for a document, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.markdown import escaped
from listopt.report.page import breadth, cut, pad, tidy
from listopt.report.tables import csv_text

if TYPE_CHECKING:
    from listopt.report.page import Page
    from listopt.report.paint import Line

SHORTEST = 14
"""Columns of the screen to which texts may be cut before a whole column of the table is left out."""
MISSING = "-"
"""Cell of which nothing is known, on a screen."""


@dataclass(frozen=True)
class Grid:
    """A table of texts.

    Attributes
    ----------
    headings
        Name of each column.
    rows
        Texts, one per heading; empty where nothing is known.
    right
        Headings of the columns that stand to the right, as numbers do; they are never cut.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[str, ...] = ()

    def markdown(self) -> str:
        """Table for a document, nothing cut."""
        rule = ["---:" if name in self.right else "---" for name in self.headings]
        lines = [[escaped(tidy(name)) for name in self.headings], rule]
        lines += [[escaped(tidy(cell)) for cell in row] for row in self.rows]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)

    def csv(self, page: Page) -> str:
        """Table for a spreadsheet."""
        return csv_text([self.headings, *self.rows], page)


@dataclass(frozen=True)
class Laid:
    """A table laid out for a screen: its lines, and the headings for which there was no room."""

    lines: tuple[Line, ...]
    left_out: tuple[str, ...]


def laid(grid: Grid, page: Page) -> Laid:
    """Cut the longest texts until the table fits the page, then leave out columns, the last ones first."""
    shown = ([cell or MISSING for cell in row] for row in grid.rows)
    cells = [[tidy(cell, ascii=page.ascii) for cell in row] for row in (grid.headings, *shown)]
    natural = [max(breadth(row[at]) for row in cells) for at in range(len(grid.headings))]
    fixed = [at == 0 or name in grid.right for at, name in enumerate(grid.headings)]
    kept = len(natural)
    widths = _widths(natural, fixed, page)
    while kept > 1 and _total(widths) > page.columns:
        kept -= 1
        widths = _widths(natural[:kept], fixed, page)
    right = [name in grid.right for name in grid.headings]
    lines = [_line(row, widths, right, page) for row in cells]
    return Laid(tuple(_painted(lines)), grid.headings[kept:])


def _widths(natural: Sequence[int], fixed: Sequence[bool], page: Page) -> list[int]:
    widths = list(natural)
    while _total(widths) > page.columns:
        longest = max((at for at in range(len(widths)) if not fixed[at]), key=widths.__getitem__, default=None)
        if longest is None or widths[longest] <= SHORTEST:
            break
        widths[longest] -= 1
    return widths


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + 2 * len(widths)


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool], page: Page) -> str:
    parts = zip(row, widths, right, strict=False)
    return "".join(f"  {pad(cut(cell, width, page.ellipsis), width, right=side)}" for cell, width, side in parts)


def _painted(lines: Sequence[str]) -> Iterator[Line]:
    for at, line in enumerate(lines):
        yield ((line, "" if at else "label"),)
