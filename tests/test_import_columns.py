"""Columns of imported tables: which header means what, and where nothing is guessed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from listopt.errors import InputError
from listopt.intake import Wishes, import_files, read_mapping
from listopt.intake.columns import Known, Meant, recognise
from listopt.intake.mapping import mapping_text, read_saved_mapping
from listopt.intake.reading import Grid
from listopt.intake.specialty import specialty_of
from listopt.intake.table import Table, find_tables

KNOWN = Known(frozenset(("0400121010", "1400121024", "1400100003")), frozenset(("boston", "ada", "mobile", "orlando")))
NAMES = ("Elm Hospital", "Oak University")
MARKS, SCORES, RATES = ("Yes", "No"), ("220", "-"), ("45%", "5%")


def found(lines: Sequence[Sequence[str]], called: str = "list.csv", *, workbook: bool = False) -> Table:
    """A table of these lines."""
    return find_tables(Grid(called, "", lambda: iter(lines), "a workbook" if workbook else ""), KNOWN.codes)[0]


def columns(headers: Sequence[str], *rows: Sequence[str], mapping: str = "", workbook: bool = False) -> Sequence[Meant]:
    """What the columns of a table are taken for."""
    said = read_mapping([mapping]) if mapping else {}
    return recognise(found([headers, *rows], workbook=workbook), said, KNOWN)


def column(header: str, *cells: str, mapping: str = "", workbook: bool = False) -> Meant:
    """What a column is taken for beside one of names."""
    rows = [(f"Elm Hospital {number}", cell) for number, cell in enumerate(cells)]
    return columns(["Program Name", header], *rows, mapping=mapping, workbook=workbook)[1]


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        ("Program ID", ("0400121010", "1400121024"), "program_id"), ("acgme_code", ("400121010",), "program_id"),
        ("ACGME Program Number", ("0400121010",), "program_id"), ("Accreditation_IDs", ("0400121010",), "program_id"),
        ("pgmNbr", ("0400121010",), "program_id"), ("program_link", ("https://x.org/0400121010",), "program_id"),
        ("Speciality", ("Pediatrics",), "specialty"), ("specialty_title", ("Neurology",), "specialty"),
        ("Category", ("Pediatrics", "Neurology"), "specialty"), ("City", ("Elsewhere", "Ada"), "city"),
        ("address.city", ("Boston", "Ada"), "city"), ("location", ("Boston", "Ada"), "city"),
        ("Location", ("Boston, MA", "Ada, OK"), "place"), ("Program City, State", ("Boston, MA",), "place"),
        ("stateCd", ("MA", "OK"), "state"), ("State/Province", ("MA", "OK"), "state"), ("St.", ("MA",), "state"),
        ("Country", ("USA", "Lebanon"), "country"), ("Latitude", ("41.9",), "latitude"), ("lng", ("-87",), "longitude"),
        ("Program best described as", ("Community",), "program_type"), ("Setting", ("Community",), "program_type"),
        ("First Year Positions Open", ("12", "8"), "positions"), ("Class size", ("12", "8"), "positions"),
        ("PGY-1 Positions", ("12", "8"), "positions"), ("Residents / Year", ("4", "3"), "positions"),
        ("pct_img", ("2.3", "64.1"), "img_share"), ("IMG Residents (%)", RATES, "img_share"),
        ("% IMGs", ("12", "80"), "img_share"), ("US IMG %", RATES, "us_img_share"),
        ("US IMG Interview Rate (%)", ("12", "0.0"), "interview_rate_us_img"),
        ("Interviewed: US MD", RATES, "interview_rate_us_md"), ("Gold signal", RATES, "interview_rate_gold"),
        ("No Signal", ("0.1",), "interview_rate_no_signal"), ("In-State School", RATES, "interview_rate_in_state"),
        ("Visa Type", ("J1 only", "None"), "visas"), ("visa_statuses_accepted", ("['H-1B']",), "visas"),
        ("J - 1 Visa Sponsorship", MARKS, "j1"), ("visa_sponsorship.j1", MARKS, "j1"), ("j1Visa", MARKS, "j1"),
        ("H-1B visa", MARKS, "h1b"), ("program.requirements.h1b", MARKS, "h1b"),
        ("Step 3 needed for H1B", MARKS, "h1b_requires_step3"), ("USMLE Step 1 min", SCORES, "step1_min"),
        ("Min Step1 Score", SCORES, "step1_min"), ("MinimumStep2Score", SCORES, "step2_min"),
        ("step2_score_min", SCORES, "step2_min"), ("scores.step_2_minimum", SCORES, "step2_min"),
        ("Step 2 CK cutoff", SCORES, "step2_min"), ("usmle_attempt_limit", ("1", "2"), "max_attempts"),
        ("YOG", ("5 years", "No limit"), "max_years_since_graduation"),
        ("graduation_year_restriction", ("5",), "max_years_since_graduation"),
        ("Grad year restriction", ("5",), "max_years_since_graduation"),
        ("PGY1 Med School Grad Recency", ("5",), "max_years_since_graduation"),
        ("USCE (months)", ("3", "0"), "min_usce_months"), ("Step 1 Required", MARKS, "requires_step1"),
        ("ECFMG required", MARKS, "requires_ecfmg"), ("Participates in signaling", MARKS, "takes_signals"),
        ("Application Fee", ("$99",), "fee"), ("verified on", ("2025",), "verified"), ("My Rating", ("5",), "rating"),
        ("App Status", ("Applied", "Rejected"), "status"), ("My notes", ("call them",), "note"),
        ("USMLE Step 2 CK Minimum Score", SCORES, "step2_min"), ("Step 2 Score Cutoff", SCORES, "step2_min"),
        ("Min score Step 2 CK", SCORES, "step2_min"), ("Step 2 CK score (minimum)", SCORES, "step2_min"),
        ("Years since Graduation (max)", ("5",), "max_years_since_graduation"),
        ("Graduation cut-off (years)", ("5",), "max_years_since_graduation"),
        ("Cutoff YOG", ("5",), "max_years_since_graduation"), ("USCE min", ("3", "0"), "min_usce_months"),
        ("J1/H1B", ("J1", "None"), "visas"), ("Visa (J-1, H-1B)", ("J1", "None"), "visas"),
        ("Visa Types Accepted", ("J1", "None"), "visas"), ("ECFMG certificate required", MARKS, "requires_ecfmg"),
        ("# spots", ("12", "8"), "positions"), ("PGY-1 spots", ("12", "8"), "positions"),
        ("University/Community", ("Community",), "program_type"),
        ("Chance of interview", ("40%", "0.5"), "p_interview"), ("nrmp_code", ("1601140C0",), "nrmp_code"),
    ],
)  # fmt: skip
def test_known_headers(header: str, cells: Sequence[str], field: str) -> None:
    """Headers of public tables are understood without asking."""
    meant = column(header, *cells)
    assert (meant.field, meant.how) == (field, "name")


@pytest.mark.parametrize(
    "header",
    [
        "Residency Program Name", "Residency program name", "Name of Residency Program", "Training Program Name",
        "Program/Hospital", "Hospital / Institution", "Residency Site", "Program & Location",
        "Programs Name", "pgmNm", "program_name",
    ],
)  # fmt: skip
def test_headers_of_names(header: str) -> None:
    """A header made of words for names only is one of names; what fellowships there are is none."""
    assert [meant.field for meant in columns([header, "x"], *zip(NAMES, "ab", strict=True))] == ["name", ""]
    assert columns(["Fellowship Program", "x"], *zip(NAMES, "ab", strict=True))[0].how == "unsure"
    assert column("Fellowships", "Cardiology, GI").field == ""


@pytest.mark.parametrize(
    ("other", "cell"),
    [
        ("Fellowship Programs", "Cardiology, GI"), ("Hospital site", "Main campus"), ("Program Site", "Oak Hospital"),
        ("Program list", "Ash Medical Center"), ("Program title", "Categorical"), ("Name of hospital", "Ash Hospital"),
        ("Hospital/Institution", "Ash Medical Center"), ("Name", "Jane Doe"),
    ],
)  # fmt: skip
def test_best_header_of_names(other: str, cell: str) -> None:
    """Another column that may be called so for names does not take the place of ``Program``, wherever it stands."""
    for header in ("Program", "Program Name"):
        meant = columns([other, header, "City"], [cell, "Elm Hospital", "Ada"])
        assert [one.field for one in meant[1:]] == ["name", "city"]
        assert meant[0].field in ("", "institution")


def test_cells_of_names() -> None:
    """Of two columns for names the one with programs below it is; without any, the words of a header are not enough."""
    meant = columns(["Program Title", "Name"], ["Categorical", "Elm Hospital"], ["Preliminary", "Oak Hospital"])
    assert [one.field for one in meant] == ["", "name"]
    assert columns(["ACGME Code", "Program list"], ["1400100003", "Cardiology, GI"])[1].field == ""


@pytest.mark.parametrize(
    ("header", "cells", "guesses"),
    [
        ("County", ("Kings", "Queens"), ()), ("Diversity", ("High", "Low"), ()), ("Start", ("1", "2"), ()),
        ("Stats", ("NY", "FL"), ("state",)), ("Slots", ("3", "4"), ("positions",)), ("Quote", ("3", "4"), ()),
        ("Votes", ("3", "4"), ()), ("Shots", ("3", "4"), ()), ("Coordinator", ("41.9, -87.6",), ()),
        ("Relocation", ("41.9, -87.6",), ()), ("Altitude", ("41.9",), ()), ("App stats", ("Applied",), ("status",)),
        ("% DO", ("45", "12"), ()), ("% of DOs", ("45", "12"), ()), ("% US MD", ("45", "12"), ()),
        ("Step 2 required", MARKS, ()), ("Minimum Step 3", SCORES, ()), ("IMGs accepted", ("J1",), ()),
        ("Min years since graduation", ("5", "3"), ()), ("Interviewed", ("1", "0"), ()),
        ("Step 2 CK", SCORES, ("step2_min",)), ("Min score", SCORES, ("step1_min", "step2_min")),
        ("Minimum USMLE score", SCORES, ("step1_min", "step2_min")), ("PGY-1", ("3", "4"), ("positions",)),
        ("PGY1", ("$65,000",), ()), ("Class size", ("65000",), ()), ("Department", ("Surgery",), ("specialty",)),
        ("Gold signal", ("1", "0"), ()), ("No signal", ("1", "0"), ()), ("Not signaled", ("1", "0"), ()),
        ("Gold signals", ("5", "12"), ("interview_rate_gold",)), ("Location", ("IS", "OOS"), ()),
        ("Signals: Gold %", RATES, ("interview_rate_gold",)), ("Dir. Name", ("Jane Doe",), ()),
        ("Med. School", ("Yale",), ()), ("Avg. USCE", ("3", "4"), ()), ("Unfilled. positions", ("3", "4"), ()),
        ("No. J1", ("0", "1"), ()), ("Non-U.S. visa", ("J1",), ()), ("img.positions", ("3", "4"), ()),
        ("Minimum Step 2 CK Score Required", SCORES, ("step2_min",)), ("Step 2 CK Min (IMG)", SCORES, ("step2_min",)),
        ("Minimum Step 2 CK Score (US IMG)", SCORES, ("step2_min",)), ("Minimun Step 2", SCORES, ("step2_min",)),
        ("Max Years Since Graduation (IMG)", ("5", "3"), ("max_years_since_graduation",)), ("IMG min", SCORES, ()),
        ("IMG% 2024", ("45", "12"), ("img_share",)), ("2024 IMG %", ("45", "12"), ("img_share",)),
        ("IV status", ("Applied",), ("status",)), ("Application Status 2025", ("Applied",), ("status",)),
        ("Mean Step 2 CK", SCORES, ("step2_preferred",)), ("Min % IMG", ("4", "5"), ()),
        ("friend.status", ("rejected",), ()), ("director.name", ("Jane Doe",), ()),
    ],
)  # fmt: skip
def test_not_taken(header: str, cells: Sequence[str], guesses: Sequence[str]) -> None:
    """What may mean something else is kept as the user's own, with what it may be; words that turn it are no guess."""
    meant = column(header, *cells)
    assert (meant.field, meant.how, meant.guesses) == ("", "unsure" if guesses else "own", guesses)


