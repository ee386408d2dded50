"""Commands that keep catalogues: check, show, list, diff, template, merge."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from listopt.catalogue import COLUMNS, STATUSES
from listopt.cli import main
from listopt.curating.merging import merge
from listopt.importers import read_catalogue
from listopt.importers.origins import HEADER, read_origins
from listopt.report.curating.merged import merged_csv

FIRST = """\
program_id,name,specialty,city,state,j1,step2_min,rating,status,note,commute,parking
0400000001,Elm,Anesthesia,Boston,MA,yes,220,5,applied,=1+1,1.5,true
0400000002,Oak | Co,Anesthesiology,Boston,MA,,,,my word,"a, b",20,false
1400000003,"Ash ""A"" B",Internal Medicine,Bronx,NY,no,230,3,,,,
"""
SECOND = """\
program_id;j1;step2_min;note;own
0400000001;no;220.0;;x
1400000003;no;;kept;
1400000009;yes;;;y
"""
OFFICE = shutil.which("soffice")


def run(*arguments: object, code: int = 0) -> Result:
    """Run `listopt catalogue` and expect an exit code."""
    result = CliRunner().invoke(main, ["catalogue", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with two tables, the second in the habits of a spreadsheet on Windows."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(FIRST)
    (tmp_path / "b.csv").write_bytes(SECOND.replace("\n", "\r\n").encode("utf-8-sig"))
    return tmp_path


def from_csv(text: str) -> list[list[str]]:
    """Lines of a CSV text."""
    return list(csv.reader(io.StringIO(text)))


def from_markdown(text: str) -> list[list[str]]:
    """Lines of a Markdown table without the escapes of its cells."""
    lines = (line for line in text.splitlines() if not line.startswith("| ---"))
    cells = (re.split(r"(?<!\\)\|", line)[1:-1] for line in lines)
    return [[re.sub(r"\\(.)", r"\1", cell.strip()) for cell in line] for line in cells]


# check


def test_check_names_every_fault(folder: Path) -> None:
    """Each wrong cell is told with its row and column, however many there are, and the exit code is 1."""
    rows = [f"04{n:08d},perhaps,{n + 301}" for n in range(40)]
    (folder / "bad.csv").write_text("\n".join(["program_id,j1,step2_min", *rows]))
    told = run("check", "bad.csv", code=1)
    for row in range(2, 42):
        for column in ("j1", "step2_min"):
            assert f'bad.csv, row {row}, column "{column}": found' in told.stderr
    assert len(told.stderr.splitlines()) == 80
    assert told.stdout.splitlines()[0] == "bad.csv: 40 programs, 2 columns, 80 faults."


def test_check_goes_on_after_faults(folder: Path) -> None:
    """Repeated, empty and rounded codes are faults like any other, and remarks are told all the same."""
    (folder / "bad.csv").write_text("program_id,status\n1,aplied\n1,\n,invited\n1.4E+09,\n")
    told = run("check", "bad.csv", code=1)
    for part in ("row 3, column", "row 4, column", "row 5, column"):
        assert part in told.stderr
    assert "'aplied'. Did you mean 'applied'?" in told.stdout


def test_check_remarks(folder: Path) -> None:
    """Words of status without effect, own columns, new programs, missing places and odd codes are worth a look."""
    (folder / "c.csv").write_text("program_id,specialty\n1400000001,Anesthesiology\n")
    found = json.loads(run("check", "a.csv", "b.csv", "c.csv", "--format", "json").stdout)
    remarks = {one["kind"]: one for one in found["remarks"]}
    assert list(remarks) == ["status", "own columns", "new programs", "no specialty", "no state", "codes"]
    assert [remarks["status"]["details"], remarks["own columns"]["details"]] == [
        ["a.csv, row 3, column \"status\": 'my word'."],
        ["commute: number, 2 filled", "own: text, 2 filled", "parking: yes/no, 2 filled"],
    ]
    assert remarks["new programs"]["details"] == ["c.csv, row 2: 1400000001", "b.csv, row 4: 1400000009"]
    assert remarks["no specialty"]["details"] == ["b.csv, row 4: 1400000009"]
    assert remarks["codes"]["details"] == ["c.csv, row 2: 1400000001, Anesthesiology (codes begin with 040)"]
    assert (found["n_programs"], found["faults"]) == (5, [])


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "an empty file"), ("program_id\n", "a header without rows"), ("a,b\n1,2\n", "no column program_id")],
)
def test_check_empty_tables(folder: Path, content: str, message: str) -> None:
    """A file without programs is a fault, not a crash."""
    (folder / "empty.csv").write_text(content)
    told = run("check", "empty.csv", code=1)
    assert message in told.stderr
    assert "1 fault." in told.stdout


def test_missing_files_are_named(folder: Path) -> None:
    """A name that means nothing is told with the nearest file; a suffix that was forgotten is added."""
    assert "no such file" in run("show", "aa.csv", code=1).stderr
    assert "Write a.csv for the file of that name." in run("list", "a", code=1).stderr


@pytest.mark.parametrize("name", ["us-2025", "sample"])
def test_shipped_catalogues_have_no_faults(name: str) -> None:
    """What comes with listopt passes its own check."""
    assert "no faults." in run("check", name).stdout.splitlines()[0]


# show


def test_show_counts(folder: Path) -> None:
    """Programs by specialty, filled cells of each column, own columns, and the digests of the tables."""
    found = json.loads(run("show", "a.csv", "b.csv", "--format", "json").stdout)
    assert found["by_specialty"] == [
        {"specialty": "Anesthesiology", "programs": 2}, {"specialty": None, "programs": 1},
        {"specialty": "Internal Medicine", "programs": 1},
    ]  # fmt: skip
    columns = {one["column"]: one for one in found["columns"]}
    assert columns["j1"] == {"column": "j1", "holds": "yes/no", "own": False, "filled": 3}
    assert columns["parking"] == {"column": "parking", "holds": "yes/no", "own": True, "filled": 2}
    catalogue = read_catalogue(["a.csv", "b.csv"], folder)
    assert found["digests"] == dict(catalogue.digests)
    assert {name: one["filled"] for name, one in columns.items()} == catalogue.table.notna().sum().to_dict()


def test_show_sources() -> None:
    """Sources of `us-2025` are counted with the years they give."""
    table = read_catalogue(["us-2025"], Path()).table
    for one in json.loads(run("show", "us-2025", "--format", "json").stdout)["sources"]:
        years = table.loc[table["source"] == one["source"], "source_year"]
        assert (one["programs"], one["years"]) == (len(years), [years.min(), years.max()])


def test_show_program(folder: Path) -> None:
    """Facts of a program found by words, each with table and row, and where an import read it unless edited since."""
    rows = [["0400000001", "j1", "no", "J-1: none", "my.xlsx", "2025", "12", "2026-11-01"],
            ["0400000001", "own", "before", "before", "my.xlsx", "2025", "12", "2026-11-01"]]  # fmt: skip
    (folder / "b.sources.csv").write_text("\n".join(",".join(row) for row in [HEADER, *rows]))
    found = json.loads(run("show", "a.csv", "b.csv", "--program", "elm boston", "--format", "json").stdout)[0]
    assert found["program_id"] == "0400000001"
    facts = found["facts"]
    assert facts["j1"]["value"] is False
    assert facts["j1"]["place"] == "b.csv, row 2"
    assert facts["j1"]["origin"].startswith('my.xlsx, sheet "2025", row 12, 2026-11-01')
    assert facts["own"] == {"value": "x", "place": "b.csv, row 2", "origin": None}
    assert facts["region"]["place"] == "follows from the state and the city"
    assert found["unknown"] == []
    text = run("show", "a.csv", "b.csv", "--program", "0400000001").stdout
    assert re.search(r"j1 +no\s+\(b\.csv, row 2, from my\.xlsx", text)
    assert text.endswith("All else stands in a.csv, row 2.\n")


def test_show_no_such_program() -> None:
    """Words that fit no program are a fault that names the closest."""
    assert "words that fit no program" in run("show", "a.csv", "--program", "zzz clinic", code=1).stderr
    assert "closest" not in run("show", "a.csv", "--program", "zzz", code=1).stderr


# list


def test_formats_hold_the_same() -> None:
    """CSV, Markdown and JSON have the same programs, columns and values."""
    columns = "program_id,name,j1,step2_min,note,commute,parking"
    wish = ["list", "a.csv", "b.csv", "--columns", columns, "--sort", "-step2_min", "--format"]
    rows = from_csv(run(*wish, "csv").stdout)
    assert rows[0] == columns.split(",")
    assert [row[0] for row in rows[1:]] == ["1400000003", "0400000001", "0400000002", "1400000009"]
    assert from_markdown(run(*wish, "md").stdout) == [[cell.removeprefix("'") for cell in row] for row in rows]
    words = {None: "", True: "yes", False: "no"}
    for row, cells in zip(json.loads(run(*wish, "json").stdout)["programs"], rows[1:], strict=True):
        row["parking"] = None if row["parking"] is None else str(row["parking"]).lower()
        told = [words[cell] if cell is None or isinstance(cell, bool) else str(cell) for cell in row.values()]
        assert told == [cell.removeprefix("'") for cell in cells]


def test_listed_csv_is_a_catalogue(folder: Path) -> None:
    """A list with all columns, written as CSV, is read back as the same table."""
    table = read_catalogue(["a.csv", "b.csv"], folder).table
    run("list", "a.csv", "b.csv", "--columns", ",".join(["program_id", *table]), "-o", "c.csv")
    pd.testing.assert_frame_equal(read_catalogue(["c.csv"], folder).table, table)


@pytest.mark.parametrize(
    "command",
    [("list", "a.csv"), ("diff", "b.csv", "b.csv,a.csv"), ("show", "a.csv", "--format", "json"),
     ("check", "a.csv", "--format", "json")],
)  # fmt: skip
def test_reports_do_not_replace_tables(folder: Path, command: Sequence[str]) -> None:
    """A report is not written over a table that it is about."""
    result = run(*command, "-o", "./a.csv", code=1)
    assert "a.csv: found a table that is read; expected another file" in result.output
    assert (folder / "a.csv").read_text() == FIRST


def test_list_sorts_and_finds() -> None:
    """Several sort keys, missing values last either way; words of name, institution and city in any order."""
    shown = from_csv(run("list", "a.csv", "--sort", "city", "--sort", "-name", "--format", "csv").stdout)
    assert [row[1] for row in shown[1:]] == ["Oak | Co", "Elm", 'Ash "A" B']
    for key in ("step2_min", "-step2_min"):
        rows = from_csv(run("list", "a.csv", "--sort", key, "--format", "csv").stdout)
        assert rows[-1][1] == "Oak | Co"
    found = from_csv(run("list", "a.csv", "--find", "BOSTON oak", "--format", "csv").stdout)
    assert [row[1] for row in found[1:]] == ["Oak | Co"]


def test_list_limits() -> None:
    """A screen shows fifty programs unless told otherwise, and says how many there are; files hold all."""
    text = run("list", "sample").stdout
    assert len(text.splitlines()) == 52
    assert "150 of 150 programs; the first 50 are shown (--limit 150: all)." in text
    assert len(from_csv(run("list", "sample", "--format", "csv").stdout)) == 151
    assert len(from_csv(run("list", "sample", "--format", "csv", "--limit", "3").stdout)) == 4


def test_list_says_what_is_missing() -> None:
    """The text tells how many programs are left out only because a cell is empty."""
    text = run("list", "a.csv", "--where", "j1").stdout
    assert "1 of 3 programs." in text
    assert "1 other left out only because cells are empty: j1 (1)." in text
    assert run("list", "a.csv", "--where", "state=NJ").stdout.startswith("None of 3 programs.")


def test_list_refuses_unknown_columns() -> None:
    """Columns that there are not are told with the nearest name, all options at once."""
    told = run("list", "a.csv", "--columns", "nmae", "--sort", "-cty", "--where", "sate=NY", code=1).stderr
    for option, meant in (("--columns", "name"), ("--sort", "city"), ("--where", "state")):
        assert re.search(f"{option}: .*Did you mean '{meant}'", told)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("command", [["list", "us-2025", "--sort", "-interview_rate_non_us_img"], ["show", "us-2025"],
                                     ["show", "sample", "--program", "9900000001"], ["check", "sample"]])  # fmt: skip
def test_text_fits_the_page(command: Sequence[str], width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is longer than the screen."""
    from listopt.report import page

    monkeypatch.setattr(page.Page, "columns", property(lambda _: width))
    assert max(map(len, run(*command).stdout.splitlines())) <= width


