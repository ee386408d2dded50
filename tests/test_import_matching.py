"""Rows without codes find their programs: by name, by institution, and by names as people jot them down."""

from __future__ import annotations

import csv
import dataclasses
import random
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from listopt.cli import main
from listopt.intake.base import read_base
from listopt.intake.matching import Identity, Matcher

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


@pytest.fixture(scope="module")
def real() -> Matcher:
    """The programs of the shipped catalogue."""
    return Matcher(read_base("us-2025").identities())


OTHERS = """
General Surgery|Tampa General|Tampa|FL
General Surgery|Rochester General Hospital|Rochester|NY
General Surgery|Texas Health|Dallas|TX
General Surgery|Michigan State University|Detroit|MI
Family Medicine|Orlando Health|Orlando|FL
Family Medicine|Albany VA Medical Center|Albany|NY
Pathology|AdventHealth Orlando|Orlando|FL
Neurology|UCF HCA Gainesville|Gainesville|FL
Pediatrics|Pennsylvania Hospital|Philadelphia|PA
Pediatrics|Kaiser Permanente Southern California||CA
Pediatrics|Illinois Medical Center|Chicago|IL
Internal Medicine|University|Chicago|IL
Internal Medicine|University Medical Center|Dallas|TX
Psychiatry|Harlem|Buffalo|NY
"""


@pytest.mark.parametrize("line", OTHERS.split("\n")[1:-1])
def test_other_hospitals(real: Matcher, line: str) -> None:
    """Places and words that every hospital has are no evidence; a telling word too many speaks against a program."""
    specialty, name, city, state = line.split("|")
    assert real.match(Identity("", name, "", specialty, city, state)).code == ""


SAME = """
1402531202|Internal Medicine|Central Michigan University COM|Saginaw|MI
0401611041|Anesthesiology|Univ of Illinois COM at Chicago Anesthesiology Residency Program|Chicago|IL
4304912102|Radiation Oncology|Univ. of Utah|Salt Lake City|UT
1402511191|Internal Medicine|Henry Ford Saint John|Grosse Pointe Woods|MI
1403521487|Internal Medicine|Woodhull Medical & Mental Health Ctr (NY)|Brooklyn|NY
"""


BEGUN = """
University of Iowa|Iowa City|IA
University of Wisconsin|Madison|WI
University of Kentucky|Lexington|KY
University of Oklahoma|Oklahoma City|OK
Indiana University|Indianapolis|IN
University of Pennsylvania|Philadelphia|PA
Penn State|Hershey|PA
Loma Linda|Loma Linda|CA
Rhode Island Hospital|Providence|RI
York Hospital|York|PA
Loyola University||IL
"""


@pytest.mark.parametrize("line", BEGUN.split("\n")[1:-1])
def test_names_begun(real: Matcher, line: str) -> None:
    """A name of places is enough where the name of one program there, or a part of it, begins so."""
    name, city, state = line.split("|")
    code = real.match(Identity("", name, "", "Internal Medicine", city, state)).code
    assert code
    assert set(name.split()) <= set(re.findall(r"\w+", real.known[code].name)), real.known[code].name


@pytest.mark.parametrize("line", SAME.split("\n")[1:-1])
def test_same_hospitals(real: Matcher, line: str) -> None:
    """Short forms, the specialty in the name, and a state in brackets do not hide a program."""
    code, specialty, name, city, state = line.split("|")
    assert real.match(Identity("", name, "", specialty, city, state)).code == code


def test_code_of_another_program(real: Matcher) -> None:
    """A code whose row is in every other respect another program's is left to the user; old names keep their code."""
    told = real.known["4404721324"]
    vanderbilt = Identity(told.code, "Vanderbilt University Medical Center", "", told.specialty, "Nashville", "TN")
    found = real.match(vanderbilt)
    assert found.code == ""
    assert "the row says Vanderbilt University Medical Center" in found.reason
    old = Identity(told.code, "Some Older Name Program", "", told.specialty, told.city, told.state)
    assert real.match(old).code == told.code


@pytest.mark.slow
def test_codes_mixed_up(real: Matcher) -> None:
    """Of rows with the code of another program of the same specialty and state, hardly any is taken by its code."""
    groups: dict[tuple[str, str], list[Identity]] = {}
    for program in real.known.values():
        groups.setdefault((program.specialty, program.state), []).append(program)
    chance, taken, total = random.Random(4), 0, 0
    for program in chance.sample(list(real.known.values()), 2000):
        others = [one for one in groups[program.specialty, program.state]
                  if (one.name, one.city) != (program.name, program.city)]  # fmt: skip
        if others:
            total += 1
            code = chance.choice(others).code
            taken += real.match(dataclasses.replace(program, code=code, institution="")).code == code
    assert taken <= 0.005 * total, (taken, total)


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