def test_slips_of_the_pen() -> None:
    """A letter lost, doubled or swapped inside a long word is overlooked, where the cells or other words speak too."""
    assert column("Probablity of interview", *RATES).how == "spelling"
    assert columns(["Prorgam name", "x"], *zip(NAMES, "ab", strict=True))[0].field == "name"
    assert column("Contry", "Kings").field == column("Instituton", "Elm").field == ""


@pytest.mark.parametrize(
    ("header", "cells", "workbook", "field", "percent"),
    [
        ("% IMG", ("0.25", "0.6"), False, "", False), ("% IMG", ("0.25", "0.6"), True, "img_share", False),
        ("% US IMG interviewed", ("1", "0.5", "0"), True, "", False), ("% IMG", ("1", "0"), False, "", False),
        ("% IMG", ("45%", "1"), False, "", False), ("% IMG", ("45", "0.5"), False, "img_share", True),
        ("% IMG", ("45%", "0"), False, "img_share", False), ("img_share", ("0.5", "1"), False, "img_share", False),
        ("img_share", ("1", "0"), False, "img_share", False), ("US IMG interview rate", ("0.1", "1"), False,
         "interview_rate_us_img", False), ("US IMG interview rate", ("1", "0"), False, "", False),
    ],
)  # fmt: skip
def test_units(header: str, cells: Sequence[str], workbook: bool, field: str, percent: bool) -> None:
    """Numbers that may be shares of 1 and percentages as well are asked about; a workbook stores 45 % as 0.45."""
    meant = column(header, *cells, workbook=workbook)
    assert (meant.field, meant.percent) == (field, percent)


