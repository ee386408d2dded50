"""What `listopt catalogue import` is told to do: columns, dates, which source counts; and being interrupted."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from listopt.importers.origins import read_origins
from listopt.intake import import_files
from listopt.intake.headings import heading
from messy import DAY, HERE, run, table, take


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_same_files_anywhere(folder: Path) -> None:
    """The same table imported in two folders gives the same bytes."""
    written: list[dict[str, bytes]] = []
    for name in ("a", "b/c"):
        place = folder / name
        place.mkdir(parents=True)
        for one in ("older.csv", "newer.csv"):
            shutil.copy(HERE / one, place)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(place)
            take("older.csv", "newer.csv", "--date", f"older.csv={DAY}", "--date", f"newer.csv={DAY}")
        written.append({path.name: path.read_bytes() for path in place.iterdir()})
    assert written[0] == written[1]
    assert len(written[0]) == 6, sorted(written[0])


@pytest.mark.parametrize("name", ["names-only.csv", "numbers.csv", "abroad.csv"])
def test_order_of_rows(name: str) -> None:
    """The order of the rows changes nothing in the catalogue that comes of them."""
    head, *rows = (HERE / name).read_text().splitlines()
    Path(name).write_text("\n".join([head, *rows]))
    take(name)
    first = table("out.csv")
    Path(name).write_text("\n".join([head, *rows[::-2], *rows[-2::-2]]))
    take(name)
    assert [{key: row[key] for key in sorted(row)} for row in table("out.csv")] == [
        {key: row[key] for key in sorted(row)} for row in first
    ]


def two(*options: str) -> dict[str, dict[str, str]]:
    """Import the two tables that contradict each other, one of them older; programs by code."""
    for name in ("older.csv", "newer.csv"):
        shutil.copy(HERE / name, name)
    take("newer.csv", "older.csv", "--date", "older.csv=2026-09-01", "--date", f"newer.csv={DAY}", *options)
    return {row["program_id"]: row for row in table("out.csv")}


def test_contradictions() -> None:
    """Cells told differently are listed with both values and places; a repeated row joins what is the user's own."""
    found = two()
    first, second, third, fourth = list(found)[:4]
    assert found[fourth] | {"step2_min": "240", "status": "invited", "commute": "3"} == found[fourth]
    assert found[first]["note"] == "from the list; second line"
    assert (found[third]["step2_min"], found[third]["j1"], found[third]["note"]) == ("212", "yes", "seen")
    clashes = {(row["program_id"], row["column"]): row for row in table("out.contradictions.csv")}
    assert clashes[second, "step2_min"]["kept"] == "230"
    assert clashes[second, "step2_min"]["dropped_from"] == "older.csv, row 3"
    assert clashes[fourth, "step2_min"] == {
        "program_id": fourth, "column": "step2_min", "kept": "240", "kept_from": "newer.csv, row 3", "dropped": "213",
        "dropped_from": "older.csv, row 5",
    }  # fmt: skip
    assert (third, "step2_min") not in clashes


@pytest.mark.parametrize(
    ("options", "score"),
    [(("--wins", "newest"), "240"), (("--wins", "first"), "240"), (("--wins", "last"), "213"),
     (("--date", "older.csv=2026-12-24"), "213")],
)  # fmt: skip
def test_which_source_counts(options: tuple[str, ...], score: str) -> None:
    """The newest source counts unless the user names another order or date."""
    assert list(two(*options).values())[3]["step2_min"] == score


def test_what_overrides_the_shipped_catalogue() -> None:
    """A yes where us-2025 says true is the same; a cell that differs is listed in the words of the import."""
    Path("visas.csv").write_text("ACGME ID,J1,H1B\n1400100001,Yes,Y\n1400100002,TRUE,0\n")
    result = take("visas.csv")
    assert "1 cell differs from us-2025 and will override it." in " ".join(result.output.split())
    assert table("out.contradictions.csv") == [
        {"program_id": "1400100001", "column": "h1b", "kept": "yes", "kept_from": "visas.csv, row 2", "dropped": "no",
         "dropped_from": "us-2025"},
    ]  # fmt: skip


