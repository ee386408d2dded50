"""Tables of figures whose columns give way to a narrow screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listopt.report.page import breadth, pad, wrap
from listopt.report.paint import Line

if TYPE_CHECKING:
    from listopt.report.page import Page


@dataclass(frozen=True)
class Columns:
    """Columns that fit a page: heading -> cells, one per row; numbers to the right, those of ``left`` to the left."""

    cells: Mapping[str, Sequence[str]]
    page: Page
    left: Sequence[str] = ()

    def head(self) -> Line:
        """Give the line of headings."""
        return (("".join(self._padded(name, name) for name in self.cells), "label"),)

    def row(self, place: int, role: str = "") -> Line:
        """Give one row."""
        return (("".join(self._padded(name, cells[place]) for name, cells in self.cells.items()), role),)

    def instead(self, place: int, sentence: str, lead: int = 1) -> Iterator[Line]:
        """Give a row that has a sentence in place of all but its first ``lead`` cells."""
        names = list(self.cells)[:lead]
        start = "".join(self._padded(name, self.cells[name][place]) for name in names)
        for number, line in enumerate(wrap(sentence, self.page.columns - breadth(start) - 2)):
            yield ((start if not number else " " * breadth(start), ""), (f"  {line}", "bad"))

    def _padded(self, name: str, cell: str) -> str:
        return f"  {pad(cell, width(name, self.cells[name]), right=name not in self.left)}"


def fitted(
    cells: Mapping[str, Sequence[str]], page: Page, *, first_to_go: Sequence[str], left: Sequence[str] = ()
) -> Columns:
    """Leave out columns, in the order of ``first_to_go``, until the rest fits the page."""
    kept = dict(cells)
    for name in first_to_go:
        if sum(width(head, column) + 2 for head, column in kept.items()) > page.columns:
            kept.pop(name, None)
    return Columns(kept, page, left)


def width(head: str, cells: Sequence[str]) -> int:
    """Columns of the screen that a column takes."""
    return max(breadth(head), *(breadth(cell) for cell in cells), 0)
