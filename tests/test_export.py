"""Exports: a sheet that listopt reads back without loss, in three programs' hands, and a calendar of the season."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl.worksheet.worksheet import Worksheet as Sheet

from listopt.cli import main
from listopt.formulas import bare, guarded
from listopt.importers import read_catalogue
from listopt.report.worksheet import Worksheet
from listopt.report.worksheetfiles import worksheet_csv

SAMPLE = """\
name: Sheets, calendars
catalogue: [{catalogue}]
season: 2027
strategy: own.yaml
applicant: {{type: non_us_img, step2_ck: 240, step1: pass, graduation_year: 2024, usce_months: 4, visa: [J-1]}}
specialties: [Anesthesiology]
constraints: [{{kind: budget, at_most: 600}}, {{kind: count, at_most: 12}}]
solver: {{gap: 0.01}}
"""
OWN = """\
name: own
extends: default
timeline:
  - {begins: "02-28", text: "Rank; then wait, \\\\ or not."}
  - {begins: "05-01", ends: "07-31", text: "Sit Step 2 CK. Ärzte, die früh sitzen, haben Zeit; und für 試験, also."}
  - {begins: "02-28", text: "Rank; then wait, \\\\ or not."}
  - {phase: after each interview, text: Send thanks.}
"""
MINE = """\
program_id,status,rating,note,ties,verified,commute,parking,zip
{0},applied,4,"two
lines",yes,2026-09-01,12.5,true,02118
{1},my own word,,=1+1,no,,3,false,00501
"""
TYPED = {"status": "waitlisted", "rating": 5, "note": "=1+1, '007 & ümläut 🩺", "verified": "2026-09-01", "ties": "yes"}
FOUND = ["[name]", "[specialty]", "[city]", "[state]", "[signal]", "[band]", "[chance of interview]",
         "[chance of match]", "[fee]", "[marginal]"]  # fmt: skip
FILLED = ["status", "rating", "note", "ties", "verified"]
OFFICE = shutil.which("soffice")


def run(*arguments: object, code: int = 0) -> Result:
    """Run the command line and expect an exit code."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def scenario(folder: Path, *catalogues: str, name: str = "s.yaml") -> Path:
    """Write a scenario over some catalogues."""
    (folder / "own.yaml").write_text(OWN, encoding="utf-8")
    (folder / name).write_text(SAMPLE.format(catalogue=", ".join(catalogues)))
    return folder / name