def test_stray_bytes() -> None:
    """A line pasted from another encoding does not spoil the letters of the others, and is told."""
    lines = ("ACGME Code,Note", "1400100001,café", "1400100002,naïve", "1400100003,à la carte")
    written = b"\n".join(line.encode("cp1252" if line.endswith("carte") else "utf-8") for line in lines)
    Path("mixed.csv").write_bytes(written)
    result = take("mixed.csv")
    assert "UTF-8 (1 line with other bytes, read as CP1252)" in " ".join(result.output.split())
    assert [row["note"] for row in table("out.csv")] == ["café", "naïve", "à la carte"]


@pytest.fixture
def small() -> str:
    """A table of three columns with an unclear header."""
    Path("small.csv").write_text("Code no.,Xyz,Opinion\n0400121010,215,4\n0400321012,220,2\n")
    return "small.csv"


def test_mapping(small: str) -> None:
    """What the user says of a column goes before what listopt thinks; own keeps it, none leaves it out."""
    take(small, "--map", "Xyz=step2_min", "--map", "Opinion=none")
    assert table("out.csv")[0] | {"step2_min": "215"} == table("out.csv")[0]
    assert "Opinion" not in table("out.csv")[0]
    take(small, "--map", "xyz=own", "--map", "Opinion=rating")
    assert (table("out.csv")[0]["Xyz"], table("out.csv")[0]["rating"]) == ("215", "4")


def test_saved_mapping(small: str) -> None:
    """A saved mapping does the same again, and an option on the command line goes before it."""
    take(small, "--map", "Xyz=step2_min", "--map", "Opinion=none", "--save-mapping", "saved.yaml")
    first = Path("out.csv").read_bytes()
    take(small, "--mapping", "saved.yaml")
    assert Path("out.csv").read_bytes() == first
    take(small, "--mapping", "saved.yaml", "--map", "Xyz=step1_min")
    assert table("out.csv")[0]["step1_min"] == "215"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--map", "Xyz=step2_mn"), "Did you mean 'step2_min'?"), (("--map", "Xyz"), "expected COLUMN=FIELD"),
        (("--map", "Xzy=step2_min"), "Did you mean 'Xyz'?"),
        (("--specialty", "Plumbing"), "a specialty as ERAS lists it"), (("--mapping", "nowhere.yaml"), "nowhere.yaml"),
        (("--date", "smal.csv=2026-01-01"), "Did you mean 'small.csv'?"),
    ],
)  # fmt: skip
def test_wrong_wishes(small: str, options: tuple[str, ...], message: str) -> None:
    """Wishes that cannot be met are told with the nearest name, and nothing is written."""
    assert message in take(small, *options, code=1).stderr
    assert sorted(path.name for path in Path().iterdir()) == [small]


def test_dry_run(small: str) -> None:
    """A dry run tells the same and writes nothing."""
    told = json.loads(take(small, "--dry-run", "--format", "json").stdout)
    assert (told["rows"]["imported"], told["written"]) == (2, False)
    assert sorted(path.name for path in Path().iterdir()) == [small]


def test_new_programs() -> None:
    """A well-formed code that the catalogue lacks makes a program only where that is asked for."""
    Path("new.csv").write_text("ACGME Code,Program,City,State\n0400121010,,,\n0409999999,Elm Hospital,Ada,OK\n")
    take("new.csv")
    assert [row["program_id"] for row in table("out.csv")] == ["0400121010"]
    take("new.csv", "--add-new")
    assert table("out.csv")[1] == {
        "program_id": "0409999999", "name": "Elm Hospital", "specialty": "Anesthesiology", "city": "Ada", "state": "OK",
    }  # fmt: skip


def test_no_new_program_beside_a_known_one() -> None:
    """A mistyped code beside the very name of a real program makes no second program, even with --add-new."""
    Path("typo.csv").write_text(
        "ACGME Code,Program,City,State\n1400100004,Mobile Infirmary Medical Center Program,Mobile,AL\n"
        "1400100009,Nowhere Hospital,Mobile,AL\n"
    )
    take("typo.csv", "--add-new")
    assert [row["program_id"] for row in table("out.csv")] == ["1400100009"]
    assert table("out.unmatched.csv")[0]["[candidates]"] == "1400100003"


