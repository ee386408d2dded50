"""Kinds of files and of JSON as lines of cells: nothing is lost, and what cannot be read is named with its place."""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listopt.errors import InputError
from listopt.intake.fields import Setting, Told, reader_of
from listopt.intake.language.places import listed_by_state, state_in_front
from listopt.intake.reading import read_grids
from messy import table, take
from test_import_properties import STARTS, accounted

Lines = list[list[str]]
Json = bool | int | str | list["Json"] | dict[str, "Json"] | None


def read(text: str, ending: str = "json") -> Lines:
    """Lines of the only sheet of a file of this text."""
    (lines,) = sheets(text, ending).values()
    return lines


def sheets(text: str, ending: str = "json") -> dict[str, Lines]:
    """Lines of every sheet of a file of this text, by the name of the sheet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{ending}"
        path.write_text(text, encoding="utf-8")
        return {grid.sheet: [list(line) for line in grid.lines()] for grid in read_grids(path)}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('["NYU", "Albany"]', [["name"], ["NYU"], ["Albany"]]),
        ('{"Anesthesiology": ["A (0401100003)", "B"], "Urology": ["C"], "Neurology": []}', [
            ["key", "name"], ["Anesthesiology", "A (0401100003)"], ["Anesthesiology", "B"], ["Urology", "C"]]),
        ('{"AL": {"Urology": ["A"]}, "NY": {"Urology": ["B", "C"]}}', [
            ["key", "key 2", "name"], ["Urology", "AL", "A"], ["Urology", "NY", "B"], ["Urology", "NY", "C"]]),
        ('{"updated": 2026, "programs": ["A", "B"]}', [["name"], ["A"], ["B"]]),
        ('{"program": "A", "tags": ["near", "big"]}', [["program", "tags"], ["A", "near; big"]]),
        ('[{"program": ["A"], "state": ["NY"]}]', [["program", "state"], ["A", "NY"]]),
        ('{"visas": ["J-1", "H-1B"], "tracks": ["Categorical"]}', [
            ["visas", "tracks"], ["J-1; H-1B", "Categorical"]]),
        ('["0401100003", 1403521292]', [["value"], ["0401100003"], ["1403521292"]]),
    ],
)  # fmt: skip
def test_lists_of_texts(text: str, lines: Lines) -> None:
    """A text in a list is a row, below the names of what it is listed under; lists that belong in a cell stay there."""
    assert read(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('[{"state": "AL", "programs": [{"name": "A"}, {"name": "B"}]}, {"state": "AK", "programs": []}]', [
            ["state", "name"], ["AL", "A"], ["AL", "B"]]),
        ('[{"state": "AL", "hospitals": ["A", "B"]}]', [["state", "name"], ["AL", "A"], ["AL", "B"]]),
        ('[{"name": "NYU", "programs": [{"name": "A"}]}]', [["group.name", "name"], ["NYU", "A"]]),
        ('[{"name": "NYU", "hospitals": [{"name": "A"}]}]', [["name", "hospitals"], ["NYU", "name: A"]]),
        ('[{"program": "NYU", "hospitals": ["A", "B"]}]', [["program", "hospitals"], ["NYU", "A; B"]]),
        ('[{"name": "NYU", "programs": []}]', [["name", "programs"], ["NYU", ""]]),
        ('{"Urology::A": {"lat": 1}, "Urology::B": {"lat": 2}}', [
            ["key", "key 2", "lat"], ["A", "Urology", "1"], ["B", "Urology", "2"]]),
        ('{"A": [], "B": [{"state": "NY"}]}', [["key", "state"], ["B", "NY"]]),
        ('{"0401100003": "A", "1403521292": "B"}', [["key", "name"], ["0401100003", "A"], ["1403521292", "B"]]),
        ('{"A": "1601140C0", "B": "1353140C0"}', [["key", "name"], ["A", "1601140C0"], ["B", "1353140C0"]]),
        ('{"a": "1"}\n{"a": "2"}\n', [["a"], ["1"], ["2"]]),
        ('{\n"a": "1"\n}\n{\n"a": "2"\n}', [["a"], ["1"], ["2"]]),
        ('[{"a": "x\ny"}]', [["a"], ["x\ny"]]),
    ],
)  # fmt: skip
def test_groups_and_sequences(text: str, lines: Lines) -> None:
    """What is said of a group goes with each of its programs; values may follow each other, one a line or not."""
    assert read(text) == lines


TWO = '[{"name": "A"}, {"name": "B"}]'
NAMES = [["name"], ["A"], ["B"]]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f'{{"name": "My favourites", "items": {TWO}}}', NAMES),
        (f'{{"title": "IM", "program_count": 2, "items": {TWO}}}', NAMES),
        (f'{{"program": "IM list", "programs": {TWO}}}', NAMES),
        (f'{{"list": {{"name": "IM list", "items": {TWO}}}}}', NAMES),
        (f'{{"status": "ok", "data": {{"total": 2, "items": {TWO}}}}}', NAMES),
        (f'{{"specialty": "IM", "total": 2, "programs": {TWO}}}', [
            ["specialty", "name"], ["IM", "A"], ["IM", "B"]]),
        ('[{"hospital": "H", "programs": [{"specialty": "IM", "j1": true}, {"specialty": "FM", "j1": false}]}]', [
            ["hospital", "specialty", "j1"], ["H", "IM", "true"], ["H", "FM", "false"]]),
        ('{"name": "My list", "programs": {"0401100003": {"j1": 1}}}', [["key", "j1"], ["0401100003", "1"]]),
        (f'{{"program": "NYU", "state": "NY", "faculty": {TWO}}}', [
            ["program", "state", "faculty"], ["NYU", "NY", "name: A; name: B"]]),
        (f'{{"program": "NYU", "visa": {{"j1": true}}, "faculty": {TWO}}}', [
            ["program", "visa.j1", "faculty"], ["NYU", "true", "name: A; name: B"]]),
        (f'{{"program": "NYU", "number": 1403521292, "faculty": {TWO}}}', [
            ["program", "number", "faculty"], ["NYU", "1403521292", "name: A; name: B"]]),
    ],
)  # fmt: skip
def test_lists_with_titles(text: str, lines: Lines) -> None:
    """A list of programs may have a title and be wrapped; what tells more than a list would is a program itself."""
    assert read(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{"0401100003": {"j1": "yes"}}', [["key", "j1"], ["0401100003", "yes"]]),
        ('{"NY": {"A": {"j1": 1}}, "FL": {"B": {"j1": 2}}}', [
            ["key", "key 2", "j1"], ["A", "NY", "1"], ["B", "FL", "2"]]),
        ('{"NY": {"A": {"j1": 1}}, "FL": {"B": {"j1": 2}}, "OH": {"C": {"j1": 3}, "D": {"j1": 4}}}', [
            ["key", "key 2", "j1"], ["A", "NY", "1"], ["B", "FL", "2"], ["C", "OH", "3"], ["D", "OH", "4"]]),
        ('{"A": {"visa": {"j1": 1}}, "B": {"visa": {"j1": 2}}}', [["key", "visa.j1"], ["A", "1"], ["B", "2"]]),
    ],
)  # fmt: skip
def test_objects_of_groups(text: str, lines: Lines) -> None:
    """Programs under their names stand in groups, such as states, however few each group has; none is lost."""
    assert read(text) == lines


FRAME = pd.DataFrame({"name": ["A", "B"], "state": ["NY", "PA"]})
HEAD = ["name", "state"]
ROWS = [["A", "NY"], ["B", "PA"]]


@pytest.mark.parametrize("orient", ["columns", "index", "records", "split", "table", "values"])
@pytest.mark.parametrize("code", [False, True])
def test_tables_of_pandas(orient: str, code: bool) -> None:
    """Tables read alike in every layout in which pandas writes JSON; codes as names of rows are kept."""
    codes = pd.Index(["0401100003", "1403521292"], name="code")
    frame = FRAME.set_index(codes) if code else FRAME
    found = read(frame.to_json(orient=orient) if orient != "records" else frame.to_json(orient="records"))
    if orient == "values":
        assert found == ROWS
        return
    assert [line[-2:] for line in found] == [HEAD, *ROWS]
    if code and orient != "records":
        assert [line[0] for line in found[1:]] == list(codes)


def test_lists_by_column_and_by_line() -> None:
    """A list per column, and lines below a header, are tables; several of them are sheets by their names."""
    lines = [HEAD, *ROWS]
    assert read(json.dumps(FRAME.to_dict("list"))) == lines
    assert read(json.dumps(lines)) == lines
    assert read(json.dumps({"range": "S!A1:B3", "values": lines})) == lines
    assert sheets(json.dumps({"one": lines, "two": lines[:2]})) == {"one": lines, "two": lines[:2]}
    years = '{"A": {"2024": 5, "2025": 6}, "B": {"2024": 7, "2025": 8}}'
    assert read(years) == [["key", "2024", "2025"], ["A", "5", "6"], ["B", "7", "8"]]


SCRIPT = """// Candidates
import { db } from './db';
/*
const old = [{ name: 'Z' }];
*/
export const batch: Program[] = [
  { acgme: '0401100003', name: "Brigham's", visa: true, seats: +1_000, share: .5, none: undefined, },  // first
  { 'acgme': 140352_1292, name: 'It\\'s "B" \\u{e9}\\x41', `note`: `two
lines`, visa: f(1) },
];
"""


def test_scripts() -> None:
    """Bare names, any quotation marks, comments, commas at the end and templates are read; values only, never run."""
    assert read(SCRIPT.replace(", visa: f(1)", ""), "js") == [
        ["acgme", "name", "visa", "seats", "share", "none", "note"],
        ["0401100003", "Brigham's", "true", "1000", "0.5", "", ""],
        ["1403521292", 'It\'s "B" éA', "", "", "", "", "two\nlines"],
    ]
    with pytest.raises(InputError, match=r"table\.js, line 9, column 15: found broken JSON \(a text, a number"):
        read(SCRIPT, "js")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("module.exports = {A: {state: 'NY'}, B: {state: 'PA'}}", [["key", "state"], ["A", "NY"], ["B", "PA"]]),
        ("export default ['A', 'B']\nconsole.log('x')", [["name"], ["A"], ["B"]]),
        ("const n = 2;\nconst one = [{a: '1'}];\nlet two = [{a: '2'}];", [["key", "a"], ["one", "1"], ["two", "2"]]),
        ("const one = [{a: f(1)}];\nconst two = [{a: '2'}];", [["a"], ["2"]]),
        ("const one = [{a: '1'}], two = [{a: '2'}];", [["key", "a"], ["one", "1"], ["two", "2"]]),
        ("var n=1,one=[{a:!0,b:!1,c:'x,d:y=[1]'}],two=[{a:1}]", [
            ["key", "a", "b", "c"], ["one", "true", "false", "x,d:y=[1]"], ["two", "1", "", ""]]),
        ("const one = [{a: new Date('2026-01-02')}];", [["a"], ["2026-01-02"]]),
    ],
)  # fmt: skip
def test_variables(text: str, lines: Lines) -> None:
    """Every list and object of a script is read, under its name where there are several."""
    assert read(text, "js") == lines


def test_code_left_out(tmp_path: Path) -> None:
    """Variables with code in them are left out, counted and named by their lines, for nothing of a script is run."""
    path = tmp_path / "programs.ts"
    path.write_text("const one = [{a: f(1)}];\nconst two = [{a: '2'}],\n three = [g()];")
    assert read_grids(path)[0].how == "a script (2 variables left out for the code in line 1, 3)"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[{"a": 1} {"b": 2}]', r"line 1, column 11: found broken JSON \(a comma or \] is missing\)"),
        ("[\n {a: 'x' b: 1}]", r"line 2, column 10: found broken JSON \(a comma or } is missing\)"),
        ("{a 1}", r"line 1, column 4: found broken JSON \(a colon is missing\)"),
        ("{[1]: 2}", r"line 1, column 2: found broken JSON \(a name should stand here\)"),
        ("[`a ${b}`]", "line 1, column 2: found broken JSON"),
        ("['a\n']", "line 1, column 2: found broken JSON"),
        ("", "line 1, column 1: found broken JSON"),
        ("a,b\n1,2", "line 1, column 1: found broken JSON"),
        ("[]", "found JSON without records"),
        ("[[]]", "found JSON without records"),
        ("5", "found JSON without records"),
        ("[" * 100_000 + "'", "JSON nested too deeply"),
        ("x = " + "[{a:" * 100_000, "JSON nested too deeply"),
    ],
)
def test_broken_json(text: str, place: str) -> None:
    """What is no JSON and no script of plain values is refused with the line and the column."""
    with pytest.raises(InputError, match=place):
        read(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab_$é' \n", max_size=4), inner, max_size=4),
    max_leaves=12,
)


def scripted(value: Json) -> str:
    """A value as JavaScript may spell it."""
    if isinstance(value, dict):
        names = {name: name if re.fullmatch(r"[ab_$é]+", name) else scripted(name) for name in value}
        return "{ // object\n" + "".join(f"{names[name]} : {scripted(one)}, " for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[/* list */" + ",".join(map(scripted, value)) + (",]" if value else "]")
    if isinstance(value, str):
        return "'" + json.dumps(value)[1:-1].replace("'", "\\'").replace('\\"', '"') + "'"
    return json.dumps(value)


@given(json_values)
def test_scripts_mean_what_json_means(value: Json) -> None:
    """Whatever JSON holds reads the same when it is spelt as in a script."""

    def told(text: str) -> dict[str, Lines] | str:
        try:
            return sheets(text)
        except InputError as error:
            return error.faults[0].found

    plain = told(json.dumps(value))
    assert told(scripted(value)) == plain
    assert plain == "JSON without records" or isinstance(plain, dict)


PIECES = (
    "[", "]", "{", "}", ",", ":", "'", '"', "`", "\\", "/*", "*/", "//", "\n", " ", "a", "const x = ", "1", "$", "---",
    "|", "name", "0400121010", "\\u", "\\u{ffffff}", "é", "\ud7ff", ";", "export default ",
)  # fmt: skip


@given(st.sampled_from(STARTS), st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(("js", "json5", "md")))
def test_any_pieces(start: bytes, pieces: list[str], ending: str) -> None:
    """Files of any pieces of scripts and tables are imported with all rows accounted for, or refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{ending}"
        path.write_bytes(start + "".join(pieces).encode())
        accounted(path)


def test_stray_bytes_in_json(tmp_path: Path) -> None:
    """A byte of another encoding spoils no other letter of the file."""
    path = tmp_path / "table.json"
    records = '[{"name": "Poncé"},\n{"name": "Mayagüez"},\n{"name": "Bayam"}]'.encode()
    path.write_bytes(records.replace(b"yam", b"yam\xf3n"))
    (grid,) = read_grids(path)
    assert list(grid.lines()) == [["name"], ["Poncé"], ["Mayagüez"], ["Bayamón"]]
    assert grid.how == "JSON (1 line with other bytes, read as CP1252)"


MARKDOWN = """# My list

| Code | Program | Notes |
|:-----|---------|------:|
| 0401100003 | AdventHealth | - |
| 0401621040 | Illinois Masonic | -- |
"""


def test_markdown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables as forums write them are read, their rules are no rows, and rows keep their numbers."""
    monkeypatch.chdir(tmp_path)
    Path("list.md").write_text(MARKDOWN)
    take("list.md")
    assert [(row["row"], row["fate"], row["program_id"]) for row in table("out.rows.csv")] == [
        ("5", "imported", "0401100003"), ("6", "imported", "0401621040")]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("[Harlem](https://x.y/a_(b))", "Harlem"),
        ("**[Harlem](x.html)** ", "Harlem"),
        ("_Harlem_", "Harlem"),
        ("*A* and *B*", "*A* and *B*"),
        ("Harlem [1] (NY)", "Harlem [1] (NY)"),
    ],
)
def test_marks_of_markdown(cell: str, text: str) -> None:
    """Links are their words, and bold letters are letters, in Markdown only."""
    assert read(f"a|b\n{cell}|c\n", "md")[1] == [text, "c"]
    assert read(f"a|b\n{cell}|c\n", "txt")[1] == [cell, "c"]


