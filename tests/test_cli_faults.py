"""Bad input through the command line: scenario, catalogue, and the two together."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from listopt.cli import main

OWN = """\
program_id,name,specialty,state,p_interview,p_match,fee,takes_signals
9900000001,Alpha,Anesthesiology,NY,0.2,0.05,25,yes
9900000002,Beta,Anesthesiology,TX,0.1,0.02,25,no
9900000003,Gamma,Internal Medicine,OH,0.3,0.09,25,
"""
MINE = "catalogue: mine.csv\nseason: 2027\napplicant: {type: non_us_img}\n"
REAL = "catalogue: us-2025\nseason: 2027\napplicant: {type: non_us_img, visa: [J-1]}\n"
SAMPLE = REAL.replace("us-2025", "sample")

SCENARIOS: list[tuple[str, str | bytes, tuple[str, ...]]] = [
    ("unknown field", f"{SAMPLE}budget: 2400\n", ("bad.yaml:4:1", "budget: 2400")),
    ("misspelt field", f"{SAMPLE}specialities: [IM]\n", ("bad.yaml:4:1", "Did you mean 'specialties'?")),
    (
        "field of another rule",
        f"{SAMPLE}constraints: [{{kind: budget, at_most: 9, tier: gold}}]\n",
        ("bad.yaml:4:42", "tier: gold"),
    ),
    ("specialty", f"{SAMPLE}specialties: [Anesthesiolgy]\n", ("bad.yaml:4:15", "Did you mean 'Anesthesiology'?")),
    ("money as text", f"{SAMPLE}constraints: [{{kind: budget, at_most: $2,400}}]\n", ("bad.yaml:4:39", "$2")),
    ("percent", f"{SAMPLE}mix: {{reach: 20%}}\n", ("bad.yaml:4:14", "20%", "0.2")),
    ("share of 12", f"{SAMPLE}constraints: [{{kind: mix, reach: [0.1, 12]}}]\n", ("bad.yaml:4:", "12", "0")),
    (
        "share of a count rule",
        f"{SAMPLE}constraints: [{{kind: count, at_most: 12, unit: share}}]\n",
        ("bad.yaml:4:", "12"),
    ),
    (
        "crossed limits",
        f"{SAMPLE}constraints: [{{kind: count, at_least: 9, at_most: 3}}]\n",
        ("bad.yaml:4:15", "at_most: 3"),
    ),
    ("negative budget", f"{SAMPLE}constraints: [{{kind: budget, at_most: -1}}]\n", ("bad.yaml:4:39", "-1")),
    (
        "two rules of one name",
        f"{SAMPLE}constraints: [{{kind: budget, at_most: 1}}, {{kind: budget, at_most: 2}}]\n",
        ("bad.yaml:4:", "a second rule named 'budget'"),
    ),
    (
        "impossible score",
        f"{SAMPLE}applicant: {{step2_ck: 2380}}\n".replace(SAMPLE, "catalogue: sample\n"),
        ("bad.yaml:2:23", "2380", "300"),
    ),
    ("season of last century", "catalogue: sample\nseason: 1999\n", ("bad.yaml:2:9", "season: 1999", "2020")),
    ("not YAML", f"{SAMPLE}name: 'open\n", ("bad.yaml:4:7", "quote")),
    ("empty file", "", ("bad.yaml:1:1", "an empty file")),
    ("binary file", bytes(range(256)), ("bad.yaml:2:118", "0x80", "UTF-8")),
    ("spreadsheet as scenario", b"PK\x03\x04\x14\x00\x06\x00", ("bad.yaml:1:",)),
    ("other encoding", "catalogue: sample\nname: José\n".encode("latin-1"), ("bad.yaml:2:10", "0xe9", "UTF-8")),
    ("UTF-16", f"{SAMPLE}name: x\n".encode("utf-16"), ("bad.yaml:1:1", "UTF-8")),
    ("no such catalogue", "catalogue: us-2024\n", ("catalogue", "'us-2024'", "Did you mean 'us-2025'?")),
    ("no such catalogue file", "catalogue: [sample, notes.csv]\n", ("notes.csv",)),
    ("no such strategy", f"{SAMPLE}strategy: bold\n", ("bad.yaml:4:11", "strategy: bold")),
    ("circle", f"{SAMPLE}extends: bad.yaml\n", ("bad.yaml:4:10", "bad.yaml -> bad.yaml")),
]

CATALOGUES: list[tuple[str, str | bytes, tuple[str, ...]]] = [
    ("empty catalogue", "", ("mine.csv",)),
    ("only a header", OWN.splitlines()[0] + "\n", ("mine.csv", "without rows")),
    ("binary catalogue", bytes(range(256)) * 4, ("mine.csv",)),
    ("catalogue in UTF-16", OWN.encode("utf-16"), ("mine.csv", "UTF-8")),
    ("catalogue in Latin-1", OWN.replace("Alpha", "Álpha").encode("latin-1"), ("mine.csv, line 2", "0xc1", "UTF-8")),
    ("no program_id", OWN.replace("program_id", "code"), ("mine.csv", "no column program_id")),
    ("same program twice", OWN + OWN.splitlines()[1] + "\n", ("mine.csv, row 5", "9900000001")),
    ("no code in a row", OWN.replace("9900000002", ""), ("mine.csv, row 3", "program_id")),
    ("column twice", OWN.replace("state,", "name,"), ("mine.csv, column 4", "'name'")),
    ("row too long", OWN.replace("TX,", "TX,,"), ("mine.csv, row 3",)),
    ("negative fee", OWN.replace("0.02,25", "0.02,-25"), ("mine.csv, row 3", "fee", "-25")),
    ("fee as text", OWN.replace("0.02,25", "0.02,free"), ("mine.csv, row 3", "fee", "free")),
    ("chance of 12", OWN.replace("0.1,0.02", "12,0.02"), ("mine.csv, row 3", "p_interview", "12")),
    ("percent as chance", OWN.replace("0.1,0.02", "10%,0.02"), ("mine.csv, row 3", "p_interview", "10%")),
    ("negative chance", OWN.replace("0.1,0.02", "0.1,-0.02"), ("mine.csv, row 3", "p_match", "-0.02")),
    ("chance not a number", OWN.replace("0.1,0.02", "0.1,nan"), ("mine.csv, row 3", "p_match", "nan")),
    ("word for yes or no", OWN.replace("25,no", "25,sometimes"), ("mine.csv, row 3", "takes_signals", "sometimes")),
    ("unknown specialty", OWN.replace("Beta,Anesthesiology", "Beta,Anesthesiolgy"),
     ("mine.csv, row 3", "'Anesthesiology'")),
    ("unknown state", OWN.replace("TX", "TZ"), ("mine.csv, row 3", "TZ")),
]  # fmt: skip

PAIRS: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("rule over a missing column", f"{MINE}constraints: [{{kind: count, where: {{cty: X}}, at_most: 1}}]\n", OWN,
     ("rule 'count cty=X'", "'cty'")),
    ("rule over a misspelt column", f"{MINE}constraints: [{{kind: count, where: {{stat: NY}}, at_most: 1}}]\n", OWN,
     ("'stat'", "Did you mean 'state'?")),
    ("spread over a missing column", f"{MINE}weights: {{spread: 1}}\nspread: {{column: county}}\n", OWN, ("'county'",)),
    ("unknown program to include", f"{MINE}constraints: [{{kind: include, programs: [9900000009]}}]\n", OWN,
     ("include", "9900000009", "program_id")),
    ("unknown program to exclude", f"{MINE}constraints: [{{kind: exclude, programs: ['Alpha']}}]\n", OWN,
     ("exclude", "'Alpha'", "program_id")),
    ("specialty without programs", f"{MINE}specialties: [Dermatology]\n", OWN, ("Dermatology", "mine.csv")),
    ("policy for a missing column", f"{MINE}unknown: {{stepp2_min: exclude}}\n", OWN, ("stepp2_min",)),
    ("fees nobody published", f"{REAL}specialties: [Obstetrics and Gynecology]\n", OWN,
     ("ResidencyCAS (OB-GYN)", "fees:")),
    ("no fee and no specialty", MINE, "program_id,p_match,p_interview\n9900000001,0.1,0.2\n", ("9900000001", "fee")),
    ("mix without p_interview", f"{MINE}constraints: [{{kind: mix, reach: [0, 0.5]}}]\n",
     OWN.replace("p_interview", "chance"), ("mix", "band", "9900000001")),
    ("interviews without p_interview", f"{MINE}constraints: [{{kind: interviews, at_least: 1}}]\n",
     OWN.replace("p_interview", "chance"), ("interviews", "p_interview", "9900000001")),
    ("term without p_interview", f"{MINE}weights: {{interviews: 1}}\n", OWN.replace("p_interview", "chance"),
     ("interviews", "p_interview", "9900000001")),
    ("text compared with a number", f"{MINE}constraints: [{{kind: count, where: {{name: {{min: 3}}}}, at_most: 1}}]\n",
     OWN, ("name",)),
]  # fmt: skip

TABLE = [
    *((name, text, OWN, words) for name, text, words in SCENARIOS),
    *((name, MINE, text, words) for name, text, words in CATALOGUES),
    *PAIRS,
]


def as_bytes(text: str | bytes) -> bytes:
    """Bytes of a file."""
    return text.encode() if isinstance(text, str) else text


def test_at_least_thirty_kinds() -> None:
    """The table holds more than thirty kinds of bad input, each of its own name."""
    assert len({name for name, *_ in TABLE}) == len(TABLE) > 30


@pytest.mark.parametrize(("scenario", "catalogue", "words"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_message(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scenario: str | bytes,
    catalogue: str | bytes,
    words: tuple[str, ...],
) -> None:
    """Bad input ends with exit code 1 and a message with place and value; no traceback, no output, no file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_bytes(as_bytes(scenario))
    (tmp_path / "mine.csv").write_bytes(as_bytes(catalogue))
    done = CliRunner().invoke(main, ["solve", "bad.yaml", "-o", "list.json"])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert (done.exit_code, done.stdout) == (1, ""), done.stderr
    for word in words:
        assert word in done.stderr
    assert "expected" in done.stderr
    for leak in ("Traceback", "Input should", "Field required", "value_error", str(tmp_path / "..")):
        assert leak not in done.stderr
    assert sorted(os.listdir(tmp_path)) == ["bad.yaml", "mine.csv"]