# diff


def test_diff_tells_every_kind(folder: Path) -> None:
    """Programs, columns and cells that differ, empty against filled included; equal values spelled otherwise do not."""
    found = json.loads(run("diff", "a.csv", "a.csv,b.csv", "--format", "json").stdout)
    assert [one["program_id"] for one in found["programs_new"]] == ["1400000009"]
    assert (found["programs_gone"], found["columns_gone"]) == ([], [])
    assert found["columns_new"] == [{"column": "own", "filled": 2}]
    assert [tuple(cell.values()) for cell in found["cells"]] == [
        ("0400000001", "j1", True, False), ("1400000003", "note", None, "kept"),
    ]  # fmt: skip
    rows = from_csv(run("diff", "a.csv", "a.csv,b.csv", "--format", "csv").stdout)
    assert rows[1:] == [
        ["program new", "1400000009", "", "", ""], ["column new", "", "own", "", "2 filled"],
        ["cell", "0400000001", "j1", "yes", "no"], ["cell", "1400000003", "note", "", "kept"],
    ]  # fmt: skip
    assert from_markdown(run("diff", "a.csv", "a.csv,b.csv", "--format", "md").stdout) == rows


def test_diff_is_symmetric() -> None:
    """Turned round, what was new is gone and before is after; a table does not differ from itself."""
    there = json.loads(run("diff", "a.csv", "b.csv", "--format", "json").stdout)
    back = json.loads(run("diff", "b.csv", "a.csv", "--format", "json").stdout)
    assert there["programs_new"] == back["programs_gone"]
    assert there["columns_gone"] == back["columns_new"]
    assert [(cell["before"], cell["after"]) for cell in there["cells"]] == [
        (cell["after"], cell["before"]) for cell in back["cells"]
    ]
    assert run("diff", "b.csv", "b.csv").stdout == "No difference.\n"