def test_workbook_of_one_line(tmp_path: Path) -> None:
    """A workbook with one line has that line; one with none has no sheets."""
    path = tmp_path / "one.xlsx"
    pd.DataFrame([["0401100003", "J1"]]).to_excel(path, header=False, index=False)
    assert [list(grid.lines()) for grid in read_grids(path)] == [[["0401100003", "J1"]]]
    pd.DataFrame().to_excel(path, header=False, index=False)
    assert not read_grids(path)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """Bytes that are no text are named with their line."""
    path = tmp_path / "table.csv"
    path.write_bytes(b"Code,J1\n0401100003,y\0\n")
    with pytest.raises(InputError, match=r"table\.csv, line 2: found bytes that are not text"):
        read_grids(path)


def test_file_names_that_are_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table is imported and its values are traced though no text can hold the name of its file."""
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode(b"bad\xff.csv")
    try:
        Path(name).write_text("ACGME Code,J1\n1400100003,yes\n,\nnowhere,\n")
    except OSError:
        pytest.skip("names of files are texts here")
    take(name)
    assert {row["source"] for part in ("sources", "rows") for row in table(f"out.{part}.csv")} == {"bad?.csv"}
    assert [row["[source]"] for row in table("out.unmatched.csv")] == ["bad?.csv"]


@pytest.mark.parametrize(
    ("cell", "state", "name"),
    [
        ("Alabama - Baptist Health Program", "AL", "Baptist Health Program"),
        ("New York – New York University", "NY", "New York University"),
        ("West Virginia: Marshall University", "WV", "Marshall University"),
        ("District of Columbia - Howard University", "DC", "Howard University"),
        ("OH: Akron General", "OH", "Akron General"),
        ("OH - Akron General", "OH", "Akron General"),
    ],
)
def test_state_in_front(cell: str, state: str, name: str) -> None:
    """A state that stands in front of a name and is parted from it is the state, not a part of the name."""
    read_name = reader_of("name")
    assert read_name is not None
    told = read_name(cell, Setting())
    assert told == Told({"name": name, "state": state})


@pytest.mark.parametrize(
    "cell",
    ["Washington University", "Virginia Mason", "Indiana University", "Kansas City University", "UT Southwestern",
     "Maine-Dartmouth Program", "New York-Presbyterian Hospital", "New York - Presbyterian/Queens", "VA - Palo Alto",
     "VA Greater Los Angeles", "UT - Memphis", "LA County", "MD Anderson", "NE Georgia Medical Center", "ID: 12",
     "NY Presbyterian", "AL University of Alabama", "Mayo Clinic (Arizona) - Program"],
)  # fmt: skip
def test_no_state_in_front(cell: str) -> None:
    """Names that begin like a state stay whole."""
    assert state_in_front(cell) is None


def test_lists_by_state() -> None:
    """Codes before a blank are states where nearly all cells of a column begin with one, and with several."""
    cells = ["AL University of Alabama", "VA Eastern Virginia Medical School", "LA Tulane University", "PA Temple"]
    assert listed_by_state(cells)
    assert [state_in_front(cell, listed=True) for cell in cells] == [tuple(cell.split(" ", 1)) for cell in cells]
    assert not listed_by_state(["VA Hospital", "VA Caribbean Healthcare", "LA County", "LA General"])
    assert not listed_by_state([*cells, "Mayo Clinic", "Cleveland Clinic"])
    assert not listed_by_state([])


LISTED = (("AL", "Alabama", "Baptist Health", "4200121006"), ("OH", "Ohio", "University of Toledo", "4203821157"),
          ("WV", "West Virginia", "West Virginia University", "4205521208"))  # fmt: skip


@pytest.mark.parametrize("form", ["{state} - {name}", "{code} - {name}", "{code}: {name} Program", "{code} {name}"])
def test_state_and_name_in_one_cell(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs are found by name and state when both stand in one cell, however they are parted."""
    monkeypatch.chdir(tmp_path)
    cells = [form.format(code=code, state=state, name=name) for code, state, name, _ in LISTED]
    Path("list.csv").write_text("\n".join(["Program", *cells]))
    take("list.csv", "--specialty", "Diagnostic Radiology")
    assert [row["program_id"] for row in table("out.rows.csv")] == [code for *_, code in LISTED]
