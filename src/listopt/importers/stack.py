"""Tables laid one over the other, cell by cell, before anything is interpreted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from listopt.importers.sheet import KEY, Sheet, ordered


@dataclass(frozen=True)
class Stack:
    """Tables in the order in which they were named; the cells of later ones count.

    Attributes
    ----------
    sheets
        The tables that could be read.
    paths
        The file of each.
    digests
        SHA-256 of the content of each by its name.
    """

    sheets: tuple[Sheet, ...]
    paths: tuple[Path, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)

    def merged(self) -> Mapping[str, Sequence[str]]:
        """Cells by header after all overlays, sorted by program."""
        if len(self.sheets) < 2:
            return ordered(self.sheets[0].cells) if self.sheets else {KEY: []}
        cells = {header: list(column) for header, column in self.sheets[0].cells.items()}
        position = {code: row for row, code in enumerate(cells[KEY])}
        for sheet in self.sheets[1:]:
            _lay_over(cells, position, sheet)
        return ordered(cells)

    def written(self, code: str, header: str) -> tuple[tuple[int, int], ...]:
        """Position of the table and of its row for every filled cell of a program, the one that counts first."""
        return tuple(
            (position, row)
            for position, sheet in reversed(list(enumerate(self.sheets)))
            for row in self._rows[position].get(code, ())
            if header in sheet.cells and sheet.cells[header][row]
        )

    def origin(self, code: str, header: str) -> str:
        """Where the cell that counts for this program is written."""
        for position, row in self.written(code, header):
            return self.sheets[position].place(row, header)
        return header

    def turned(self) -> Stack:
        """The same tables the other way round, so that the cells of earlier ones count."""
        return Stack(self.sheets[::-1], self.paths[::-1], self.digests)

    @cached_property
    def _rows(self) -> tuple[Mapping[str, Sequence[int]], ...]:
        """Rows of each program, by table; more than one only where a table is faulty."""
        found: list[dict[str, list[int]]] = []
        for sheet in self.sheets:
            rows: dict[str, list[int]] = {}
            for row, code in enumerate(sheet.cells[KEY]):
                rows.setdefault(code, []).append(row)
            found.append(rows)
        return tuple(found)


def _lay_over(cells: dict[str, list[str]], position: dict[str, int], sheet: Sheet) -> None:
    """Write the filled cells of one more table into ``cells``, adding programs and columns."""
    targets = [position.setdefault(code, len(position)) for code in sheet.cells[KEY]]
    for header in dict.fromkeys([*cells, *sheet.cells]):
        column = cells.setdefault(header, [])
        column.extend([""] * (len(position) - len(column)))
        for target, cell in zip(targets, sheet.cells.get(header, [""] * len(targets)), strict=True):
            column[target] = cell or column[target]