def test_headings() -> None:
    """A line that only names a specialty or a state is about the rows below it, and is counted."""
    Path("blocks.csv").write_text(
        "Internal Medicine,,\nProgram,City,J1\nNew York,,\nHarlem Hospital Center,New York,Yes\n"
        "Psychiatry (backup),,\nNY,,\nHarlem Hospital Center,New York,No\n"
    )
    result = take("blocks.csv")
    assert "5 rows read = 2 imported + 0 unmatched + 3 refused" in result.output
    assert [(row["specialty"], row["j1"]) for row in table("out.csv")] == [
        ("Internal Medicine", "yes"), ("Psychiatry", "no")
    ]  # fmt: skip
    headings = [row["reason"] for row in table("out.rows.csv") if row["fate"] == "refused"]
    assert headings == [f"a heading of the rows below: {what}" for what in ("NY", "Psychiatry", "NY")]


@pytest.mark.parametrize(
    ("line", "told"),
    [("Psychiatry (12)", {"specialty": "Psychiatry"}), ("2. Psychiatry,", {"specialty": "Psychiatry"}),
     ("PSYCHIATRY PROGRAMS,12", {"specialty": "Psychiatry"}), ("Backup: Psychiatry,,", {"specialty": "Psychiatry"}),
     ("Psychiatry,Psychiatry", {"specialty": "Psychiatry"}), ("Internal Medicine", {"specialty": "Internal Medicine"}),
     ("NJ (6)", {"state": "NJ"}), ("State of Maryland", {"state": "MD"}), ("Maryland/DC", {"state": ""}),
     ("Harvard Psychiatry", {}), ("Virginia Mason", {}), ("Mayo Clinic", {}), (",,Psychiatry", {}), ("MD,NJ", {}),
     ("Family Medicine Residency of Idaho", {}), ("1400100003", {}), ("", {})],
)  # fmt: skip
def test_lines_that_are_headings(line: str, told: dict[str, str]) -> None:
    """A specialty or state alone in the first column is a heading, whatever is counted or remarked beside it."""
    assert heading(line.split(","), {0}) == told


def test_stacked_tables(folder: Path) -> None:
    """A second table below the first has its own columns, and each is told with its own rows."""
    Path("stacked.csv").write_text(
        "Program,City,State,J1\nHarlem Hospital Center,New York,NY,no\n"
        "Program,City,State,H1B\nOrlando Health,Orlando,FL,no\nNowhere,Orlando,FL,yes\n"
    )
    result = take("stacked.csv", "--specialty", "Internal Medicine", "--format", "json")
    found = json.loads(result.stdout)
    assert [sum(sheet["rows"].values()) for sheet in found["sheets"]] == [1, 2]
    assert [(row["j1"], row["h1b"]) for row in table("out.csv")] == [("", "no"), ("no", "")]


def test_specialty_written_once(folder: Path) -> None:
    """Rows without specialty in a table of several are left to the user, not given the one of --specialty."""
    Path("merged.csv").write_text(
        "Specialty,Program,City,State\nInternal Medicine,Harlem Hospital Center,New York,NY\n"
        "Psychiatry,BronxCare Health System,Bronx,NY\n,Harlem Hospital Center,New York,NY\n"
    )
    result = take("merged.csv", "--specialty", "Internal Medicine")
    assert "3 rows read = 2 imported + 1 unmatched + 0 refused" in result.output


def test_addresses_and_affiliations_are_kept() -> None:
    """What a table says of the place and institution beyond the catalogue's own words becomes columns of the user's."""
    Path("more.csv").write_text(
        'ACGME Code,Affiliation,Address\n1400100003,Yale affiliate,"12 Hospital Rd, Mobile, AL 36607"\n'
        '1400100002,Health Education Services-TN,"Dothan, AL"\n'
    )
    take("more.csv")
    kept = {row["program_id"]: (row["my_institution"], row["my_place"]) for row in table("out.csv")}
    assert kept == {
        "1400100002": ("", ""), "1400100003": ("Yale affiliate", "12 Hospital Rd, Mobile, AL 36607")
    }  # fmt: skip


def test_a_file_of_somebodys_own_is_not_replaced(small: str) -> None:
    """A catalogue that no import wrote is replaced only where that is asked for."""
    Path("out.csv").write_text("program_id\n0400121010\n")
    assert "--overwrite" in take(small, code=1).stderr
    take(small, "--overwrite")
    assert len(table("out.csv")) == 2


@pytest.mark.parametrize("name", ["out.csv", "out.rows.csv"])
def test_output_over_input(name: str, small: str) -> None:
    """An import does not replace the table that it reads, nor has that as a file beside its output."""
    shutil.copy(small, name)
    take(name, code=1)
    assert Path(name).read_text() == Path(small).read_text()


