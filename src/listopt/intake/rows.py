"""Rows of a table as what they tell: which program, which facts, and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from listopt.intake.clean import clean
from listopt.intake.columns import Meant
from listopt.intake.fields import Setting, Told, reader_of
from listopt.intake.places import located
from listopt.intake.reading import Line
from listopt.intake.table import Table

_MOST_REMEMBERED = 20_000
"""Different cells of a column whose reading is kept."""
SWAPPED = "latitude and longitude put right"


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
    again
        Whether it repeats the header.
    """

    number: int
    line: Line
    told: Mapping[str, str]
    written: Mapping[str, str]
    own: Mapping[str, str]
    again: bool = False


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
        How often each cell could not be read; at most as many different ones as the report can use.
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
        if told is None:
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
    headers = set(table.headers)
    told_by = [column.own for _, column in active if column.meant.field == "specialty"]
    for number, line in table.rows():
        values: dict[str, str] = {}
        written: dict[str, str] = {}
        own: dict[str, str] = {}
        width = len(line)
        for position, column in active:
            cell = line[position] if position < width else ""
            if not cell:
                continue
            told = column.read(cell)
            if told is None:
                text = column.clean(cell)
                if text:
                    own[column.own] = f"{own[column.own]}; {text}" if column.own in own else text
                continue
            for name, value in told.values.items():
                if name == column.meant.field or name not in values:
                    values[name], written[name] = value, cell
        _put_right(values, columns)
        if specialty and "specialty" not in values and not any(name in own for name in told_by):
            values["specialty"] = specialty
        again = bool(line) and line[0] in headers and table.is_header(line)
        yield Row(number, line, values, written, own, again)


def _put_right(values: dict[str, str], columns: Sequence[Column | None]) -> None:
    """Put latitude and longitude right where they are swapped or a sign is lost; drop those of other continents."""
    if "latitude" not in values or "longitude" not in values:
        for name in ("latitude", "longitude"):
            values.pop(name, None)
        return
    given = (float(values["latitude"]), float(values["longitude"]))
    found = located(*given)
    if found == given:
        return
    column = next((one for one in columns if one and one.meant.field in ("latitude", "coordinates")), None)
    if column is not None:
        column.remarks[SWAPPED if found else "outside the United States, left out"] += 1
    for name, value in zip(("latitude", "longitude"), found or ("", ""), strict=True):
        values[name] = f"{value:.15g}" if found else ""
        if not found:
            del values[name]