# template


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_template_reads_back_unchanged(folder: Path, name: str) -> None:
    """A template with the names of real programs, laid over them, changes no value."""
    run("template", "-o", name, "--specialty", "anesthesia", "--state", "NY", "--state", "nj")
    plain = read_catalogue(["us-2025"], folder).table
    table = read_catalogue(["us-2025", name], folder).table
    pd.testing.assert_frame_equal(table[list(plain)], plain)
    assert not table.drop(columns=list(plain)).notna().any(axis=None)
    named = plain[(plain["specialty"] == "Anesthesiology") & plain["state"].isin(["NY", "NJ"])]
    assert list(read_catalogue([name], folder).table.index) == list(named.index)


def test_template_offers_what_may_be_typed(folder: Path) -> None:
    """Drop-downs for flags, choices and status, limits for numbers, text codes, and a sheet that explains columns."""
    run("template", "-o", "t.xlsx", "--columns", "status,J-1,step2_min,img_share,state,specialty,band,my_x")
    book = openpyxl.load_workbook("t.xlsx")
    sheet = book["Programs"]
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    assert list(letters) == [
        "program_id",
        "status",
        "j1",
        "step2_min",
        "img_share",
        "state",
        "specialty",
        "band",
        "my_x",
    ]
    rules = {str(rule.sqref)[0]: rule for rule in sheet.data_validations.dataValidation}
    assert rules[letters["status"]].formula1 == f'"{",".join(STATUSES)}"'
    assert not rules[letters["status"]].showErrorMessage
    assert rules[letters["j1"]].formula1 == '"yes,no"'
    assert rules[letters["band"]].formula1 == '"reach,target,safety"'
    assert (rules[letters["step2_min"]].type, rules[letters["step2_min"]].formula2) == ("whole", "300")
    assert (rules[letters["img_share"]].type, rules[letters["img_share"]].formula2) == ("decimal", "1")
    assert set(letters) - {name for name, letter in letters.items() if letter in rules} == {"program_id", "my_x"}
    assert max(len(rule.formula1) for rule in rules.values()) <= 255
    assert sheet.column_dimensions["A"].number_format == "@"
    told = [[cell.value for cell in row] for row in book["Columns"].iter_rows()]
    assert [row[0] for row in told[1:]] == [column.name for column in COLUMNS]
    assert [row[3] for row in told[1:]] == [column.meaning for column in COLUMNS]


