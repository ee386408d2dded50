"""Columns of imported tables: which header means what, and where nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from listopt.errors import InputError
from listopt.intake import Wishes, import_files, read_mapping
from listopt.intake.columns import Known, Meant, recognise
from listopt.intake.mapping import mapping_text, read_saved_mapping
from listopt.intake.reading import Grid
from listopt.intake.specialty import specialty_of
from listopt.intake.table import Table, find_table

KNOWN = Known(frozenset(("0400121010", "1400121024", "1400100003")), frozenset(("boston", "ada", "mobile", "orlando")))
NAMES = ("Elm Hospital", "Oak University")
MARKS, SCORES, RATES = ("Yes", "No"), ("220", "-"), ("45%", "5%")


def found(lines: Sequence[Sequence[str]], called: str = "list.csv", *, workbook: bool = False) -> Table:
    """A table of these lines."""
    table = find_table(Grid(called, "", lambda: iter(lines), "a workbook" if workbook else ""), KNOWN.codes)
    assert table is not None
    return table


def columns(headers: Sequence[str], *rows: Sequence[str], mapping: str = "", workbook: bool = False) -> Sequence[Meant]:
    """What the columns of a table are taken for."""
    said = read_mapping([mapping]) if mapping else {}
    return recognise(found([headers, *rows], workbook=workbook), said, KNOWN)


def column(header: str, *cells: str, mapping: str = "", workbook: bool = False) -> Meant:
    """What a column is taken for beside one of names."""
    rows = [(f"Elm Hospital {number}", cell) for number, cell in enumerate(cells)]
    return columns(["Program Name", header], *rows, mapping=mapping, workbook=workbook)[1]


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
        "Program/Hospital", "Hospital / Institution", "Residency Site", "Fellowship Program", "Program & Location",
        "Programs Name", "pgmNm", "program_name",
    ],
)  # fmt: skip
def test_headers_of_names(header: str) -> None:
    """A header made of words for names only is one of names; what fellowships there are is none."""
    assert [meant.field for meant in columns([header, "x"], *zip(NAMES, "ab", strict=True))] == ["name", ""]
    assert column("Fellowships", "Cardiology, GI").field == ""


@pytest.mark.parametrize(
    ("header", "cells", "guesses"),
    [
        ("County", ("Kings", "Queens"), ()), ("Diversity", ("High", "Low"), ()), ("Start", ("1", "2"), ()),
        ("Stats", ("NY", "FL"), ("state",)), ("Slots", ("3", "4"), ()), ("Quote", ("3", "4"), ()),
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
