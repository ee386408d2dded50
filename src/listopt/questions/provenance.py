"""Which table of a scenario gives a value, and where an imported one was read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from listopt.errors import Faults
from listopt.importers import read_stack
from listopt.importers.cells import same
from listopt.importers.origins import Origin, read_origins
from listopt.importers.sheet import KEY
from listopt.importers.stack import Stack
from listopt.report.provenance import FromTable, Given
from listopt.scenario import Scenario


@dataclass(frozen=True)
class Tables:
    """The tables of a scenario as they are written, and for each the origins of what was imported into it."""

    stack: Stack
    origins: tuple[Mapping[tuple[str, str], Origin], ...]

    def giving(self, code: str, column: str) -> tuple[str, str]:
        """Name of the table whose cell counts, and the cell; two empty texts when no table has one."""
        for position, row in self.stack.written(code, column):
            sheet = self.stack.sheets[position]
            return sheet.name, sheet.cells[column][row]
        return "", ""

    def origin(self, code: str, column: str) -> Origin | None:
        """Where the cell that counts was imported from; None when it was not, or has another value by now."""
        for position, row in self.stack.written(code, column):
            return self._given(position, row, code, column).origin
        return None

    def of(self, code: str) -> tuple[FromTable, ...]:
        """Where all values of a program are from, table by table."""
        found: dict[int, list[Given]] = {}
        for column in dict.fromkeys(header for sheet in self.stack.sheets for header in sheet.cells if header != KEY):
            for position, row in self.stack.written(code, column)[:1]:
                found.setdefault(position, []).append(self._given(position, row, code, column))
        return tuple(self._from_table(position, code, found[position]) for position in sorted(found))

    def _given(self, position: int, row: int, code: str, column: str) -> Given:
        cell = self.stack.sheets[position].cells[column][row]
        origin = self.origins[position].get((code, column))
        edited = origin is not None and not same(column, cell, origin.value)
        return Given(column, cell, None if edited else origin, edited)

    def _from_table(self, position: int, code: str, values: list[Given]) -> FromTable:
        """Tell of a shipped table, and of the first where nothing was imported, once; of others value by value."""
        name = self.stack.sheets[position].name
        imported = any(key[0] == code for key in self.origins[position])
        if imported or (position > 0 and Path(name).suffix):
            return FromTable(name, tuple(values))
        cells = self.stack.sheets[position].cells
        source, year = (
            next((cells[column][row] for at, row in self.stack.written(code, column) if at == position), "")
            for column in ("source", "source_year")
        )
        return FromTable(name, (), source, int(year) if year.isdecimal() else None)


def read_tables(scenario: Scenario, programs: Collection[str]) -> Tables:
    """Tables of a scenario, with the origins of the values of some programs.

    Raises
    ------
    InputError
        When a side file is broken, or a table has become so.
    """
    faults = Faults()
    stack = read_stack(scenario.catalogue, scenario.base, (), faults)
    faults.raise_if_any()
    return Tables(stack, tuple(read_origins(path, programs) for path in stack.paths))