def test_template_faults(folder: Path) -> None:
    """Columns, specialties and states that there are not are told at once; a file that exists is kept."""
    told = run("template", "-o", "t.csv", "--columns", "nmae", "--specialty", "Magic", "--state", "XX", code=1).stderr
    for option in ("--columns", "--specialty", "--state"):
        assert f"{option}: found" in told
    before = (folder / "a.csv").read_bytes()
    assert "may hold what you typed" in run("template", "-o", "a.csv", code=1).stderr
    assert (folder / "a.csv").read_bytes() == before
    run("template", "-o", "t.ods", code=2)


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_template_survives_libreoffice(folder: Path) -> None:
    """Filled in and saved by LibreOffice, a template keeps its codes, and what was typed is read."""
    run("template", "-o", "t.xlsx", "--specialty", "Anesthesiology", "--state", "AL")
    book = openpyxl.load_workbook("t.xlsx")
    sheet = book["Programs"]
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    sheet[f"{letters['j1']}2"], sheet[f"{letters['note']}2"], sheet[f"{letters['step2_min']}2"] = "yes", "1/2", 230
    book.save("t.xlsx")
    assert OFFICE
    command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
               "--convert-to", "xlsx", "--outdir", "out", "t.xlsx"]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    before, after = (read_catalogue(["us-2025", name], folder).table for name in ("t.xlsx", "out/t.xlsx"))
    pd.testing.assert_frame_equal(after, before)
    assert list(after.loc["0400121010", ["j1", "note", "step2_min"]]) == [True, "1/2", 230]


