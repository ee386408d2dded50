"""Rows without codes find their programs: by name, by institution, and by names as people jot them down."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from listopt.cli import main

REAL = pd.read_csv(Path(__file__).parents[1] / "catalogues/us-2025/programs.csv", dtype=str, na_filter=False)
SHORTER = {"University": "Univ", "Medical Center": "Med Ctr", "Hospital": "Hosp", "Saint": "St"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def told(rows: pd.DataFrame, folder: Path) -> tuple[float, float]:
    """Import rows without their codes; shares of them that are matched with the right and with a wrong program."""
    rows.drop(columns="program_id").to_csv(folder / "list.csv", index=False)
    arguments = ["catalogue", "import", str(folder / "list.csv"), "-o", str(folder / "out.csv"), "-q"]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    with (folder / "out.rows.csv").open(encoding="utf-8", newline="") as stream:
        codes = [line["program_id"] for line in sorted(csv.DictReader(stream), key=lambda line: int(line["row"]))]
    right = sum(code == true for code, true in zip(codes, rows["program_id"], strict=True))
    return right / len(rows), (sum(map(bool, codes)) - right) / len(rows)


def misspelt(name: str, chance: random.Random) -> str:
    """Name in which one letter is left out, replaced, doubled or swapped with the next."""
    at = chance.choice([position for position, letter in enumerate(name) if letter.isalpha()])
    before, letter, after = name[:at], name[at], name[at + 1 :]
    return chance.choice((
        before + after, before + chance.choice(LETTERS) + after, before + letter * 2 + after,
        before + after[:1] + letter + after[1:],
    ))  # fmt: skip


def scribbled(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Rows with names as they are jotted down: short words, capitals, no "Program", and one slip each."""
    chance = random.Random(seed)
    names = []
    for name in rows["name"]:
        short = re.sub(r"\s*\bProgram\b", "", name)
        for long, brief in SHORTER.items():
            short = short.replace(long, brief)
        names.append(misspelt(short, chance).upper())
    return rows[["program_id", "specialty", "state"]].assign(program=names, city=rows["city"].str.upper())


def test_by_name(tmp_path: Path) -> None:
    """Every program of the catalogue is found by specialty, state, city and name, and none is taken for another."""
    right, wrong = told(REAL[["program_id", "specialty", "state", "city", "name"]], tmp_path)
    assert right >= 0.995, (right, wrong)
    assert wrong == 0, wrong


def test_by_institution(tmp_path: Path) -> None:
    """Where only the institution is told, programs that share it are left to the user, hardly one is guessed wrong."""
    right, wrong = told(REAL[["program_id", "specialty", "state", "city", "institution"]], tmp_path)
    assert right >= 0.93, (right, wrong)
    assert wrong <= 0.002, (right, wrong)


def test_by_scribbled_name(tmp_path: Path) -> None:
    """Abbreviations, capitals, left out words and one slip per name leave nearly all programs to be found."""
    right, wrong = told(scribbled(REAL.sample(1500, random_state=7), 7), tmp_path)
    assert right >= 0.97, (right, wrong)
    assert wrong <= 0.002, (right, wrong)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_all_scribbled_names(tmp_path: Path, seed: int) -> None:
    """The same for all programs, and other slips."""
    right, wrong = told(scribbled(REAL, seed), tmp_path)
    assert right >= 0.97, (right, wrong)
    assert wrong <= 0.002, (right, wrong)


@pytest.mark.slow
def test_absent_programs(tmp_path: Path) -> None:
    """Rows about programs that the catalogue does not have are hardly ever taken for others that it has."""
    absent = REAL.sample(600, random_state=7)
    REAL.drop(index=absent.index).to_csv(tmp_path / "fewer.csv", index=False)
    absent.drop(columns="program_id")[["specialty", "state", "city", "name"]].to_csv(tmp_path / "list.csv", index=False)
    arguments = ["catalogue", "import", "list.csv", "-o", "out.csv", "--against", "fewer.csv", "-q"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    with (tmp_path / "out.rows.csv").open(encoding="utf-8", newline="") as stream:
        assert sum(line["fate"] == "imported" for line in csv.DictReader(stream)) <= 0.05 * len(absent)