def test_kept_when_replaced(small: str) -> None:
    """A catalogue that an import wrote and that was edited since is kept under another name when it is replaced."""
    take(small)
    Path("out.csv").write_text("program_id,note\n0400121010,my own words\n")
    take(small)
    assert any("my own words" in path.read_text() for path in Path().iterdir())
    assert len(table("out.csv")) == 2


def test_nothing_known() -> None:
    """A table about something else is a fault that says what was found."""
    Path("plants.csv").write_text("Plant,Height\nElm,30\nOak,25\n")
    told = take("plants.csv", code=1).stderr
    assert "2 rows, none of which is about a known program" in told
    assert sorted(path.name for path in Path().iterdir()) == ["plants.csv"]


SCENARIO = """\
catalogue: [us-2025, out.csv]
season: 2027
applicant: {type: non_us_img, step2_ck: {score: 245, attempts: 1}, visa: [J-1]}
specialties: [{specialty: Anesthesiology}]
constraints: [{kind: count, at_most: 5}]
solver: {seconds: 5}
"""


def test_explain_names_the_source() -> None:
    """A scenario solves over the imported catalogue, and the explanation of a program names file, row and day."""
    shutil.copy(HERE / "semicolon-cp1252.csv", "friends.csv")
    take("friends.csv", "--date", f"friends.csv={DAY}")
    Path("scenario.yaml").write_text(SCENARIO)
    told = " ".join(run("explain", "scenario.yaml", "0400321012", "--quiet").stdout.split())
    assert f"friends.csv, row 2, {DAY}: name University of Arizona" in told
    assert "img_share 0.125 (written '12,5 %')" in told


def test_origin_of_joined_values() -> None:
    """A note that two rows tell is traced to the first, and as it was written in both."""
    two()
    origins = read_origins(Path("out.csv"))
    first = next(iter(table("out.csv")))["program_id"]
    assert origins[first, "note"].text == "older.csv, row 2, 2026-09-01"


def test_sheets_and_specialty() -> None:
    """Only the sheets asked for are read, and a specialty told on the command line holds for rows without one."""
    shutil.copy(HERE / "several-sheets.xlsx", "book.xlsx")
    found = json.loads(take("book.xlsx", "--sheet", "Psychiatry", "--format", "json").stdout)
    assert [(sheet["sheet"], sheet["rows"]["imported"]) for sheet in found["sheets"]] == [("Psychiatry", 12)]
    shutil.copy(HERE / "Psych list (2025).csv", "list.csv")
    take("list.csv", "--specialty", "psych")
    assert len(table("out.csv")) == 22


def many(rows: int) -> None:
    """Write a table of so many rows, and a catalogue that an earlier import wrote with the files beside it."""
    shutil.copy(HERE / "numbers.csv", "first.csv")
    take("first.csv")
    real = (HERE.parents[1] / "catalogues/us-2025/programs.csv").read_text(encoding="utf-8").splitlines()
    body = [line for _ in range(rows // len(real) + 1) for line in real[1:]]
    Path("many.csv").write_text("\n".join([real[0], *body[:rows]]), encoding="utf-8")


def contents() -> dict[str, bytes]:
    """Every file of the current folder."""
    return {path.name: path.read_bytes() for path in Path().iterdir()}


@pytest.mark.parametrize("rows", [500, 1500])
def test_interrupted_while_reading(rows: int) -> None:
    """An import that is interrupted leaves the old catalogue and the files beside it as they were, and no other."""
    many(2000)
    before = contents()

    def stop(done: int, total: int) -> None:
        if done >= rows:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files([Path("many.csv")], Path("out.csv"), tell=stop)
    assert contents() == before


@pytest.mark.parametrize(("end", "code"), [("SIGINT", 1), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_interrupted_by_a_signal(end: str, code: int) -> None:
    """Ctrl-C, a kill or a closed terminal in the middle end the command with nothing written or left behind."""
    many(20_000)
    before = contents()
    command = [sys.executable, "-m", "listopt", "catalogue", "import", "many.csv", "-o", "out.csv"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 30
        while not any(Path().glob(".out.*")) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert process.poll() is None
        process.send_signal(getattr(signal, end))
        told = process.communicate(timeout=30)[1].decode()
    assert process.returncode == code, told
    assert "Traceback" not in told
    assert contents() == before