# merge


def test_merge_lists_contradictions(folder: Path) -> None:
    """Each contradiction is in the file with both values and rows; a value spelled otherwise is none."""
    told = run("merge", "a.csv", "b.csv", "-o", "c.csv")
    assert "4 programs and 13 columns from a.csv (3 rows), b.csv (3 rows)." in told.stdout
    assert "1 contradiction at 1 program: j1 (1)." in told.stdout
    assert from_csv((folder / "c.contradictions.csv").read_text("utf-8-sig")) == [
        ["program_id", "column", "kept", "kept_from", "dropped", "dropped_from"],
        ["'0400000001", "j1", "no", "b.csv, row 2", "yes", "a.csv, row 2"],
    ]
    pd.testing.assert_frame_equal(
        read_catalogue(["c.csv"], folder).table, read_catalogue(["a.csv", "b.csv"], folder).table
    )
    assert not (folder / "c.sources.csv").exists()


def test_merge_first_wins(folder: Path) -> None:
    """With `--wins first` an earlier cell counts, and a later one only fills what is empty."""
    run("merge", "a.csv", "b.csv", "-o", "c.csv", "--wins", "first")
    table = read_catalogue(["c.csv"], folder).table
    assert list(table["j1"]) == [True, pd.NA, False, True]
    assert table.loc["1400000003", "note"] == "kept"
    pd.testing.assert_frame_equal(table, read_catalogue(["b.csv", "a.csv"], folder).table)


def test_merge_keeps_origins(folder: Path) -> None:
    """Origins of values that count come along; those of dropped and of edited values do not."""
    for name, cells in (("a", [("0400000001", "j1", "yes"), ("1400000003", "state", "NY")]),
                        ("b", [("0400000001", "j1", "no"), ("0400000001", "own", "before")])):  # fmt: skip
        lines = [",".join((*cell, cell[2], f"{name}.xlsx", "", "7", "")) for cell in cells]
        (folder / f"{name}.sources.csv").write_text("\n".join([",".join(HEADER), *lines]))
    run("merge", "a.csv", "b.csv", "-o", "c.csv")
    kept = read_origins(folder / "c.csv")
    assert {key: origin.source for key, origin in kept.items()} == {
        ("0400000001", "j1"): "b.xlsx", ("1400000003", "state"): "a.xlsx",
    }  # fmt: skip


