"""Rows of a table as what they tell: which program, which facts, and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from listopt.intake.columns import Meant
from listopt.intake.fields import Setting, Told, reader_of
from listopt.intake.headings import heading
from listopt.intake.language.clean import clean
from listopt.intake.language.places import located
from listopt.intake.reading import Line
from listopt.intake.table import Table

_MOST_REMEMBERED = 20_000
"""Different cells of a column whose reading is kept."""
HEADING = "a heading of the rows below"
SWAPPED, ELSEWHERE = "latitude and longitude put right", "no place in the United States, kept as your own"
_COORDINATES = frozenset(("latitude", "longitude"))
_PLACED = ("latitude", "longitude", "coordinates")


@dataclass(frozen=True)
class Row:
    """One row, read.

    Attributes
    ----------
    number
        Its number as a spreadsheet shows it.
    line
        Its cells as written.
    told
        Column of the catalogue, or ``country`` -> value as a catalogue holds it.
    written
        The same columns -> the cell as written.
    own
        Column of the user's own -> clean cell; cells of other columns that could not be read are here too.
    aside
        What it is when it is about no program: the header once more, or a heading.
    """

    number: int
    line: Line
    told: dict[str, str]
    written: dict[str, str]
    own: dict[str, str]
    aside: str = ""


class Column:
    """One column of a table while it is read: what its cells told so far, and what could not be understood.

    Attributes
    ----------
    meant
        What the column is taken for.
    own
        Name under which cells that are not understood, or all of them, are kept.
    remarks
        How often something had to be decided to read a cell.
    unclear
        How often each cell could not be read, or not as a whole; at most as many different ones as the report can use.
    """

    def __init__(self, meant: Meant, own: str, setting: Setting) -> None:
        self.meant, self.own, self.setting = meant, own, setting
        self.remarks: Counter[str] = Counter()
        self.unclear: Counter[str] = Counter()
        self._reader = reader_of(meant.field) if meant.field else None
        self._told: dict[str, Told | None] = {}
        self._clean: dict[str, str] = {}

    def anew(self) -> Column:
        """The same column before anything is read."""
        return Column(self.meant, self.own, self.setting)

    def clean(self, cell: str) -> str:
        """Clean text of a cell."""
        text = self._clean.get(cell)
        if text is None:
            if len(self._clean) > _MOST_REMEMBERED:
                self._clean.clear()
            text = self._clean[cell] = clean(cell)
        return text

    def read(self, cell: str) -> Told | None:
        """What a cell tells; None when it cannot be understood, and for columns of the user's own."""
        if self._reader is None:
            return None
        if cell not in self._told:
            if len(self._told) > _MOST_REMEMBERED:
                self._told.clear()
            text = self.clean(cell)
            self._told[cell] = self._reader(text, self.setting) if text else Told()
        told = self._told[cell]
        if told is None or not told.whole:
            if len(self.unclear) < _MOST_REMEMBERED or cell in self.unclear:
                self.unclear[cell] += 1
        elif told.remark:
            self.remarks[told.remark] += 1
        return told


def read_rows(table: Table, columns: Sequence[Column | None], specialty: str) -> Iterator[Row]:
    """Read the rows of a table.

    Parameters
    ----------
    table
        The table.
    columns
        Its columns in their order; None for those to leave out.
    specialty
        Specialty of rows that tell none: the one that the sheet or file is named after, if any.
    """
    active = [(position, column) for position, column in enumerate(columns) if column is not None]
    fields = {column.meant.field for _, column in active}
    told_by = [column.own for _, column in active if column.meant.field == "specialty"]
    leading = {0, *(position for position, column in active if column.meant.field in ("name", "institution"))}
    section: Mapping[str, str] = {"specialty": specialty} if specialty else {}
    for line in table.before:
        section = _below(section, heading(line, leading))
    for number, line in table.rows():
        if table.is_header(line):
            yield Row(number, line, {}, {}, {}, "the header once more")
            continue
        above = heading(line, leading)
        if above and not fields & above.keys():
            section = _below(section, above)
            yield Row(number, line, {}, {}, {}, f"{HEADING}: {', '.join(above.values())}".rstrip(": "))
            continue
        row = _read(number, line, active)
        for name, value in section.items():
            if value and name not in row.told and not (name == "specialty" and any(own in row.own for own in told_by)):
                row.told[name] = value
        yield row


def _below(section: Mapping[str, str], above: Mapping[str, str]) -> Mapping[str, str]:
    """What is told of the rows below a heading; one of a specialty ends what the headings above it told."""
    return {**section, **above} if "specialty" not in above else above


def _read(number: int, line: Line, columns: Sequence[tuple[int, Column]]) -> Row:
    """Read one row by the columns at their positions."""
    row = Row(number, line, {}, {}, {})
    width = len(line)
    for position, column in columns:
        cell = line[position] if position < width else ""
        if not cell:
            continue
        told = column.read(cell)
        if told is None or not told.whole:
            _keep(row, column, cell)
        for name, value in (told or Told()).values.items():
            if name == column.meant.field or name not in row.told:
                row.told[name], row.written[name] = value, cell
    if _COORDINATES & row.told.keys():
        _put_right(row, [column for _, column in columns if column.meant.field in _PLACED])
    return row


def _keep(row: Row, column: Column, cell: str) -> None:
    """Keep a cell as the user's own; a second one under the same name joins it."""
    text = column.clean(cell)
    if text:
        row.own[column.own] = f"{row.own[column.own]}; {text}" if column.own in row.own else text


def _put_right(row: Row, columns: Sequence[Column]) -> None:
    """Put latitude and longitude right where they are swapped or a sign is lost.

    One without the other, and those of other continents, are kept as the user's own.
    """
    given = tuple(float(row.told[name]) for name in ("latitude", "longitude") if name in row.told)
    found = located(given[0], given[1]) if len(given) > 1 else None
    if found == given:
        return
    columns[0].remarks[SWAPPED if found else ELSEWHERE] += 1
    for name, value in zip(("latitude", "longitude"), found or (None, None), strict=True):
        if value is not None:
            row.told[name] = f"{value:.15g}"
        elif name in row.told:
            del row.told[name]
    if not found:
        for column in columns:
            cells = [row.written[name] for name in ("latitude", "longitude") if name in row.written]
            _keep(row, column, cells[0] if column is columns[0] or len(cells) < 2 else cells[1])
