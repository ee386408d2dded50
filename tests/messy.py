"""Messy fixtures of ``tests/imports``, what an import must make of each, and how tests import."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from click.testing import CliRunner, Result

from listopt.cli import main
from listopt.formulas import bare

HERE = Path(__file__).parent / "imports"
DAY = "2026-10-05"
IDENTITY = ("program_id", "name", "specialty", "city", "state")


@dataclass(frozen=True)
class Messy:
    """A fixture and what an import must make of it; its habits are in its name.

    Attributes
    ----------
    imported, unmatched, refused
        Rows.
    cells
        Cells of the catalogue that comes of it: code -> column -> value.
    head
        Number of the line that holds the header, in files of lines.
    encoding, delimiter
        How to read it, in files of lines.
    options
        What the command line must be told.
    """

    name: str
    imported: int
    unmatched: int = 0
    refused: int = 0
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    head: int = 1
    encoding: str = "utf-8"
    delimiter: str = ","
    options: tuple[str, ...] = ()


MESSY = (
    Messy("semicolon-cp1252.csv", 11, 1, encoding="cp1252", delimiter=";", cells={
        "0400321012": {"img_share": "0.125", "j1": "yes", "h1b": "no", "note": "très bien"},
        "0400500027": {"img_share": "0", "j1": "yes", "h1b": "yes", "note": "“nice” – call"},
        "0400521015": {"img_share": "", "j1": "", "h1b": ""}, "0401612039": {"note": "€ 25 parking"},
        "0402131199": {"j1": "yes", "h1b": ""}}),
    Messy("utf16-tab.txt", 12, encoding="utf-16", delimiter="\t", cells={
        "3200511030": {"state": "CA", "j1": "no", "h1b": "yes", "rating": "4"}, "3200821045": {"rating": "3"},
        "3202421107": {"j1": "no", "rating": ""}, "3203511171": {"j1": "", "h1b": "yes", "rating": "1"}}),
    Messy("bars.txt", 14, delimiter="|", cells={
        "1400500925": {"step1_min": "210", "step2_min": "220", "img_share": "0", "h1b": ""},
        "1400400929": {"step1_min": "0", "requires_step1": "yes", "step2_min": "", "img_share": "0.455"},
        "1400100901": {"h1b": "no"}, "1402511189": {"Directory remarks": '6" bookcase | shelf'}}),
    Messy("titles-and-totals.csv", 15, 2, 2, head=4, encoding="utf-8-sig", cells={
        "4000100002": {"positions": "6", "max_years_since_graduation": "5"},
        "4000500320": {"max_years_since_graduation": "99"}, "4000531032": {"max_years_since_graduation": ""}}),
    Messy("shares-and-visas.csv", 15, 1, cells={
        "1200100730": {"img_share": "0.45", "us_img_share": "0.1", "j1": "yes", "h1b": "yes"},
        "1200500003": {"img_share": "0.45", "us_img_share": "0", "interview_rate_non_us_img": "0", "h1b": ""},
        "1200500767": {"img_share": "0.45", "us_img_share": "1", "interview_rate_non_us_img": "1", "j1": ""},
        "1200700001": {"img_share": "0.125", "h1b": "no"}, "1201100736": {"img_share": "0.45", "j1": "no"},
        "1203500002": {"img_share": "", "j1": ""}, "1203100700": {"j1": "no", "h1b": "no"}}),
    Messy("numbers.csv", 14, cells={
        "1100100167": {"step2_min": "220", "fee": "99"}, "1100821120": {"positions": "1200", "min_usce_months": "2.8"},
        "1101100203": {"max_years_since_graduation": "5", "min_usce_months": "12", "max_attempts": "99"},
        "1101600572": {"step2_min": "220", "min_usce_months": "2", "fee": "1250.5"},
        "1103300218": {"step2_min": "0", "max_years_since_graduation": "10"},
        "1103500217": {"USCE": "required", "min_usce_months": ""}, "1104100208": {"step2_min": ""},
        "1104321114": {"Step 2 CK Cutoff": "220 (240 preferred)", "step2_min": "", "my_Positions": "twelve"}}),
    Messy("codes.csv", 12, 4, cells={code: {"Signaled": "Gold"} for code in (
        "0400121010", "0400500027", "0400521018", "0400821030", "0401100205", "0401211038", "0401621043", "0402112055",
        "1100300002", "1100512002", "1101100193", "1101221090")}),
    Messy("names-only.csv", 13, 2, cells={
        "1800500004": {"city": "Stockton", "state": "CA"}, "1801100159": {"city": "Pembroke Pines", "Priority": "5"}}),
    Messy("html.csv", 12, cells={
        "0800300146": {"state": "AZ", "j1": "yes", "note": "call write"},
        "0800521014": {"j1": "no", "note": "line break"}, "0800821023": {"note": "<3"},
        "0801100140": {"note": "a < b"}}),
    Messy("coordinates.csv", 12, cells={
        "2600521002": {"latitude": "37.7775", "longitude": "-122.41639"},
        "2602321183": {"latitude": "", "longitude": ""},
        "2601122184": {"latitude": "28.53361", "longitude": "-81.38667"}}),
    Messy("abroad.csv", 10, 2, 6),
    Messy("no-header.csv", 12, head=0, cells={"3000111019": {"city": "Mobile", "column 5": "200"}}),
    Messy("CamelCase.csv", 12, cells={
        "2200321024": {"step1_min": "", "step2_min": "220", "PercentApplicantsInterviewed": "12"}}),
    Messy("nrmp.csv", 12, 1, cells={"1400500016": {"nrmp_code": "1101140P1", "tracks": "Preliminary"}}),
    Messy("Psych list (2025).csv", 22),
    Messy("my-list.csv", 12, options=("--map", "Interest=rating"), cells={
        "3200500002": {"rating": "5", "status": "applied", "program_type": "university", "Pay": "$61,000.00"},
        "3201100429": {"rating": "", "status": "rejected", "program_type": "community"},
        "3200521040": {"rating": "3", "status": "invited", "program_type": "community_university_affiliated"},
        "3202511113": {"status": "no idea", "column 11": "good food"}}),
    Messy("records.json", 12, cells={
        "0400300001": {"positions": "10", "img_share": "0.25", "h1b": "yes"},
        "0400721028": {"positions": "", "j1": ""}}),
    Messy("nested.json", 12, cells={
        "1200100728": {"j1": "yes", "h1b": "no", "step2_min": "220", "img_share": "0.08", "survey.Director": "E. Elm"},
        "1201100729": {"j1": "no", "h1b": ""}}),
    Messy("keyed.json", 15, 0, 2, cells={
        "1800521124": {"latitude": "34.04833", "step2_min": "216"}, "4000531032": {"specialty": "Psychiatry"}}),
    Messy("lines.jsonl", 11, 1, cells={"3400121002": {"h1b": "no", "note": "d’accord"}}),
    Messy("several-sheets.xlsx", 24, 2, cells={
        "1800500005": {"img_share": "0.25", "step2_min": "221", "Interviewed on": DAY}, "4000300002": {"j1": "yes"}}),
    Messy("no-styles.xlsx", 12, cells={"3000521044": {"positions": "2", "h1b": "no"}}),
    Messy("programs.parquet", 12, cells={
        "1400500011": {"positions": "1", "img_share": "0.455", "j1": "no", "h1b": "yes", "verified": DAY}}),
)  # fmt: skip


def run(*arguments: object, code: int = 0) -> Result:
    """Run `listopt` and expect an exit code."""
    result = CliRunner().invoke(main, [*map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def take(*arguments: object, code: int = 0) -> Result:
    """Import into ``out.csv`` of the current folder, quietly."""
    return run("catalogue", "import", *arguments, "-o", "out.csv", "-q", code=code)


def table(path: str | Path) -> list[dict[str, str]]:
    """Rows of a file that an import wrote, without the marks that keep spreadsheets from running them."""
    with Path(path).open(encoding="utf-8", newline="") as stream:
        return [{name: bare(cell) for name, cell in row.items()} for row in csv.DictReader(stream)]


def lines(messy: Messy) -> dict[int, list[str]]:
    """Filled lines below the header of a fixture that is a file of lines, by number."""
    with (HERE / messy.name).open(encoding=messy.encoding, newline="") as stream:
        every = list(csv.reader(stream, delimiter=messy.delimiter))
    return {number: line for number, line in enumerate(every, 1) if number > messy.head and any(map(str.strip, line))}


def counted(messy: Messy) -> int:
    """Rows of a fixture, counted without listopt."""
    path = HERE / messy.name
    match path.suffix:
        case ".parquet":
            return len(pd.read_parquet(path))
        case ".jsonl":
            return len([line for line in path.read_text(encoding="utf-8").splitlines() if line])
        case ".json":
            found = json.loads(path.read_text(encoding="utf-8"))
            groups = {"": found} if isinstance(found, list) else found
            return sum(len(group) for group in groups.values() if isinstance(group, list | dict))
        case ".xlsx":
            sheets = pd.read_excel(path, sheet_name=None, header=None, engine="calamine")
            above = {"Neurology": 2}
            return sum(max(0, len(sheet.dropna(how="all")) - above.get(name, 1)) for name, sheet in sheets.items())
        case _:
            return len(lines(messy))
