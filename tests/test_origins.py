"""Where imported values are from: the side file beside a catalogue, and what `explain` says of it."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from listopt.cli import main
from listopt.errors import InputError
from listopt.importers.origins import HEADER, Origin, origins_file, read_origins
from listopt.questions.provenance import read_tables
from listopt.report.provenance import FromTable, sentences
from listopt.scenario import parse_scenario

A, B = "0400000001", "0400000002"
REAL = "0400121010"
"""A program of us-2025."""
DAY = "2026-11-01"


def side_file(catalogue: Path, *lines: Sequence[str], header: Sequence[str] = HEADER) -> Path:
    """The side file of a catalogue file, with these lines."""
    path = origins_file(catalogue)
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *lines])
    return path


def told(folder: Path, *catalogues: str, code: str = A) -> tuple[FromTable, ...]:
    """Where the values of a program are from."""
    scenario = parse_scenario({"catalogue": [str(folder / name) if "." in name else name for name in catalogues]})
    return read_tables(scenario, [code]).of(code)


def lines(folder: Path, *catalogues: str, code: str = A) -> list[str]:
    """The same in sentences, files named without their folder."""
    return [text.replace(f"{folder}/", "") for text in sentences(told(folder, *catalogues, code=code))]


# The side file


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (Origin("yes", "yes", "my.xlsx", "2025", 12, DAY), f'my.xlsx, sheet "2025", row 12, {DAY}'),
        (Origin("0.8", "<4/5>", "my.xlsx", "", 12, DAY), f"my.xlsx, row 12, {DAY}, written '<4/5>'"),
        (Origin("yes", "yes", "a.json"), "a.json"),
        (Origin("yes", "", "a.json", date=DAY), f"a.json, {DAY}, written ''"),
    ],
)
def test_an_origin_in_words(origin: Origin, text: str) -> None:
    """Parts that are empty are left out; what was written is told where it is not the value."""
    assert origin.text == text


def test_a_side_file_is_read_back(tmp_path: Path) -> None:
    """Every line becomes an origin; of two about one cell the last counts; commas, quotes and new lines survive."""
    mine = tmp_path / "mine.csv"
    side = side_file(
        mine,
        (A, "j1", "no", "N", "old.csv", "", "3", ""),
        (A, "j1", "yes", 'J-1, "only"\nnow', "my.xlsx", "a, b", "12", DAY),
        (B, "note", "'=1+1", "'=1+1", "my.xlsx", "", "", DAY),
    )
    assert side.name == "mine.sources.csv"
    first = Origin("yes", 'J-1, "only"\nnow', "my.xlsx", "a, b", 12, DAY)
    assert read_origins(mine) == {(A, "j1"): first, (B, "note"): Origin("=1+1", "=1+1", "my.xlsx", "", None, DAY)}
    assert read_origins(mine, [A]) == {(A, "j1"): first}
    assert read_origins(mine, []) == {}
    side.write_bytes(b"\xef\xbb\xbf" + side.read_bytes())
    assert read_origins(mine, [A]) == {(A, "j1"): first}
    assert read_origins(tmp_path / "other.csv") == {}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "mine.sources.csv, row 1: found ''; expected the header program_id,column,"),
        (b"a,b\n", "row 1: found 'a,b'"),
        (b"%s\n1,j1,yes\n", "row 2: found 3 cells; expected 8, as in the header"),
        (b"%s\n1,j1,yes,yes,a.csv,,twelve,\n", "row 2, column \"row\": found 'twelve'; expected a whole number"),
        (b"%s\n1,j1,yes,yes,a.csv,,-1,\n", "found '-1'"),
        (b"%s\n1,j1,yes,yes,a.csv,,12,1 May\n", "row 2, column \"date\": found '1 May'; expected a day"),
        (b"%s\n1,j1,yes,yes,a.csv,,12,20261101\n", "found '20261101'"),
        (b'%s\n1,j1,yes,yes,a.csv,,12,\n1,"j1', "row 3: found broken quoting"),
        (b"%s\n1,j1,\xff,yes,a.csv,,12,\n", "found the byte 0xff"),
    ],
)
def test_a_broken_side_file_is_a_fault(tmp_path: Path, content: bytes, text: str) -> None:
    """Each way of being broken names file, row and what is expected, and says what to do."""
    header = ",".join(HEADER).encode()
    (tmp_path / "mine.sources.csv").write_bytes(content.replace(b"%s", header))
    with pytest.raises(InputError) as caught:
        read_origins(tmp_path / "mine.csv")
    assert text in str(caught.value)
    assert str(caught.value).startswith("mine.sources.csv")
    assert "Import the table again, or remove the file" in str(caught.value)


def test_other_programs_cost_next_to_nothing(tmp_path: Path) -> None:
    """One program of 150,000 lines is found in a fraction of a second; lines not asked for are not interpreted."""
    mine = tmp_path / "mine.csv"
    rows = [(f"{at // 25:010d}", f"c{at % 25}", "yes", "Y", "my.xlsx", "", "often", DAY) for at in range(149_999)]
    side_file(mine, *rows, (A, "j1", "yes", "Y", "my.xlsx", "", "2", DAY))
    start = time.process_time()
    assert len(read_origins(mine, [A])) == 1
    assert time.process_time() - start < 1


# What counts


@cache
def header(*names: str) -> str:
    """Header line of a catalogue file."""
    return ",".join(("program_id", *names)) + "\n"


def test_values_are_told_by_place(tmp_path: Path) -> None:
    """Values of one source, row and day share a line; those typed in and those edited since name their table."""
    mine = tmp_path / "mine.csv"
    mine.write_text(header("j1", "step2_min", "img_share", "rating", "commute") + f"{REAL},yes,231,0.8,4,12\n")
    side_file(
        mine,
        (REAL, "j1", "yes", "yes", "my.xlsx", "2025", "12", DAY),
        (REAL, "step2_min", "230", "230+", "my.xlsx", "2025", "12", DAY),
        (REAL, "img_share", "0.80", "<4/5>", "my.xlsx", "2025", "12", DAY),
        (REAL, "commute", "12.0", "12 min", "other.json", "", "", DAY),
        (A, "rating", "4", "4", "other.json", "", "", DAY),
    )
    assert lines(tmp_path, "us-2025", "mine.csv", code=REAL) == [
        "us-2025: program lists; rates: signal-analysis 2024; listed in 2025",
        f"my.xlsx, sheet \"2025\", row 12, {DAY}: j1 yes, img_share 0.8 (written '<4/5>')",
        f"other.json, {DAY}: commute 12 (written '12 min')",
        "mine.csv, edited since the import: step2_min 231",
        "mine.csv: rating 4",
    ]


def test_the_last_filled_cell_counts(tmp_path: Path) -> None:
    """A later table takes over cell by cell; its empty cells leave what was imported; lost zeros are found."""
    (tmp_path / "mine.csv").write_text(header("j1", "note") + f"{REAL},yes,imported\n")
    side_file(tmp_path / "mine.csv", *((REAL, name, value, value, "my.csv", "", "2", DAY)
                                       for name, value in (("j1", "yes"), ("note", "imported"))))  # fmt: skip
    (tmp_path / "notes.csv").write_text(header("j1", "note") + f"{REAL.lstrip('0')},,called them\n")
    assert lines(tmp_path, "us-2025", "mine.csv", "notes.csv", code=REAL)[1:] == [
        f"my.csv, row 2, {DAY}: j1 yes", "notes.csv: note called them",
    ]  # fmt: skip


def test_a_table_of_ones_own_says_it_once(tmp_path: Path) -> None:
    """The first table is not repeated cell by cell unless it was imported; a long text is cut."""
    first = tmp_path / "first.csv"
    first.write_text(header("j1", "source", "source_year", "note") + f"{A},yes,its page,2026,{'long ' * 40}\n")
    assert lines(tmp_path, "first.csv") == ["first.csv: its page; listed in 2026"]
    side_file(first, (A, "j1", "yes", "yes", "my.csv", "", "2", DAY))
    one, other = lines(tmp_path, "first.csv")
    assert one == f"my.csv, row 2, {DAY}: j1 yes"
    assert other.startswith("first.csv: source its page, source_year 2026, note long long")
    assert len(other) < 120


# explain


def explained(folder: Path, *options: str) -> str:
    """What explain says of one program that is open and one that is not; a later table replaces a wrong cell."""
    (folder / "a.yaml").write_text(
        "catalogue: [mine.csv, notes.csv]\nseason: 2027\napplicant: {type: non_us_img, visa: [J-1]}\nsignals: {}\n"
        "specialties: [Anesthesiology]\nconstraints: [{kind: count, at_most: 2}]\nweights: {match: 1}\n"
    )
    (folder / "mine.csv").write_text(
        header("specialty", "p_match", "j1", "h1b", "source", "source_year", "rating")
        + f"{A},Anesthesiology,0.2,yes,,forum,2026,9 of 10\n{B},Anesthesiology,0.3,no,no,forum,2026,\n"
    )
    side_file(
        folder / "mine.csv",
        (A, "j1", "yes", "Y", "my.xlsx", "", "2", DAY),
        (B, "j1", "no", "never", "my.xlsx", "", "3", DAY),
    )
    (folder / "notes.csv").write_text(header("rating") + f"{A},5\n")
    ran = CliRunner().invoke(main, ["explain", str(folder / "a.yaml"), A, B, *options], catch_exceptions=False)
    assert ran.exit_code == 0
    return ran.stdout


def test_explain_says_where_values_are_from(tmp_path: Path) -> None:
    """The text has a line per place, and the barrier names the source of the fact behind it."""
    text = explained(tmp_path)
    assert f"  Facts from     my.xlsx, row 2, {DAY}: j1 yes (written 'Y')\n" in text
    assert "                 notes.csv: rating 5\n" in text
    assert f"  Source         j1 = no in mine.csv: my.xlsx, row 3, {DAY}; h1b = no in mine.csv: forum\n" in text


def test_explain_as_json_has_every_value(tmp_path: Path) -> None:
    """Each program has its tables with the values that count, and for imported ones the origin."""
    one, other = json.loads(explained(tmp_path, "--format", "json"))["programs"]
    assert [table["catalogue"] for table in one["origins"]] == ["mine.csv", "notes.csv"]
    values = {value["column"]: value for table in one["origins"] for value in table["values"]}
    assert values["rating"] == {"column": "rating", "value": "5", "edited": False, "origin": None}
    origin = {"written": "Y", "source": "my.xlsx", "sheet": None, "row": 2, "date": DAY}
    assert values["j1"] == {"column": "j1", "value": "yes", "edited": False, "origin": origin}
    assert other["standing"] == "excluded"
    assert [table["catalogue"] for table in other["origins"]] == ["mine.csv"]
