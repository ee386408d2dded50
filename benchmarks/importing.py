"""Tables as directories export them and people keep them, made from the shipped catalogue, to measure imports with."""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CATALOGUE = Path(__file__).parents[1] / "catalogues" / "us-2025" / "programs.csv"
READERS = {"csv": "read_csv", "xlsx": "read_excel"}
"""Function of pandas that reads each kind of table."""
_SHORT = (("Medical Center", "Med Ctr"), ("University", "Univ"), ("Saint ", "St. "), (" Program", ""))
_SHARES = ("% IMG", *(f"{who} Interview Rate" for who in ("US MD", "US DO", "US IMG", "Non-US IMG")))
_SAID: Mapping[str, Sequence[str]] = {
    "Program Type": ("University", "Community-based", "Community-based university affiliated", "Univ", "N/A", ""),
    "Positions": ("4", "6", "8", "10-12", "15", "24 positions", "-", ""),
    "J-1": ("Yes", "No", "Y", "N", "J-1 only", "Negotiable", "N/A", ""),
    "H-1B": ("Yes", "No", "not sponsored", "case by case", "\u2013", ""),
    "Min Step 2 CK": ("220", "230+", "at least 225", "no minimum", "215.0", "N/A", ""),
    "YOG": ("5 years", "within 3 years", "no limit", "10", "5-7", ""),
    "USCE": ("3 months", "12 weeks", "none", "1 month", "Required", ""),
    "ECFMG Required": ("Yes", "Required", "No", "TBD", ""),
}
"""Words for what the catalogue does not tell, by column."""


@dataclass(frozen=True)
class Export:
    """A table to be imported: its ending, whether it has codes or names only, how many rows and columns it has."""

    ending: str
    coded: bool
    n_rows: int = 6_000
    n_columns: int = 20

    @property
    def name(self) -> str:
        """Words for the table."""
        return f"{self.n_rows:,} rows, {self.ending}, {'with codes' if self.coded else 'names only'}"

    def write(self, directory: Path) -> Path:
        """Write the table; returns its path."""
        path = directory / f"{self.n_rows}-{'codes' if self.coded else 'names'}.{self.ending}"
        (_write_csv if self.ending == "csv" else _write_xlsx)(path, self._rows())
        return path

    def _rows(self) -> Iterator[Mapping[str, str]]:
        """Programs in another order, again and again with other values."""
        draw = random.Random(7)
        with CATALOGUE.open(encoding="utf-8", newline="") as stream:
            programs = list(csv.DictReader(stream))
        for number in range(self.n_rows):
            if number % len(programs) == 0:
                draw.shuffle(programs)
            row = _row(programs[number % len(programs)], number, draw, coded=self.coded)
            yield dict(itertools.islice(row.items(), self.n_columns))


SMALL = (Export("csv", True), Export("csv", False), Export("xlsx", True))
LARGE = Export("csv", True, 200_000, 10)


def _row(program: Mapping[str, str], number: int, draw: random.Random, *, coded: bool) -> dict[str, str]:
    name, code = program["name"], program["program_id"]
    for long, short in _SHORT:
        name = name.replace(long, short) if draw.random() < 0.3 else name
    return {
        "ACGME Code" if coded else "Phone": str(int(code)) if coded else f"555-{number:07d}",
        "Program Name": name.upper() if draw.random() < 0.1 else name,
        "Sponsoring Institution": program["institution"],
        "Specialty": program["specialty"],
        "City": program["city"],
        "State": program["state"],
        **{header: _share(draw) for header in _SHARES},
        **{header: draw.choice(words) for header, words in _SAID.items()},
        "Note": f"asked on day {number % 365}" if draw.random() < 0.05 else "",
    }


def _share(draw: random.Random) -> str:
    if draw.random() < 0.3:
        return draw.choice(("", "N/A", "-"))
    percent = draw.randrange(1000) / 10
    return f"{percent}%" if draw.random() < 0.5 else f"{percent:.0f} %"


def _write_csv(path: Path, rows: Iterator[Mapping[str, str]]) -> None:
    first = next(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, first.keys())
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)


def _write_xlsx(path: Path, rows: Iterator[Mapping[str, str]]) -> None:
    """Write a workbook; codes and plain numbers are numbers in it."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Programs")
    first = next(rows)
    sheet.append(list(first))
    for row in (first, *rows):
        sheet.append([float(cell) if cell.isdigit() else cell for cell in row.values()])
    book.save(path)