def test_unit_by_mapping() -> None:
    """A column that may be in either unit is offered in both, and is what the user says; only shares have two."""
    assert column("% IMG", "0.25", "0.6").guesses == ("img_share", "img_share%")
    assert not column("% IMG", "0.25", "0.6", mapping="% IMG=img_share").percent
    assert column("% IMG", "1", "0.6", mapping="% IMG=img_share%") == Meant("% IMG", "img_share", "mapping", (), True)
    with pytest.raises(InputError, match="city%"):
        read_mapping(["Town=city%"])


def test_unit_is_kept(tmp_path: Path) -> None:
    """Numbers up to 1 that the user calls percentages are read so, and a saved mapping says it again."""
    path = tmp_path / "rates.csv"
    path.write_text("ACGME Code,% US IMG interviewed\n1400100003,1\n1403521487,0.5\n")
    said = read_mapping(["% US IMG interviewed=interview_rate_us_img%"])
    told = import_files([path], tmp_path / "mine.csv", wishes=Wishes(mapping=said))
    assert [line.split(",")[-1] for line in (tmp_path / "mine.csv").read_text().splitlines()[1:]] == ["0.01", "0.005"]
    saved = tmp_path / "saved.yaml"
    saved.write_text(mapping_text(told.sheets[0].columns))
    assert read_saved_mapping(saved) == {"acgme code": "program_id", **said}


