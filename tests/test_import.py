"""Messy tables are imported with every row accounted for, every value traced, and nothing lost."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from listopt.importers import read_catalogue
from listopt.importers.origins import read_origins
from messy import DAY, HERE, IDENTITY, MESSY, Messy, counted, lines, table, take

pytestmark = pytest.mark.xdist_group("import")  # each fixture is imported once


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module", params=MESSY, ids=lambda messy: messy.name)
def done(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Messy, Path]:
    """A fixture, and the folder where it is imported."""
    messy: Messy = request.param
    place = tmp_path_factory.mktemp("import")
    shutil.copy(HERE / messy.name, place)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        told = take(messy.name, *messy.options, "--date", f"{messy.name}={DAY}", "--format", "json").stdout
    (place / "told.json").write_text(told)
    return messy, place


def test_every_row_is_accounted_for(done: tuple[Messy, Path]) -> None:
    """Imported, unmatched and refused rows are the rows of the file, counted without listopt, each told once."""
    messy, place = done
    rows = table(place / "out.rows.csv")
    assert Counter(row["fate"] for row in rows) == Counter(
        imported=messy.imported, unmatched=messy.unmatched, refused=messy.refused
    )
    assert len(rows) == counted(messy) == len({(row["source"], row["sheet"], row["row"]) for row in rows})
    assert all(row["reason"] for row in rows if row["fate"] != "imported")
    assert json.loads((place / "told.json").read_text())["rows"] == {
        "imported": messy.imported, "unmatched": messy.unmatched, "refused": messy.refused
    }  # fmt: skip


def test_cells(done: tuple[Messy, Path]) -> None:
    """Values are what a reader of the file would say they are; where nothing is told, nothing is written."""
    messy, place = done
    found = {row["program_id"]: row for row in table(place / "out.csv")}
    for code, cells in messy.cells.items():
        assert {name: found[code].get(name, "") for name in cells} == cells


def test_reads_back(done: tuple[Messy, Path]) -> None:
    """What is written is a catalogue without faults, to lay over the one that was matched."""
    _, place = done
    catalogue = read_catalogue(["us-2025", "out.csv"], place)
    assert {row["program_id"] for row in table(place / "out.csv")} <= set(catalogue.table.index)


def test_every_value_is_traced(done: tuple[Messy, Path]) -> None:
    """Each value has its file, sheet, row and day, and stands there as it is said to be written."""
    messy, place = done
    origins = read_origins(place / "out.csv")
    rows = {(row["sheet"], row["row"]): row["program_id"] for row in table(place / "out.rows.csv")}
    text = lines(messy) if Path(messy.name).suffix in (".csv", ".txt") else {}
    for row in table(place / "out.csv"):
        for name in row.keys() - IDENTITY:
            if row[name]:
                origin = origins[row["program_id"], name]
                assert (origin.value, origin.source, origin.date) == (row[name], messy.name, DAY)
                assert rows[origin.sheet, str(origin.row)] == row["program_id"]
                assert not text or origin.written in {
                    kind for cell in text[origin.row or 0] for kind in (cell, tidy(cell))
                }


def tidy(cell: str) -> str:
    """Cell of a user's own column, which is kept without surplus blanks."""
    return " ".join(cell.split())


def test_rows_left_out_are_kept_whole(done: tuple[Messy, Path]) -> None:
    """Each row that is not imported is kept with the reason and every cell it had."""
    messy, place = done
    path = place / "out.unmatched.csv"
    left = table(path) if path.exists() else []
    assert len(left) == messy.unmatched + messy.refused
    if Path(messy.name).suffix in (".csv", ".txt"):
        for row in left:
            kept = [cell for name, cell in row.items() if not name.startswith("[") and cell]
            assert sorted(cell for cell in lines(messy)[int(row["[row]"])] if cell) == sorted(kept)


def test_imported_again(done: tuple[Messy, Path]) -> None:
    """Importing what an import wrote gives the same table again."""
    _, place = done
    shutil.copy(place / "out.csv", "first.csv")
    take("first.csv")
    assert Path("out.csv").read_text() == Path("first.csv").read_text()
