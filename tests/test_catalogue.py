"""Reading catalogues: formats, overlays, types, digests, and every fault."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listopt.catalogue import COLUMNS, REGIONS, Catalogue, column_of
from listopt.errors import InputError
from listopt.importers import IMPORTERS, read_catalogue, shipped_catalogues
from listopt.reference import regions

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writer of files into the folder of a scenario."""

    def writer(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return writer


def read(tmp_path: Path, *names: str) -> pd.DataFrame:
    """Programs of these files."""
    return read_catalogue(names, tmp_path).table


def fault(tmp_path: Path, *names: str) -> str:
    """Message with which reading these files fails."""
    with pytest.raises(InputError) as raised:
        read_catalogue(names, tmp_path)
    return str(raised.value)


def as_csv(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    """Content of a file with these rows."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


# Types and text


def test_each_kind_has_its_type(tmp_path: Path, write: Write) -> None:
    """Flags have three states, shares are floats, whole numbers are nullable, text misses as NaN."""
    write("a.csv", "program_id,j1,img_share,step2_min,city", "0400000001,yes,.25,230,Utica", "0400000002,,,,")
    table = read(tmp_path, "a.csv")
    assert [str(kind) for kind in table.dtypes] == ["object", "float64", "boolean", "Int64"]
    assert table.loc["0400000001"].to_dict() == {"city": "Utica", "img_share": 0.25, "j1": True, "step2_min": 230}
    assert table.loc["0400000002"].isna().all()


@pytest.mark.parametrize("word", ["yes", "Y", "TRUE", "1", "no", "n", "False", "0"])
def test_flags_in_every_spelling(tmp_path: Path, write: Write, word: str) -> None:
    """Flags may be written as people write them."""
    write("a.csv", "program_id,h1b", f"1, {word} ")
    assert bool(read(tmp_path, "a.csv").loc["1", "h1b"]) is (word.lower() in ("yes", "y", "true", "1"))


def test_aliases_regions_and_choices(tmp_path: Path, write: Write) -> None:
    """Specialties get listopt's name, empty regions follow from the state, choices ignore case."""
    write("a.csv", "program_id,specialty,state,program_type", "1,Radiology-Diagnostic,ny,University")
    row = read(tmp_path, "a.csv").loc["1"]
    assert row.to_dict() == {
        "specialty": "Diagnostic Radiology",
        "state": "NY",
        "region": "Northeast",
        "program_type": "university",
    }


def test_a_region_of_ones_own_stays(tmp_path: Path, write: Write) -> None:
    """A region that is written down wins over the one that follows from the state."""
    write("a.csv", "program_id,state,region", "1,NY,South", "2,NY,")
    assert list(read(tmp_path, "a.csv")["region"]) == ["South", "Northeast"]


def test_metros_follow_from_city_and_state(tmp_path: Path, write: Write) -> None:
    """An empty metro follows from the city, however it is written, in its own state; one that is written down stays."""
    write(
        "a.csv", "program_id,city,state", "1,NEW  YORK,NY", "2, far rockaway ,ny", "3,Auburn,NY", "4,Auburn,WA", "5,,NY"
    )
    table = read(tmp_path, "a.csv")
    assert list(table.columns) == ["city", "state", "region", "metro"]
    assert list(table["metro"].fillna("")) == ["New York City", "New York City", "", "Seattle", ""]
    write("b.csv", "program_id,metro", "1,Manhattan", "3,Finger Lakes", "4,")
    assert list(read(tmp_path, "a.csv", "b.csv")["metro"].fillna("")) == [
        "Manhattan",
        "New York City",
        "Finger Lakes",
        "Seattle",
        "",
    ]


def test_own_columns_get_a_type_when_all_cells_agree(tmp_path: Path, write: Write) -> None:
    """Own numbers and true/false can be filtered as such; postal codes and mixed cells stay text."""
    write("a.csv", "program_id,miles,been there,zip,mixed", "1,12,true,02115,3", "2,,false,10001,far")
    table = read(tmp_path, "a.csv")
    kinds = {name: str(kind) for name, kind in table.dtypes.items()}
    assert kinds == {"been there": "boolean", "miles": "float64", "mixed": "object", "zip": "object"}
    assert table.loc["1", "zip"] == "02115"


def test_headers_may_differ_in_case_and_punctuation(tmp_path: Path, write: Write) -> None:
    """`J1 `, `H-1B` and `Program ID` are the registered columns."""
    write("a.csv", "Program ID,J1 ,H-1B,P_match_Silver", "1,yes,no,0.5")
    assert list(read(tmp_path, "a.csv").columns) == ["j1", "h1b", "p_match_silver"]


def test_own_odds_for_any_tier() -> None:
    """A scenario may define tiers of its own, so p_match_<tier> is a share for every tier."""
    column = column_of("p_match_platinum")
    assert column is not None
    assert column.kind == "share"
    assert column_of("p_matches") is None


def test_tiers_of_ones_own_are_no_misspellings(tmp_path: Path, write: Write) -> None:
    """Only a tier that looks like gold, silver or signal is questioned."""
    write("a.csv", "program_id,p_match_single,p_match_platinum", "1,0.1,0.2")
    assert list(read(tmp_path, "a.csv").columns) == ["p_match_platinum", "p_match_single"]


def test_columns_come_in_the_order_of_the_register(tmp_path: Path, write: Write) -> None:
    """Registered columns first, own columns after them by name."""
    write("a.csv", "zeal,fee,program_id,appeal,city", "1,2,0400000001,4,Utica")
    assert list(read(tmp_path, "a.csv").columns) == ["city", "fee", "appeal", "zeal"]


# Formats


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_dialects_read_alike(tmp_path: Path, separator: str, line_end: str, mark: bytes) -> None:
    """Separator, line ends and byte order mark change neither the table nor the digest."""
    rows = [["program_id", "city", "note"], ["0400000001", "Zürich, NY", 'a "fine"; place'], ["0400000002", "", ""]]
    (tmp_path / "a.csv").write_bytes(mark + as_csv(rows, separator).replace("\n", line_end).encode())
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.csv").write_text(as_csv(rows), encoding="utf-8")
    found, plain = read_catalogue(["a.csv"], tmp_path), read_catalogue(["a.csv"], tmp_path / "plain")
    pd.testing.assert_frame_equal(found.table, plain.table)
    assert found.digests == plain.digests


def test_workbook_reads_like_text(tmp_path: Path, write: Write) -> None:
    """The first sheet of an .xlsx file gives the same table as the CSV, its dropped zeros repaired."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for line in (["program_id", "j1", "img_share", "step2_min", "note"], [400000001, True, 0.25, 230.0, None]):
        book.active.append(line)
    book.save(tmp_path / "b.xlsx")
    write("b.csv", "program_id,j1,img_share,step2_min,note", "400000001,true,0.25,230,")
    write("base.csv", "program_id", "0400000001")
    pd.testing.assert_frame_equal(read(tmp_path, "base.csv", "b.xlsx"), read(tmp_path, "base.csv", "b.csv"))


def test_blank_lines_are_skipped_but_counted(tmp_path: Path, write: Write) -> None:
    """Rows are numbered as a spreadsheet shows them."""
    write("a.csv", "", "program_id,j1", "", "1,yes", ",", "2,perhaps")
    assert "a.csv, row 6, column \"j1\": found 'perhaps'" in fault(tmp_path, "a.csv")


def test_short_rows_are_filled(tmp_path: Path, write: Write) -> None:
    """A row that ends early misses its last cells."""
    write("a.csv", "program_id,city,note", "1,Utica", "2")
    assert read(tmp_path, "a.csv")["note"].isna().all()


# Overlays


def test_later_tables_win_cell_by_cell(tmp_path: Path, write: Write) -> None:
    """A filled cell overrides, an empty one does not, new rows and columns are added."""
    write("a.csv", "program_id,city,j1", "0400000001,Utica,yes", "0400000003,Troy,no")
    write("b.csv", "program_id,j1,city,rating", "0400000003,,Albany,5", "0400000002,no,,")
    write("c.csv", "program_id,city", "0400000003,Rome")
    table = read(tmp_path, "a.csv", "b.csv", "c.csv")
    assert list(table.index) == ["0400000001", "0400000002", "0400000003"]
    assert list(table["city"].fillna("")) == ["Utica", "", "Rome"]
    assert list(table["j1"]) == [True, False, False]
    assert list(table["rating"].isna()) == [True, True, False]


def test_an_overlay_without_rows_changes_nothing(tmp_path: Path, write: Write) -> None:
    """A header alone is harmless in an overlay."""
    write("a.csv", "program_id,city", "1,Utica")
    write("b.csv", "program_id,j1")
    assert list(read(tmp_path, "a.csv", "b.csv")["city"]) == ["Utica"]


def test_dropped_zeros_are_repaired_in_overlays(tmp_path: Path, write: Write) -> None:
    """A short code joins the base's ten-digit code; a code without a partner stays as it is."""
    write("a.csv", "program_id,city", "0400000001,Utica")
    write("b.csv", "program_id,rating", "400000001,5", "77,1")
    table = read(tmp_path, "a.csv", "b.csv")
    assert list(table.index) == ["0400000001", "77"]
    assert list(table["rating"]) == [5, 1]


def test_digests_belong_to_the_names_as_written(tmp_path: Path, write: Write) -> None:
    """Each table has a digest, and a changed cell changes it."""
    write("a.csv", "program_id,city", "1,Utica")
    write("b.csv", "program_id,city", "1,Troy")
    digests = read_catalogue(["a.csv", "b.csv"], tmp_path).digests
    assert list(digests) == ["a.csv", "b.csv"]
    assert len(set(digests.values())) == 2


CELLS = st.text(alphabet=" ,;\"'\nab0é", max_size=4)
TABLES = st.lists(
    st.tuples(
        st.integers(1, 99).map(str), CELLS, st.sampled_from(["yes", "no", ""]), st.sampled_from(["", "0.5", "1"])
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[0],
)
HEADER = ("program_id", "city", "j1", "img_share")


@settings(max_examples=40, deadline=None)
@given(rows=TABLES, data=st.data())
def test_shuffled_rows_and_columns_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], data: st.DataObject
) -> None:
    """Order of rows and columns shows neither in the table nor in the digest; nor does which parser was used."""
    columns = data.draw(st.permutations(range(len(HEADER))))
    shuffled = [[row[place] for place in columns] for row in (HEADER, *data.draw(st.permutations(rows)))]
    catalogues = []
    for blank_line, lines in (("", [HEADER, *rows]), ("\n", shuffled)):
        folder = tmp_path_factory.mktemp("shuffled")
        (folder / "a.csv").write_text(blank_line + as_csv(lines), encoding="utf-8", newline="")
        catalogues.append(read_catalogue(["a.csv"], folder))
    first, second = catalogues
    pd.testing.assert_frame_equal(first.table, second.table)
    assert first.digests == second.digests


@settings(max_examples=40, deadline=None)
@given(base=TABLES, overlay=TABLES)
def test_overlay_cell_is_the_last_filled_one(
    tmp_path_factory: pytest.TempPathFactory, base: list[tuple[str, ...]], overlay: list[tuple[str, ...]]
) -> None:
    """Every cell of the result is the overlay's where that is filled, else the base's."""
    folder = tmp_path_factory.mktemp("overlay")
    (folder / "a.csv").write_text(as_csv([HEADER, *base]), encoding="utf-8", newline="")
    (folder / "b.csv").write_text(as_csv([HEADER, *overlay]), encoding="utf-8", newline="")
    table = read(folder, "a.csv", "b.csv")
    below, above = {row[0]: row for row in base}, {row[0]: row for row in overlay}
    assert list(table.index) == sorted(below | above)
    for code in table.index:
        for place, name in enumerate(HEADER[1:], start=1):
            old, new = (rows[code][place].strip() if code in rows else "" for rows in (below, above))
            value = table.loc[code, name]
            expected = new or old
            assert pd.isna(value) if not expected else _same(value, expected)


def _same(value: object, cell: str) -> bool:
    return value == {"yes": True, "no": False, "0.5": 0.5, "1": 1}.get(cell, cell) or value == cell


# Faults: cells

CELL_FAULTS = [
    ("j1", "maybe", "found 'maybe'; expected yes or no. Leave the cell empty when it is not known."),
    ("img_share", "12%", "found '12%'; expected a number from 0 to 1. Write 0.12 for 12 %."),
    ("img_share", "12", "found '12'; expected a number from 0 to 1. Write 0.12 for 12 %."),
    ("img_share", "0,25", "found '0,25'; expected a number from 0 to 1. Write 0.25."),
    ("img_share", "-0.1", "found '-0.1'; expected a number from 0 to 1"),
    ("p_match_gold", "1.2", "found '1.2'; expected a number from 0 to 1. Write 0.012 for 1.2 %."),
    ("p_interview", "NaN", "found 'NaN'; expected a number from 0 to 1. Leave the cell empty when it is not known."),
    ("utility", "inf", "found 'inf'; expected a number of 0 or more. Leave the cell empty when it is not known."),
    ("utility", "-3", "found '-3'; expected a number of 0 or more"),
    ("utility", "1e999", "found '1e999'; expected a number of 0 or more"),
    ("fee", "$30", "found '$30'; expected a number of 0 or more. Write 30."),
    ("fee", "1,200", "found '1,200'; expected a number of 0 or more. Write 1200."),
    ("fee", "-30", "found '-30'; expected a number of 0 or more"),
    ("fee", "thirty", "found 'thirty'; expected a number of 0 or more"),
    ("rating", "6", "found '6'; expected a whole number from 1 to 5"),
    ("rating", "0", "found '0'; expected a whole number from 1 to 5"),
    ("rating", "4.5", "found '4.5'; expected a whole number from 1 to 5"),
    ("step2_min", "230+", "found '230+'; expected a whole number from 0 to 300"),
    ("latitude", "91", "found '91'; expected a number from -90 to 90"),
    ("state", "XX", "found 'XX'; expected the two-letter code of a US state or territory"),
    (
        "region",
        "Midwst",
        "found 'Midwst'; expected one of Northeast, Midwest, South, West, Territories. Did you mean 'Mid",
    ),
    (
        "specialty",
        "Anesthesiolgy",
        "found 'Anesthesiolgy'; expected a specialty as ERAS lists it. Did you mean 'Anesthesi",
    ),
    (
        "program_type",
        "comunity",
        "expected one of university, community_university_affiliated, community, military, other",
    ),
    ("entry", "PGY-1", "found 'PGY-1'; expected one of new_graduates, after_training"),
    ("band", "saftey", "found 'saftey'; expected one of reach, target, safety. Did you mean 'safety'?"),
]


@pytest.mark.parametrize(("column", "cell", "message"), CELL_FAULTS)
def test_wrong_cell(tmp_path: Path, column: str, cell: str, message: str) -> None:
    """A cell of the wrong kind is named with its file, row, column and value."""
    rows = [["program_id", column], ["0400000001", ""], ["0400000002", cell]]
    (tmp_path / "my.csv").write_text(as_csv(rows), encoding="utf-8")
    text = fault(tmp_path, "my.csv")
    assert text.startswith(f'my.csv, row 3, column "{column}": ')
    assert message in text


def test_the_file_of_the_wrong_cell_is_named(tmp_path: Path, write: Write) -> None:
    """With overlays, the table that holds the cell is named."""
    write("a.csv", "program_id,fee", "1,x", "2,5")
    write("b.csv", "program_id,fee", "2,y")
    assert [line[:24] for line in fault(tmp_path, "a.csv", "b.csv").splitlines()] == [
        'a.csv, row 2, column "fe',
        'b.csv, row 2, column "fe',
    ]


def test_many_wrong_cells_are_counted(tmp_path: Path, write: Write) -> None:
    """A column that is wrong throughout does not flood the screen."""
    write("a.csv", "program_id,j1", *(f"{code},x" for code in range(500)))
    lines = fault(tmp_path, "a.csv").splitlines()
    assert len(lines) == 11
    assert "490 more such cells" in lines[-1]


def test_all_faults_at_once(tmp_path: Path, write: Write) -> None:
    """Faults of several files and kinds come in one message."""
    write("a.csv", "program_id,j1,fee", "1,x,-1", "1,yes,2")
    write("b.csv", "program_id,rating", ",3", "2,9")
    text = fault(tmp_path, "a.csv", "b.csv", "gone.csv")
    assert [line.split(": ")[0] for line in text.splitlines()] == [
        'a.csv, row 3, column "program_id"',
        'b.csv, row 2, column "program_id"',
        "catalogue",
        'a.csv, row 2, column "j1"',
        'b.csv, row 3, column "rating"',
        'a.csv, row 2, column "fee"',
    ]


# Faults: codes and headers

TABLE_FAULTS = [
    (["program_id,j1", "1,yes", "2,no", "1,no"], "row 4, column \"program_id\": found '1' again, as in row 2"),
    (["program_id,j1", ",yes"], 'row 2, column "program_id": found an empty cell; expected the code of the program'),
    (["program_id,j1", "4.0E+08,yes"], "found '4.0E+08'; expected a program code with all its digits"),
    (["program-id,j1", "1,yes", "1,no"], "row 3, column \"program_id\": found '1' again"),
    (["progam_code,j1", "1,yes"], "found no column program_id; expected a column program_id"),
    (["Program,ACGME Code", "Elm,400121010"], "Rename the column 'ACGME Code' to program_id."),
    (["program_id,j1,J-1", "1,yes,no"], "column 3: found 'J-1' again, as in column 2; expected each header once"),
    (["program_id,miles,miles", "1,2,3"], "column 3: found 'miles' again, as in column 2"),
    (["program_id,,j1", "1,2,yes"], "column 2: found no header; expected a name above every column in use"),
    (["program_id,j1", "1,yes,no"], "row 2: found 3 cells; expected at most 2, as in the header"),
    (
        ["program_id,interview_rate_nonus_img", "1,0.2"],
        "Did you mean 'interview_rate_non_us_img'? Rename it, or prefix",
    ),
    (
        ["program_id,ratings", "1,2"],
        "header: found 'ratings'; expected a column of listopt, or a name unlike any of them",
    ),
    (["program_id,p_match_slver", "1,0.2"], "Did you mean 'p_match_silver'?"),
    (["program_id,j1"], "found a header without rows; expected at least one program"),
    (["", " , "], "found an empty file; expected a header line and one line per program"),
    (["program_id,city", '1,"Utica'], "line 2: found broken quoting"),
]


@pytest.mark.parametrize(("lines", "message"), TABLE_FAULTS)
def test_wrong_table(tmp_path: Path, write: Write, lines: list[str], message: str) -> None:
    """A table that cannot be read says where and why."""
    write("my.csv", *lines)
    text = fault(tmp_path, "my.csv")
    assert text.startswith("my.csv")
    assert message in text


def test_a_repaired_code_can_be_a_duplicate(tmp_path: Path, write: Write) -> None:
    """The same program with and without its zero is one program too many."""
    write("a.csv", "program_id", "0400000001")
    write("b.csv", "program_id,rating", "0400000001,5", "400000001,4")
    assert "found '400000001' again, as in row 2" in fault(tmp_path, "a.csv", "b.csv")


def test_own_prefix_keeps_a_near_miss(tmp_path: Path, write: Write) -> None:
    """A column that begins with my_ is never taken for a misspelling."""
    write("a.csv", "program_id,my_rating,my_j1", "1,9,x")
    assert list(read(tmp_path, "a.csv").columns) == ["my_j1", "my_rating"]


# Faults: files


def test_unknown_shipped_name(tmp_path: Path) -> None:
    """A shipped catalogue that does not exist suggests the nearest one."""
    text = fault(tmp_path, "us-2205")
    assert (
        text == "catalogue: found 'us-2205'; expected a shipped catalogue (sample, us-2025) or a file with its suffix."
        " Did you mean 'us-2025'?"
    )


def test_file_without_its_suffix(tmp_path: Path, write: Write) -> None:
    """A name that lacks the suffix of a file beside the scenario says so."""
    write("mine.csv", "program_id", "1")
    assert "Write mine.csv for the file of that name." in fault(tmp_path, "mine")


def test_missing_file(tmp_path: Path, write: Write) -> None:
    """A missing file suggests the nearest one beside it."""
    write("my-notes.csv", "program_id", "1")
    assert "catalogue: found 'my-nots.csv', but no such file; " in fault(tmp_path, "my-nots.csv")
    assert "Did you mean 'my-notes.csv'?" in fault(tmp_path, "my-nots.csv")


def test_folder(tmp_path: Path) -> None:
    """A folder is no catalogue."""
    (tmp_path / "data.csv").mkdir()
    assert (
        fault(tmp_path, "data.csv") == "catalogue: found 'data.csv', a folder; expected a file. Name a file inside it."
    )


def test_unknown_format(tmp_path: Path) -> None:
    """Another suffix is refused with the list of those that can be read."""
    (tmp_path / "a.ods").touch()
    assert fault(tmp_path, "a.ods").startswith(
        "catalogue: found 'a.ods' with the suffix '.ods'; expected one of .csv, .tsv, .xlsx."
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "found an empty file"),
        (
            "a.csv",
            "program_id,city\n1,Zürich\n".encode("latin-1"),
            "a.csv, line 2: found the byte 0xfc, which is not UTF-8",
        ),
        ("a.csv", "program_id,city\n".encode("utf-16-le"), "found bytes that are not text"),
        ("a.csv", b"PK\x03\x04....", "found a workbook; expected a text file. Give it the suffix .xlsx"),
        ("a.xlsx", b"program_id\n1\n", "found a file that is no workbook"),
    ],
)
def test_wrong_content(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    """A file that is not what its name says is refused with a way out."""
    (tmp_path / name).write_bytes(content)
    assert message in fault(tmp_path, name)


def test_workbook_keeps_row_numbers(tmp_path: Path) -> None:
    """Faults name rows as the spreadsheet shows them, blank ones above the header included."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row, cells in {3: ("program_id", "j1"), 4: ("1", "yes"), 6: ("2", "perhaps")}.items():
        for column, cell in enumerate(cells, start=1):
            book.active.cell(row, column, cell)
    book.save(tmp_path / "a.xlsx")
    assert 'a.xlsx, row 6, column "j1": found' in fault(tmp_path, "a.xlsx")


def test_no_catalogue(tmp_path: Path) -> None:
    """An empty list of catalogues is a fault."""
    assert "Write catalogue: us-2025." in fault(tmp_path)


# Register and page


def test_register_is_consistent() -> None:
    """Names are unique, choices agree with the reference tables, every column has a meaning."""
    names = [column.name for column in COLUMNS]
    assert len(names) == len(set(names))
    assert set(regions().values()) == set(REGIONS)
    assert all(column.meaning.endswith(".") for column in COLUMNS)
    assert all(column.unit for column in COLUMNS if column.numeric)


def test_page_is_up_to_date() -> None:
    """The reference page shows the register as it is."""
    tool = Path(__file__).resolve().parents[1] / "tools" / "make_docs_columns.py"
    assert subprocess.run([sys.executable, str(tool), "--check"], check=False).returncode == 0


def test_formats_and_shipped_names() -> None:
    """The register of formats and the list of shipped catalogues are ordered."""
    assert list(IMPORTERS) == ["csv", "tsv", "xlsx"]
    assert list(shipped_catalogues()) == ["sample", "us-2025"]


def test_reading_works_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shipped catalogue is found by name wherever the process runs."""
    monkeypatch.chdir(tmp_path)
    assert len(read(Path(), "sample")) == 150


def test_catalogue_is_frozen(tmp_path: Path) -> None:
    """A catalogue cannot be given another table."""
    catalogue = read_catalogue(["sample"], tmp_path)
    assert isinstance(catalogue, Catalogue)
    with pytest.raises(AttributeError):
        catalogue.table = catalogue.table.head()  # type: ignore[misc]