def test_company() -> None:
    """Beside certain interview rates ``US IMG`` is one as well, but nothing that is merely spelt alike."""
    headers = ["Program", "% US MD interviewed", "US IMG", "% DO", "Signals: Gold %", "resident_type.US IMG"]
    meant = columns(
        headers, ["Elm Hospital", "45%", "0.1", "12", "50", "0.2"], ["Oak Hospital", "4%", "0.2", "9", "5", ""]
    )
    assert [one.field for one in meant[1:]] == ["interview_rate_us_md", "interview_rate_us_img", "", "", ""]


@pytest.mark.parametrize(
    ("header", "cells", "guesses"),
    [
        ("Backup", ("Psychiatry", "Pediatrics"), ("specialty",)), ("Spouse specialty", ("IM", "FM"), ("specialty",)),
        ("License", ("NY", "FL"), ("state",)), ("Where", ("Boston, MA", "Ada, OK"), ("place",)),
        ("Director", ("Jane Doe, MD", "John Roe, MD"), ()), ("Coordinator", ("Jane Doe, PA",), ()),
        ("Seen", ("OK", "in"), ()),
    ],
)  # fmt: skip
def test_cells_alone(header: str, cells: Sequence[str], guesses: Sequence[str]) -> None:
    """Below a header that says something else, cells that look like a field make a guess; degrees not even that."""
    meant = column(header, *cells)
    assert (meant.field, meant.guesses) == ("", guesses)


def test_columns_without_header() -> None:
    """A column without a header is what its cells are, but letters that are degrees are no state."""
    rows = [["Elm", "0400121010", "Pediatrics", "NY", "MD"], ["Oak", "1400121024", "Neurology", "MD", "MD"]]
    fields = [meant.field for meant in columns(["Name", "", "", "", ""], *rows)]
    assert fields == ["name", "program_id", "specialty", "state", ""]
    assert columns(["Name", ""], ["Elm", "Boston, MA"], ["Oak", "Ada, OK"])[1].field == "place"
    assert columns(["Name", ""], ["Elm", "Jane Doe, MD"])[1].field == ""


def test_names_without_header() -> None:
    """A list of names without a header loses none, and its names are names."""
    table = found([["Elm Hospital Program"], ["University of Oak"], ["Ash Medical Center"]])
    assert (table.head, table.n_rows) == (-1, 3)
    assert [meant.field for meant in recognise(table, {}, KNOWN)] == ["name"]