def test_merge_keeps_files(folder: Path) -> None:
    """A file that exists is only replaced on request, and tables with faults write nothing."""
    assert "a new file" in run("merge", "a.csv", "b.csv", "-o", "b.csv", code=1).stderr
    (folder / "bad.csv").write_text("program_id,j1\n1,perhaps\n")
    run("merge", "a.csv", "bad.csv", "-o", "c.csv", code=1)
    assert not list(folder.glob("c.*"))


CELLS = st.text(alphabet="'=+-0123 ,;\"\nabNY.", max_size=4)
CODES = ("0400000001", "1400000009", "x", "9")
SHORTENED = (*CODES, "1", "01", "400000001", "'0")
"""Codes of which some lack the zeros that others have."""
HEADERS = ("note", "my own", "zip", "state", "j1", "rating")
WORDS = {"state": st.sampled_from(["", "ny", "NY", "NJ"]), "j1": st.sampled_from(["", "yes", "Y", "no"]),
         "rating": st.sampled_from(["", "1", "1.0", "5"])}  # fmt: skip


@st.composite
def tables(draw: st.DrawFn, codes: Sequence[str]) -> str:
    """Content of a small table with some columns in some order, cells of any habit."""
    headers = draw(st.permutations(["program_id", *draw(st.lists(st.sampled_from(HEADERS), unique=True))]))
    chosen = st.lists(st.sampled_from(codes), min_size=1, max_size=4, unique_by=lambda code: code.zfill(10))
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(headers)
    for code in draw(chosen):
        writer.writerow([code if name == "program_id" else draw(WORDS.get(name, CELLS)) for name in headers])
    return out.getvalue()


def written(folder: Path, contents: Sequence[str]) -> list[str]:
    """Names of files with these contents."""
    names = [f"{n}.csv" for n in range(len(contents))]
    for name, content in zip(names, contents, strict=True):
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return names


@settings(deadline=None)
@given(st.lists(tables(SHORTENED), min_size=1, max_size=3))
def test_merged_is_the_overlay(tmp_path_factory: pytest.TempPathFactory, contents: list[str]) -> None:
    """Reading the merged file gives exactly the table that the tables one over the other give."""
    folder = tmp_path_factory.mktemp("merge")
    names = written(folder, contents)
    (folder / "out.csv").write_bytes(merged_csv(merge(names, folder)))
    want = read_catalogue(names, folder).table
    pd.testing.assert_frame_equal(read_catalogue(["out.csv"], folder).table, want)


@settings(deadline=None)
@given(st.lists(tables(CODES), min_size=1, max_size=3))
def test_first_wins_is_the_overlay_turned_round(tmp_path_factory: pytest.TempPathFactory, contents: list[str]) -> None:
    """Where the first cell wins, the merged table is that of the tables in the opposite order."""
    folder = tmp_path_factory.mktemp("merge")
    names = written(folder, contents)
    (folder / "out.csv").write_bytes(merged_csv(merge(names, folder, first_wins=True)))
    want = read_catalogue(names[::-1], folder).table
    pd.testing.assert_frame_equal(read_catalogue(["out.csv"], folder).table, want)


@settings(deadline=None)
@given(st.lists(tables(CODES), min_size=2, max_size=3))
def test_contradictions_are_all_there(tmp_path_factory: pytest.TempPathFactory, contents: list[str]) -> None:
    """Contradictions are the filled cells that mean something else than the value that counts, no more and no fewer."""
    folder = tmp_path_factory.mktemp("merge")
    names = written(folder, contents)
    found = {(one.program_id, one.column, one.dropped_from) for one in merge(names, folder).contradictions}
    whole = read_catalogue(names, folder).table
    want = set()
    for name, content in zip(names, contents, strict=True):
        table, rows = read_catalogue([name], folder).table, from_csv(content)
        place = {row[rows[0].index("program_id")]: f"{name}, row {n}" for n, row in enumerate(rows[1:], start=2)}
        for column in (column for column in ("note", "state", "j1", "rating") if column in table):
            for code, value in table[column].dropna().items():
                if value != whole.loc[code, column]:
                    want.add((code, column, place[str(code)]))
    assert {one for one in found if one[1] in ("note", "state", "j1", "rating")} == want