def solved(path: Path) -> dict[str, object]:
    """Solve a scenario; everything of its result but the fingerprints of its inputs."""
    result = json.loads(run("solve", path, "--format", "json", "-q").stdout)
    assert result.pop("inputs")
    return dict(result)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario, its saved result, and all that `export` writes, from the scenario and the result.

    The applicant has a table of their own about the first two programs of the list.
    """
    folder = tmp_path_factory.mktemp("made")
    first = scenario(folder, "sample")
    codes = [row["program_id"] for row in json.loads(run("solve", first, "--format", "json").stdout)["portfolio"]]
    (folder / "mine.csv").write_text(MINE.format(*codes))
    path = scenario(folder, "sample", "mine.csv")
    run("solve", path, "-o", folder / "result.json")
    run("export", path, *(part for end in ("xlsx", "csv", "ics") for part in ("--to", folder / f"list.{end}")))
    run("export", folder / "result.json", "--to", folder / "saved.xlsx", "--to", folder / "saved.ics")
    return folder


def sheet(path: Path) -> Sheet:
    """First sheet of a workbook."""
    return openpyxl.load_workbook(path).worksheets[0]


def lines(path: Path) -> list[list[object]]:
    """Cells of the first sheet, or of a CSV file, as they are."""
    if path.suffix == ".csv":
        return [list(line) for line in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))]
    return [list(line) for line in sheet(path).iter_rows(values_only=True)]


def result(folder: Path) -> dict[str, list[dict[str, object]]]:
    """The saved result."""
    return dict(json.loads((folder / "result.json").read_text()))


def test_sheet_is_made_to_work_in(made: Path) -> None:
    """Headers, frozen panes, a filter, widths, words to choose from, and codes and notes that stay text."""
    opened = sheet(made / "list.xlsx")
    header = [cell.value for cell in opened[1]]
    own = ["commute", "parking", "zip"]
    assert header == ["program_id", *FOUND, *FILLED, *own, "[reasons]", "[to verify]", "[page]"]
    assert (opened.freeze_panes, opened.auto_filter.ref) == ("C2", opened.dimensions)
    assert all(opened.column_dimensions[cell.column_letter].width >= 9 for cell in opened[1])
    offered = {
        str(rule.sqref)[0]: (rule.formula1, rule.showErrorMessage) for rule in opened.data_validations.dataValidation
    }
    letters = {cell.value: cell.column_letter for cell in opened[1]}
    assert offered[letters["status"]] == ('"applied,invited,rejected,waitlisted,withdrawn"', False)
    assert offered[letters["ties"]] == ('"yes,no"', True)
    assert offered[letters["rating"]][0] == "1"
    for name in ("program_id", "status", "note", "verified"):
        assert {cell.number_format for cell in opened[letters[name]][1:]} == {"@"}, name
    assert opened[f"{letters['[fee]']}2"].number_format.startswith('"$"')
    assert openpyxl.load_workbook(made / "list.xlsx").sheetnames == ["List", "About"]


def test_sheet_holds_the_result(made: Path) -> None:
    """Chances, fees, marginals, reasons and facts to verify are those of the result, for every program of the list."""
    header, *rows = lines(made / "list.xlsx")
    by = {str(row[0]): dict(zip(header, row, strict=True)) for row in rows}
    told = result(made)
    assert sorted(by) == sorted(str(row["program_id"]) for row in told["portfolio"])
    for row in told["portfolio"]:
        cells = by[str(row["program_id"])]
        for name in ("name", "band", "signal", "fee", "marginal"):
            assert cells[f"[{name}]"] == row[name], name
        assert [cells[f"[chance of {what}]"] for what in ("interview", "match")] == [row["p_interview"], row["p_match"]]
        reasons = row["reasons"]
        assert isinstance(reasons, list)
        assert cells["[reasons]"] == "; ".join(reasons)
    for fact in told["to_verify"]:
        assert str(fact["program_id"]) not in by or str(fact["why"]) in by[str(fact["program_id"])]["[to verify]"]


def test_own_columns_come_along(made: Path) -> None:
    """What the applicant's tables say stands in the sheet as it was written; a saved result does not hold it."""
    header, *rows = lines(made / "list.xlsx")
    mine = [dict(zip(header, row, strict=True)) for row in rows]
    first = next(row for row in mine if row["status"] == "applied")
    assert {name: first[name] for name in (*FILLED, "commute", "parking", "zip")} == {
        "status": "applied", "rating": 4, "note": "two\nlines", "ties": "yes", "verified": "2026-09-01",
        "commute": 12.5, "parking": "true", "zip": "02118",
    }  # fmt: skip
    assert next(row for row in mine if row["status"] == "my own word")["note"] == "=1+1"
    saved, *others = lines(made / "saved.xlsx")
    assert "zip" not in saved
    assert {row[saved.index("status")] for row in others} == {None}


def test_programs_link_to_the_directory(tmp_path: Path) -> None:
    """The name and the plain address of a program lead to its page; a fictional program has none."""
    path = scenario(tmp_path, "us-2025")
    run("export", path, "--to", tmp_path / "list.xlsx", "-q")
    opened = sheet(tmp_path / "list.xlsx")
    header = [cell.value for cell in opened[1]]
    for row in opened.iter_rows(min_row=2):
        page = row[header.index("[page]")]
        assert page.value == page.hyperlink.target == row[1].hyperlink.target
        assert str(page.value).startswith("https://") and str(page.value).endswith(str(row[0].value))  # noqa: PT018


@pytest.mark.slow
@pytest.mark.parametrize("name", ["list.xlsx", "list.csv", "saved.xlsx"])
def test_unedited_sheet_changes_nothing(made: Path, name: str) -> None:
    """A scenario that reads its own sheet back gives the same result, but for the fingerprints of the inputs."""
    before = solved(scenario(made, "sample", "mine.csv"))
    again = scenario(made, "sample", "mine.csv", name, name=f"again-{name}.yaml")
    assert json.dumps(solved(again)) == json.dumps(before)
    if name.startswith("list"):
        assert json.dumps(solved(scenario(made, "sample", name, name=f"alone-{name}.yaml"))) == json.dumps(before)
        run("export", again, "--to", made / f"second-{name}", "-q")
        assert lines(made / f"second-{name}") == lines(made / name)


@pytest.mark.slow
def test_unedited_sheet_of_real_programs_changes_nothing(tmp_path: Path) -> None:
    """The same with `us-2025`, whose catalogue has none of the applicant's columns."""
    before = solved(scenario(tmp_path, "us-2025"))
    for name in ("list.xlsx", "list.csv"):
        run("export", tmp_path / "s.yaml", "--to", tmp_path / name, "-q")
        assert solved(scenario(tmp_path, "us-2025", name, name="again.yaml")) == before