def test_names_are_offered() -> None:
    """Where no column is one of names, the one that looks most like it is offered."""
    meant = columns(["Hosp", "Kind"], ["Elm Hospital", "nice place"], ["Oak Medical Center", "far away"])
    assert [one.guesses for one in meant] == [("name",), ()]


def test_same_field_twice() -> None:
    """Of two columns for one field one asks; not where its header is the same or the user has said it already."""
    rows = [["Elm Hospital", "Yes", "No", "Yes"]]
    meant = columns(["Program", "J1", "J-1 visa", "J1"], *rows)
    assert meant[2:] == (Meant("J-1 visa", "", "unsure", ("j1",)), Meant("J1", "", "own"))


@pytest.mark.parametrize(
    ("lines", "head", "header"),
    [
        ([["Program", "City", "State", "Visa", "Type", ""],
          ["Orlando Health", "Orlando", "FL", "J1", "University", "my note"]], 0, "Program"),
        ([["Program", "Visa", ""], ["Elm", "J1", "University"]], 0, "Program"),
        ([["ACGME Code", "Where", "Kind", "Visas ok?"], ["1400100003", "Mobile", "Community", "J1"],
          ["1400121024", "Brooklyn", "University", "H1B"]], 0, "ACGME Code"),
        ([["Hosp", "Where", "Kind", "Ok?"], ["Elm", "Mobile", "Community", "J1"],
          ["Oak", "Brooklyn", "University", "H1B"]], 0, "Hosp"),
        ([["My programs 2026"], ["Program", "State"], ["Elm", "FL"]], 1, "Program"),
        ([["Place", "Place", "Visas", "Visas"], ["Program", "State", "J1", "H1B"], ["Elm", "FL", "Yes", "No"]], 1,
         "Program"),
        ([["Program", "", "Visas", ""], ["Name", "City", "J1", "H1B"], ["Elm", "Ada", "Yes", "No"]], 1, "Name"),
        ([["ACGME Code", "Program", "Minimum", "", "Visa", ""], ["", "", "Step 1", "Step 2", "J1", "H1B"],
          ["0400121010", "Elm", "200", "220", "Yes", "No"]], 1, "ACGME Code"),
    ],
)  # fmt: skip
def test_header_line(lines: Sequence[Sequence[str]], head: int, header: str) -> None:
    """The header is found below titles and groups, in one line or two; a row is never taken for it."""
    table = found([*lines, ["Ash", *lines[-1][1:]]])
    assert (table.head, table.headers[0], table.n_rows) == (head, header, len(lines) - head)


@pytest.mark.parametrize("word", ["J1", "H1B", "University", "Hospital", "Status", "Notes"])
def test_no_header(word: str) -> None:
    """A first row with a word that headers have is still a row, and so it is below a header of one cell."""
    rows = [["Elm Hospital", "Ada", "OK", word, "J1"], ["Oak Hospital", "Boston", "MA", "Community", ""]]
    assert (found(rows).head, found(rows).n_rows) == (-1, 2)
    for title in ("Program Name", "Institution/Program"):
        table = found([["source: forum"], ["My list 2026"], [title, "", ""], *rows])
        assert (table.head, table.headers[0], table.n_rows) == (2, title, 2)


@pytest.mark.parametrize("title", ["My list 2026", "Internal Medicine", "University Hospital list"])
@pytest.mark.parametrize("header", ["Program", "ACGME Code", "Program Name"])
def test_title_of_one_column(title: str, header: str) -> None:
    """A title above a list of one column is not its header, but a known header is."""
    table = found([[title], [header], ["Elm Hospital Program"], ["Oak Hospital"]])
    assert (table.head, table.headers, table.titles) == (1, (header,), (title,))


def test_words_of_headers() -> None:
    """A header made of words that headers have is no row, though a house is named in it; nor do years make it one."""
    rows = [["Elm Hospital", "Oak University", "3"], ["Ash Hospital", "University of Elm", "4"]]
    assert found([["Hospital", "University Affiliation", "2025"], *rows]).head == 0


