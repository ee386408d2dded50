"""Makes the fixtures that are no text: workbooks and a Parquet file. Run ``python tests/imports/make.py``."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pandas as pd

HERE = Path(__file__).parent
PROGRAMS = HERE.parents[1] / "catalogues/us-2025/programs.csv"
MADE = datetime.datetime(2026, 10, 5)
STYLED = re.compile(rb' s="\d+"')


def programs(specialty: str, start: int, step: int) -> Sequence[dict[str, str]]:
    """Twelve programs of a specialty."""
    with PROGRAMS.open(encoding="utf-8", newline="") as stream:
        found = [row for row in csv.DictReader(stream) if row["specialty"] == specialty]
    return found[start::step][:12]


def save(
    book: openpyxl.Workbook, name: str, change: Callable[[str, bytes], bytes | None] = lambda part, content: content
) -> None:
    """Write a workbook whose parts may be changed, or left out, without the time of day."""
    book.properties.created = book.properties.modified = MADE
    whole = io.BytesIO()
    book.save(whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = change(part, old.read(part))
            if content is not None:
                new.writestr(zipfile.ZipInfo(part, MADE.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)


def several_sheets() -> None:
    """Save a workbook with a sheet per specialty, titles above the headers, notes, an empty sheet and merged cells."""
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "Read me"
    for line in ("About this list", "Collected by hand.", "Ask before sharing."):
        notes.append([line])
    first = book.create_sheet("Neurology")
    first.append(["Neurology programs 2026"])
    first.merge_cells("A1:D1")
    first.append([])
    first.append(["Program", "City", "State", "IMG %", "Interviewed on", "Minimum Step 2"])
    for at, row in enumerate(programs("Neurology", 4, 9)):
        first.append([row["name"], row["city"], row["state"], 0.25 if at % 2 else None, MADE, 220 + at])
    second = book.create_sheet("Psychiatry")
    second.append([None, "ACGME Code", "Program Name", "J-1", "My rating"])
    for at, row in enumerate(programs("Psychiatry", 9, 19)):
        code: int | str = int(row["program_id"]) if at % 2 else row["program_id"]
        second.append([None, code, row["name"], at % 3 == 0, at % 5 + 1])
    book.create_sheet("Empty")
    save(book, "several-sheets.xlsx")


def no_styles() -> None:
    """Save a workbook as programs write that leave xl/styles.xml out."""
    book = openpyxl.Workbook()
    book.active.append(["Program ID", "Program", "State", "H-1B", "Class size"])
    for at, row in enumerate(programs("Pathology", 3, 8)):
        h1b, size = "No" if at % 2 else "Yes", float(at + 1)
        book.active.append([int(row["program_id"]), row["name"], row["state"], h1b, size])

    def without(part: str, content: bytes) -> bytes | None:
        if part == "xl/styles.xml":
            return None
        return STYLED.sub(b"", re.sub(rb"<(Override|Relationship) [^>]*styles[^>]*/>", b"", content))

    save(book, "no-styles.xlsx", without)


def parquet() -> None:
    """Save a table of kinds: whole numbers as codes, missing numbers, true and false, days, lists."""
    rows = programs("Internal Medicine", 7, 40)
    pd.DataFrame({
        "acgme_code": [int(row["program_id"]) for row in rows],
        "program_name": [row["name"] for row in rows],
        "pct_img": [45.5 if at % 2 else float("nan") for at in range(len(rows))],
        "j1": pd.array([[True, False, None][at % 3] for at in range(len(rows))], dtype="boolean"),
        "first_year_positions": [float(at) for at in range(len(rows))],
        "last_verified": [MADE.date()] * len(rows),
        "visas": [["J-1", "H-1B"] if at % 2 else [] for at in range(len(rows))],
    }).to_parquet(HERE / "programs.parquet", index=False)  # fmt: skip


if __name__ == "__main__":
    several_sheets()
    no_styles()
    parquet()