def typed(source: Path, target: Path) -> str:
    """Type into the first row of a sheet, and say which program it is."""
    book = openpyxl.load_workbook(source)
    header = [cell.value for cell in book.worksheets[0][1]]
    for name, value in TYPED.items():
        cell = book.worksheets[0].cell(2, header.index(name) + 1)
        cell.value = value
        cell.data_type = "n" if isinstance(value, int) else "s"
    book.worksheets[0].cell(2, header.index("[fee]") + 1).value = 1
    code = str(book.worksheets[0]["A2"].value)
    book.save(target)
    return code


def assert_typed(folder: Path, name: str, code: str) -> None:
    """Read a sheet back as an overlay: what was typed is there, what listopt found is not."""
    table = read_catalogue(["sample", name], folder).table
    assert [table.loc[code, column] for column in ("status", "rating", "note", "verified", "ties")] == [
        TYPED["status"], TYPED["rating"], TYPED["note"], TYPED["verified"], True,
    ]  # fmt: skip
    plain = read_catalogue(["sample"], folder).table
    assert not [column for column in table if str(column).startswith("[")]
    assert table["fee"].equals(plain["fee"]) if "fee" in plain else "fee" not in table


def test_what_is_typed_comes_back(made: Path, tmp_path: Path) -> None:
    """Status, rating, note, ties and verified come back as typed; a fee changed in brackets does not."""
    assert_typed(tmp_path, "typed.xlsx", typed(made / "list.xlsx", tmp_path / "typed.xlsx"))


