"""The catalogue whose programs the rows of an import are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from listopt.catalogue import column_of
from listopt.errors import Faults
from listopt.importers import read_stack
from listopt.importers.cells import FLAGS
from listopt.importers.sheet import KEY
from listopt.intake.gathering import Value
from listopt.intake.matching import Identity
from listopt.reference import find_specialty
from listopt.report.curating.merged import Contradiction

NO_FACTS = frozenset(("program_id", "name", "institution", "specialty", "city", "state", "country"))
"""What tells which program a row is about."""
_LEFT_ALONE = NO_FACTS.union(("latitude", "longitude"))


@dataclass(frozen=True)
class Base:
    """The catalogue that rows are matched with and over which theirs will be laid.

    Attributes
    ----------
    name
        A shipped catalogue or a file, as given.
    programs
        Code -> column -> cell, for the cells that are filled.
    """

    name: str
    programs: Mapping[str, Mapping[str, str]]

    def identities(self) -> Iterator[Identity]:
        """What each program is called and where it is."""
        for code, cells in self.programs.items():
            said = cells.get("specialty", "")
            specialty = find_specialty(said)
            yield Identity(
                code, cells.get("name", ""), cells.get("institution", ""), specialty.name if specialty else said,
                cells.get("city", ""), cells.get("state", "").upper(),
            )  # fmt: skip

    def overridden(self, told: Mapping[str, Mapping[str, Value]]) -> Iterator[Contradiction]:
        """Cells from which those that are told (code -> column -> value) differ; coordinates differ by a little."""
        differing = [
            (name, code)
            for code, values in told.items()
            for name, value in values.items()
            if (old := self.programs.get(code, {}).get(name))
            and old != value.text
            and name not in _LEFT_ALONE
            and not _same(name, old, value.text)
        ]
        for name, code in sorted(differing):
            value, old = told[code][name], self.programs[code][name]
            yield Contradiction(code, name, value.text, str(value.place), _spelt(name, old), self.name)


def read_base(name: str) -> Base:
    """Read the catalogue to match: a shipped one, or a file counted from the current folder.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    faults = Faults()
    cells = read_stack([name], Path(), (), faults).merged()
    faults.raise_if_any()
    columns = [column for column in cells if column != KEY]
    lines = zip(*(cells[column] for column in columns), strict=True)
    programs = {
        code: {column: cell for column, cell in zip(columns, line, strict=True) if cell}
        for code, line in zip(cells[KEY], lines, strict=True)
    }
    return Base(name, programs)


def _same(name: str, one: str, other: str) -> bool:
    """Whether two cells of a column mean the same: numbers by value, other cells by their words."""
    column = column_of(name)
    if one == other or column is None or not column.numeric:
        return _spelt(name, one).casefold() == _spelt(name, other).casefold()
    return float(one) == float(other)


def _spelt(name: str, cell: str) -> str:
    """A cell as imports write it: flags, which tables may also give as true or 1, as yes and no."""
    column = column_of(name)
    flag = FLAGS.get(cell.casefold()) if column is not None and column.kind == "flag" else None
    return cell if flag is None else ("no", "yes")[flag]