def test_stacked_tables() -> None:
    """Another header begins another table, which has the headings above it; the same header once more does not."""
    first, second = ["Program", "City", "State", "J1"], ["Program", "City", "State", "H1B"]
    lines = [first, ["Elm", "Ada", "OK", "no"], first, ["Psychiatry"], second, ["Oak", "Boston", "MA", "no"], second]
    tables = find_tables(Grid("list.csv", "", lambda: iter(lines)), KNOWN.codes)
    assert [[number for number, _ in table.rows()] for table in tables] == [[2, 3, 4], [6, 7]]
    assert [table.n_rows for table in tables] == [3, 2]
    assert [table.headers[3] for table in tables] == ["J1", "H1B"]
    assert [["Psychiatry"] in table.before for table in tables] == [False, True]
    lines = [["Type", "Visa", "Program", "City"], ["Hospital", "J1", "", "Ada"], ["", "Notes", "Elm Hospital", "City"]]
    assert len(find_tables(Grid("list.csv", "", lambda: iter(lines)), KNOWN.codes)) == 1
    groups = [["ACGME Code", "Minimum", "", "Visa", ""], ["", "Step 1", "Step 2", "J1", "H1B"]]
    pages = [*groups, ["0400121010", "200", "220", "Yes", "No"]] * 2
    assert [table.n_rows for table in find_tables(Grid("list.csv", "", lambda: iter(pages)), KNOWN.codes)] == [4]


def test_stacked_tables_are_read(tmp_path: Path) -> None:
    """Cells below a second header are not read as what stands above it, and its headings are heeded."""
    path = tmp_path / "im.csv"
    rows = "Program,City,State,J1\nHarlem Hospital Center,New York,NY,no\n{}Program,City,State,H1B\n"
    path.write_text(rows.format("") + "Orlando Health,Orlando,FL,no\n")
    import_files([path], tmp_path / "mine.csv", wishes=Wishes(specialty="Internal Medicine"))
    said = {line["name"]: (line["j1"], line["h1b"]) for line in _lines(tmp_path / "mine.csv")}
    assert said == {"Harlem Hospital Center Program": ("no", ""), "Orlando Health Program": ("", "no")}
    path.write_text(rows.format("Psychiatry\n") + "Harlem Hospital Center,New York,NY,no\n")
    import_files([path], tmp_path / "two.csv", wishes=Wishes(specialty="Internal Medicine"))
    said = {line["specialty"]: (line["j1"], line["h1b"]) for line in _lines(tmp_path / "two.csv")}
    assert said == {"Internal Medicine": ("no", ""), "Psychiatry": ("", "no")}


@pytest.mark.parametrize("head", [",Program,City,State", "Specialty,Program,City,State"])
def test_headings_in_their_own_column(tmp_path: Path, head: str) -> None:
    """A first column with nothing but headings is no column of specialties, and a header once more is no row."""
    path = tmp_path / "list.csv"
    row = ",Harlem Hospital Center,New York,NY\n"
    path.write_text(f"{head}\nInternal Medicine,,,\n{row}{head}\nPsychiatry,,,\n{row}")
    told = import_files([path], tmp_path / "mine.csv")
    assert {line["specialty"] for line in _lines(tmp_path / "mine.csv")} == {"Internal Medicine", "Psychiatry"}
    assert len(told.sheets) == 1


@pytest.mark.parametrize(
    ("name", "specialty"),
    [
        ("do-ortho-programs.csv", "Orthopaedic Surgery"), ("psych list final.csv", "Psychiatry"),
        ("med-peds backup.csv", "Internal Medicine/Pediatrics"), ("neuro or psych.csv", ""), ("dr lee ortho.csv", ""),
        ("path to residency.csv", ""), ("my surgery diary.csv", ""), ("im backup peds.csv", ""),
    ],
)  # fmt: skip
def test_specialty_of_file(name: str, specialty: str) -> None:
    """The one short name of a specialty among the words of a file's name tells it, if it can mean nothing else."""
    assert specialty_of(found([["Program"], ["Elm"]], name))[0] == specialty


def test_backup_is_no_specialty(tmp_path: Path) -> None:
    """A column of other specialties does not change which program a row is about."""
    path = tmp_path / "im.csv"
    path.write_text("Program,City,State,Backup\nHarlem Hospital Center,New York,NY,Psychiatry\n")
    import_files([path], tmp_path / "mine.csv", wishes=Wishes(specialty="Internal Medicine"))
    assert (tmp_path / "mine.csv").read_text().splitlines()[1].startswith("140")


def test_names_are_advised(tmp_path: Path) -> None:
    """Where no column tells which programs are meant, the fault names the likeliest one."""
    path = tmp_path / "im.csv"
    path.write_text("Wher,Kind\nHarlem Hospital Center,a\nOrlando Health,b\n")
    with pytest.raises(InputError, match='--map "Wher=name"'):
        import_files([path], tmp_path / "mine.csv", wishes=Wishes(specialty="Internal Medicine"))