def converted(source: Path, folder: Path, ending: str = "xlsx") -> Path:
    """Open a file in LibreOffice and save it in another folder."""
    assert OFFICE
    reading = ["--infilter=CSV:44,34,76,1"] if source.suffix == ".csv" else []  # comma, quotation mark, UTF-8, line 1
    command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", *reading,
               "--convert-to", ending, "--outdir", str(folder / "out"), str(source)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / "out" / f"{source.stem}.{ending}"


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_sheets_survive_libreoffice(made: Path, tmp_path: Path, name: str) -> None:
    """Saved again by LibreOffice, a sheet has no formula, links still work, and nothing is lost on reading it back."""
    saved = converted(made / name, tmp_path)
    cells = [cell for row in sheet(saved).iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    before, after = (read_catalogue(["sample", path.name], path.parent).table for path in (made / name, saved))
    assert before.equals(after)
    if name.endswith(".xlsx"):
        code = typed(made / name, tmp_path / "typed.xlsx")
        again = converted(tmp_path / "typed.xlsx", tmp_path)
        assert_typed(again.parent, again.name, code)


TEXTS = st.text(alphabet=st.sampled_from("'=+-@0123 \t\r\nab.,;\"＝"), max_size=8)


@given(TEXTS, st.booleans())
@example("'=1+1", True)
@example("''007", False)
@example("'-2.5", False)
def test_guards_are_taken_back(text: str, codes: bool) -> None:
    """No text is lost to the apostrophe that guards it, and no text that could run goes without one."""
    assert bare(guarded(text, codes=codes)) == text
    for part in re.split("[;\t\n]", guarded(text, codes=codes)):
        assert not part.strip().startswith(("=", "@", "＝", "+=", "-="))


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_csv_gives_every_text_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    """A guarded text in an overlay is read as the text it was, blanks around it and the kind of line end aside."""
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(["program_id", "note", "word"])
        writer.writerows([[f"{n}", guarded(text), "word"] for n, text in enumerate(texts)])
    notes = read_catalogue([path.name], path.parent).table["note"].fillna("")
    assert list(notes) == [text.replace("\r\n", "\n").replace("\r", "\n").strip() for text in texts]


def test_remarks_are_not_read(tmp_path: Path) -> None:
    """A column in square brackets is no column: not in the table, not in the fingerprint, whatever stands in it."""
    (tmp_path / "a.csv").write_text("program_id,[fee],note,[]\n1,abc,x,\n")
    (tmp_path / "b.csv").write_text("program_id,note\n1,x\n")
    first, second = (read_catalogue([name], tmp_path) for name in ("a.csv", "b.csv"))
    assert list(first.table) == list(second.table) == ["note"]
    assert first.digests["a.csv"] == second.digests["b.csv"]


def test_csv_is_for_spreadsheets(made: Path) -> None:
    """UTF-8 that a spreadsheet recognises, codes whose zeros stay, the same cells as the workbook."""
    assert (made / "list.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    for line, want in zip(lines(made / "list.csv"), lines(made / "list.xlsx"), strict=True):
        for cell, other in zip(map(str, line), want, strict=True):
            assert (float(cell) if isinstance(other, int | float) else bare(cell)) == (other or "")
    code = "0401234567"
    assert f'"\'{code}"'.encode() in worksheet_csv(Worksheet(("program_id",), ((code,),)))


def events(path: Path) -> list[tuple[datetime.date, datetime.date, str]]:
    """First day, last day and text of each event of a calendar."""
    found = []
    for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
        text = str(event["DESCRIPTION"]).split("\n")[0]
        found.append((event["DTSTART"].dt, event["DTEND"].dt - datetime.timedelta(days=1), text))
    return found


@pytest.mark.parametrize("name", ["list.ics", "saved.ics"])
def test_calendar_is_the_timeline(made: Path, name: str) -> None:
    """Every entry with days is one all-day event with its text; phases are not in it, and nothing is there twice."""
    told = json.loads((made / "result.json").read_text())["strategy"]["timeline"]
    want = {
        (*(datetime.date.fromisoformat(row[key]) for key in ("begins", "ends")), row["text"])
        for row in told if row["begins"]
    }  # fmt: skip
    assert set(events(made / name)) == want
    assert len(events(made / name)) == len(want) == 2
    calendar = Calendar.from_ical((made / name).read_bytes())
    assert str(calendar["X-WR-CALNAME"]) == r"Sheets\, calendars"
    assert not calendar.errors


def test_calendar_keeps_the_standard(made: Path) -> None:
    """Lines end in CRLF and have at most 75 bytes; every event has an identifier of its own and a fixed stamp."""
    content = (made / "list.ics").read_bytes()
    assert content == (made / "saved.ics").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) == 75
    walked = Calendar.from_ical(content).walk("VEVENT")
    assert len({str(event["UID"]) for event in walked}) == len(walked)
    for event in walked:
        assert event["DTSTAMP"].dt.date() == event["DTSTART"].dt
        assert event["TRANSP"] == "TRANSPARENT"


@pytest.mark.slow
def test_same_input_same_bytes(made: Path, tmp_path: Path) -> None:
    """Exported again, every file is the same to the last byte."""
    for name in ("list.xlsx", "list.csv", "list.ics"):
        shutil.copy(made / name, tmp_path / name)
        before = hashlib.sha256((made / name).read_bytes()).digest()
        run("export", scenario(made, "sample", "mine.csv"), "--to", tmp_path / name, "--overwrite", "-q")
        assert hashlib.sha256((tmp_path / name).read_bytes()).digest() == before


def test_phases_left_out_are_counted(made: Path, tmp_path: Path) -> None:
    """The calendar's message says how many phases without dates are not in it."""
    told = run("export", made / "result.json", "--to", tmp_path / "a.ics").stderr
    assert "Phases without dates are not in it: 1." in told


def test_files_are_not_overwritten(made: Path) -> None:
    """A sheet that may hold the applicant's notes is only replaced on request."""
    before = (made / "list.xlsx").read_bytes()
    told = run("export", made / "result.json", "--to", made / "list.xlsx", code=1).stderr
    assert "may hold what you typed; expected a new file. Choose another name, or --overwrite" in told
    assert (made / "list.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"strategy": None}, "found no strategy; expected a strategy whose timeline has days. Name one in"),
        ({"strategy": {"name": "x", "timeline": [{"phase": "a", "text": "b", "begins": None, "ends": None}]}},
         "found the strategy x, whose timeline has 1 phase without days"),
    ],
)  # fmt: skip
def test_calendar_without_days_is_a_fault(made: Path, tmp_path: Path, change: dict[str, object], message: str) -> None:
    """Without a strategy, or without days in its timeline, the fault says what to do; no file is written."""
    (tmp_path / "r.json").write_text(json.dumps(result(made) | change))
    told = run("export", tmp_path / "r.json", "--to", tmp_path / "a.csv", "--to", tmp_path / "a.ics", code=1).stderr
    assert message in told
    assert not list(tmp_path.glob("a.*"))


def test_ending_decides(made: Path, tmp_path: Path) -> None:
    """An ending that is none of the three is wrong usage, said before anything is solved."""
    told = run("export", made / "s.yaml", "--to", tmp_path / "list.ods", code=2).stderr
    assert "the ending must be one of .xlsx, .csv, .ics." in told


def test_without_a_list_there_is_no_sheet(made: Path, tmp_path: Path) -> None:
    """An infeasible scenario writes no sheet but its calendar, and ends as `solve` does."""
    text = SAMPLE.format(catalogue="sample").replace("at_most: 12", "at_least: 12").replace("600", "100")
    (tmp_path / "own.yaml").write_text(OWN)
    (tmp_path / "s.yaml").write_text(text)
    told = run("export", tmp_path / "s.yaml", "--to", tmp_path / "a.csv", "--to", tmp_path / "a.ics", code=3).stderr
    assert "a.csv was not written: there is no list." in told
    assert [path.name for path in tmp_path.glob("a.*")] == ["a.ics"]