def test_all_faults_of_a_scenario_and_their_order(tmp_path: Path) -> None:
    """Several faults come in one message, one line each, in the order of the file."""
    path = tmp_path / "bad.yaml"
    path.write_text(f"{SAMPLE}specialties: [Dermatolgy]\nmix: {{reach: 7}}\nseeson: 1\n")
    done = CliRunner().invoke(main, ["solve", str(path)])
    assert [line.split(".yaml:")[1].split(":")[0] for line in done.stderr.splitlines()] == ["4", "5", "6"]


def test_all_faults_of_a_catalogue(tmp_path: Path) -> None:
    """Several bad cells of a catalogue come in one message, each with its row."""
    (tmp_path / "mine.csv").write_text(OWN.replace("0.2,0.05", "2,0.05").replace("0.3,", "x,").replace("TX", "TZ"))
    path = tmp_path / "good.yaml"
    path.write_text(MINE)
    done = CliRunner().invoke(main, ["solve", str(path)])
    assert done.exit_code == 1
    assert sorted(line.split(", ")[1] for line in done.stderr.splitlines()) == ["row 2", "row 3", "row 4"]


def test_the_good_ones_solve(tmp_path: Path) -> None:
    """The scenario and catalogue that the faults are made of have none themselves."""
    (tmp_path / "mine.csv").write_text(OWN)
    path = tmp_path / "good.yaml"
    path.write_text(MINE)
    done = CliRunner().invoke(main, ["solve", str(path), "--format", "json"])
    assert done.exit_code == 0, done.stderr
