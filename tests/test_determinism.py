"""Same input, same bytes: `--format json` does not depend on runs, hash seeds, orders, folders or line ends."""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from listopt.cli import main

ROOT = Path(__file__).parents[1]
MAIN = ROOT / "scenarios" / "anesthesiology-with-im-backup.yaml"

SMALL = """\
name: Small
catalogue: programs.csv
season: 2027
applicant:
  type: non_us_img
  step2_ck: 240
  step1: pass
  graduation_year: 2024
  usce_months: 4
  visa: [J-1]
specialties: [Anesthesiology, {specialty: Internal Medicine, utility: 0.6}]
constraints:
  - {kind: budget, at_most: 900}
  - {kind: count, at_most: 30}
  - {kind: mix, reach: [0.1, 0.4], target: [0.2, 0.7], soft: 0.1}
weights: {utility: 1, cost: 0.02, balance: 0.1, spread: 0.1}
solver: {gap: 0.005}
"""


def shipped(name: str) -> str:
    """Text of a shipped catalogue."""
    return (ROOT / "catalogues" / name / "programs.csv").read_text(encoding="utf-8")


def shuffled(text: str, seed: int) -> str:
    """Rows and columns of a table in another order."""
    chance = random.Random(seed)
    rows = list(csv.DictReader(io.StringIO(text)))
    names = list(rows[0])
    chance.shuffle(rows)
    chance.shuffle(names)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def solve(folder: Path, scenario: str, catalogue: str, line_end: str = "\n") -> bytes:
    """Bytes of the result of a scenario whose catalogue lies beside it."""
    folder.mkdir(exist_ok=True)
    for name, text in (("scenario.yaml", scenario), ("programs.csv", catalogue)):
        (folder / name).write_bytes(text.replace("\n", line_end).encode())
    return solve_file(folder / "scenario.yaml")


def solve_file(path: Path | str) -> bytes:
    """Bytes of the result of a scenario, solved in this process."""
    done = CliRunner().invoke(main, ["solve", str(path), "--format", "json", "--quiet"])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0
    return done.stdout_bytes


def solve_apart(path: Path, *, hash_seed: int, cwd: Path) -> bytes:
    """Bytes of the result, solved in a process of its own, its warnings not silenced."""
    environment = os.environ | {"PYTHONHASHSEED": str(hash_seed)}
    command = [sys.executable, "-m", "listopt", "solve", str(path), "--format", "json"]
    return subprocess.run(command, capture_output=True, check=True, cwd=cwd, env=environment).stdout


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """Folder of the small scenario, and its result."""
    folder = tmp_path_factory.mktemp("small")
    return folder, solve(folder, SMALL, shipped("sample"))


@pytest.mark.slow
@pytest.mark.xdist_group("determinism")
def test_ten_runs(small: tuple[Path, bytes]) -> None:
    """Ten runs give the same bytes, two of them in processes with other hash seeds."""
    folder, first = small
    for _ in range(7):
        assert solve_file(folder / "scenario.yaml") == first
    for hash_seed in (1, 4711):
        assert solve_apart(folder / "scenario.yaml", hash_seed=hash_seed, cwd=folder) == first


@pytest.mark.xdist_group("determinism")
@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_catalogue(small: tuple[Path, bytes], tmp_path: Path, seed: int) -> None:
    """The order of the catalogue's rows and columns changes nothing."""
    assert solve(tmp_path, SMALL, shuffled(shipped("sample"), seed)) == small[1]


@pytest.mark.xdist_group("determinism")
def test_line_ends_of_windows(small: tuple[Path, bytes], tmp_path: Path) -> None:
    """Scenario and catalogue with CRLF give the same bytes."""
    assert solve(tmp_path, SMALL, shipped("sample"), "\r\n") == small[1]


@pytest.mark.xdist_group("determinism")
def test_another_folder(small: tuple[Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From wherever the command is run, and however the path is written, the bytes are the same."""
    folder, first = small
    monkeypatch.chdir(tmp_path)
    assert solve_file(os.path.relpath(folder / "scenario.yaml")) == first
    monkeypatch.chdir(folder)
    assert solve_file("scenario.yaml") == first


@pytest.mark.xdist_group("determinism")
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("step2_ck: 240", "step2_ck: {score: 240}"),
        lambda text: "# a note\n" + text.replace("utility: 1,", "utility: 1.0,"),
        lambda text: text.replace("Anesthesiology,", "'Anesthesiology',"),
    ],
    ids=["long form", "comment", "quotes"],
)
def test_spelling(small: tuple[Path, bytes], tmp_path: Path, change: Callable[[str], str]) -> None:
    """Ways to write the same scenario give the same bytes."""
    assert solve(tmp_path, change(SMALL), shipped("sample")) == small[1]


@pytest.mark.xdist_group("determinism of the main scenario")
def test_main_scenario(tmp_path: Path) -> None:
    """The main scenario on real programs gives the same bytes here, elsewhere, and from a shuffled copy."""
    first = solve_file(MAIN)
    assert solve_apart(MAIN, hash_seed=99, cwd=tmp_path) == first
    copy = MAIN.read_text().replace("catalogue: us-2025", "catalogue: programs.csv")
    other = solve(tmp_path, copy, shuffled(shipped("us-2025"), 3))
    assert other == first.replace(b'"us-2025": "', b'"programs.csv": "')
