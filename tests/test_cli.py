"""The command line as people meet it: help, formats, files, exit codes, interruption."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from listopt.cli import EXIT_CODES, FORMATS, main
from listopt.scenario import starter
from listopt.solution import Status

ROOT = Path(__file__).parents[1]

SMALL = """\
name: Small
catalogue: sample
season: 2027
applicant: {type: non_us_img, step2_ck: 240, step1: pass, graduation_year: 2024, usce_months: 4, visa: [J-1]}
specialties: [Anesthesiology]
constraints:
  - {kind: budget, at_most: 600}
  - {kind: count, at_most: 12}
solver: {gap: 0.01}
"""

CLASH = SMALL.replace(
    "solver:",
    "  - {kind: count, at_least: 15, name: Many}\n"
    "  - {kind: count, where: {region: West}, at_most: 9, name: Coast}\nsolver:",
)

HURRIED = """\
catalogue: us-2025
season: 2027
applicant: {type: non_us_img, visa: [J-1]}
specialties: [Internal Medicine, Anesthesiology]
constraints: [{kind: budget, at_most: 3000}, {kind: p_match, at_least: 0.97}]
solver: {seconds: 1.0e-9}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory that holds ``small.yaml``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL)
    return tmp_path


def run(*arguments: str) -> Result:
    """Run the command line in this process; a bug shows its own traceback."""
    result = CliRunner().invoke(main, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def run_apart(
    *arguments: str, cwd: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "listopt", *arguments]
    return subprocess.run(command, cwd=cwd, env=os.environ | (environment or {}), capture_output=True, check=False)


# help


def commands() -> list[tuple[str, click.Command]]:
    """Every command, by name."""
    return sorted(main.commands.items())


@pytest.mark.parametrize(("name", "command"), commands(), ids=[name for name, _ in commands()])
def test_every_command_and_option_has_help(name: str, command: click.Command) -> None:
    """Every command says what it does, and so does each of its options."""
    page = run(name, "--help")
    assert page.exit_code == 0
    assert command.help
    assert command.help.splitlines()[0] in page.output
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts}"
            assert all(spelling in page.output for spelling in parameter.opts)
        else:
            assert parameter.make_metavar(click.Context(command)).strip("[]") in page.output


def test_help_lists_every_command() -> None:
    """The first page names every command."""
    page = run("--help")
    assert page.exit_code == 0
    for name, _ in commands():
        assert re.search(rf"^  {name} +\w", page.output, re.MULTILINE)


def test_help_of_solve_names_the_exit_codes() -> None:
    """A script's author finds the exit codes in the help."""
    page = " ".join(run("solve", "--help").output.split())
    for code, meaning in ((0, "solved"), (1, "fault"), (2, "wrong usage"), (3, "no list keeps"), (4, "no list found")):
        assert f"{code} {meaning}" in page


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["solve", "--help"]])
def test_light_commands_import_no_heavy_library(here: Path, arguments: list[str]) -> None:
    """Help and version answer without loading pandas or OR-Tools."""
    code = (
        "import sys; from listopt.cli import main\n"
        f"main({arguments!r}, standalone_mode=False)\n"
        "print('loaded:', sorted({name.split('.')[0] for name in sys.modules} & {'pandas', 'ortools', 'numpy'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=here)
    assert done.stdout.splitlines()[-1:] == ["loaded: []"]


def test_module_and_version(here: Path) -> None:
    """`python -m listopt --version` prints name and version under the name of the command."""
    done = run_apart("--version", cwd=here)
    assert done.returncode == 0
    assert re.fullmatch(rb"listopt, version \d+\.\d+\.\d+\S*\s*", done.stdout)


# formats and files


def test_json_is_one_object(here: Path) -> None:
    """`--format json` prints one JSON object and nothing else on stdout."""
    done = run("solve", "small.yaml", "--format", "json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["status"] == "optimal"


def test_csv_has_a_row_per_program(here: Path) -> None:
    """`--format csv` prints one row per program of the list."""
    found = json.loads(run("solve", "small.yaml", "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(run("solve", "small.yaml", "--format", "csv").stdout)))
    codes = [row["program_id"] for row in rows]
    assert sorted(codes) == sorted(row["program_id"] for row in found["portfolio"])


@pytest.mark.parametrize("format_", FORMATS)
def test_output_equals_what_is_printed(here: Path, format_: str) -> None:
    """A file holds what the same format prints."""
    ending = "txt" if format_ == "text" else format_
    printed = run("solve", "small.yaml", "-q", "--format", format_).stdout_bytes
    done = run("solve", "small.yaml", "-q", "-o", f"list.{ending}")
    assert (done.exit_code, done.stdout) == (0, "")
    assert f"list.{ending}" in done.stderr
    assert (here / f"list.{ending}").read_bytes().replace(b"\r\n", b"\n") == printed.replace(b"\r\n", b"\n")


def test_xlsx_opens(here: Path) -> None:
    """`--output list.xlsx` writes a workbook that holds the list's program codes."""
    openpyxl = pytest.importorskip("openpyxl")
    assert run("solve", "small.yaml", "-o", "list.xlsx").exit_code == 0
    book = openpyxl.load_workbook(here / "list.xlsx", read_only=True)
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    found = json.loads(run("solve", "small.yaml", "--format", "json").stdout)
    assert {row["program_id"] for row in found["portfolio"]} <= cells


def test_format_for_an_ending_of_its_own(here: Path) -> None:
    """With --format, the file may have any ending that means no other format."""
    assert run("solve", "small.yaml", "--format", "json", "-o", "list.result").exit_code == 0
    assert json.loads((here / "list.result").read_text())["scenario"] == "Small"


def test_color_only_when_asked(here: Path) -> None:
    """A report that goes to no terminal is plain unless --color is given."""
    assert "\x1b[" not in run("solve", "small.yaml").stdout
    assert run("solve", "small.yaml", "--color", "-o", "list.txt").exit_code == 0
    assert "\x1b[" in (here / "list.txt").read_text()


def test_quiet(here: Path) -> None:
    """--quiet leaves the error stream empty; without it the warnings are there."""
    assert run("solve", "small.yaml", "--format", "json", "--quiet").stderr == ""
    assert "warning: Application fees of the 2027 Match" in run("solve", "small.yaml", "--format", "json").stderr


def test_existing_output_is_replaced(here: Path) -> None:
    """An older result is replaced as a whole, and nothing is left beside it."""
    (here / "list.json").write_text("x" * 1_000_000)
    assert run("solve", "small.yaml", "-o", "list.json").exit_code == 0
    assert json.loads((here / "list.json").read_text())
    assert sorted(path.name for path in here.iterdir()) == ["list.json", "small.yaml"]


@pytest.mark.parametrize(
    ("target", "code", "words"),
    [
        ("none/list.json", 1, "none/list.json"),
        ("folder.json", 2, "folder.json"),
        ("small.yaml/list.json", 1, "list.json"),
    ],
    ids=["no such directory", "a directory", "a file as directory"],
)
def test_output_that_cannot_be_written(here: Path, target: str, code: int, words: str) -> None:
    """A place that cannot be written is a fault that names it; no temporary file is left."""
    (here / "folder.json").mkdir()
    done = run("solve", "small.yaml", "-o", target)
    assert (done.exit_code, done.stdout) == (code, "")
    assert words in done.stderr
    assert sorted(path.name for path in here.rglob("*")) == ["folder.json", "small.yaml"]


def test_a_fault_leaves_the_output_alone(here: Path) -> None:
    """When the scenario is faulty, the file of the last run stays as it was."""
    (here / "list.json").write_text("the last list")
    (here / "bad.yaml").write_text(SMALL.replace("Anesthesiology", "Anesthesiolgy"))
    assert run("solve", "bad.yaml", "-o", "list.json").exit_code == 1
    assert (here / "list.json").read_text() == "the last list"
    assert sorted(path.name for path in here.iterdir()) == ["bad.yaml", "list.json", "small.yaml"]


def test_failed_write_leaves_no_temporary_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk gives up in the middle, the old file stays and the temporary one goes."""

    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    (here / "list.json").write_text("the last list")
    monkeypatch.setattr(Path, "replace", full)
    done = run("solve", "small.yaml", "-o", "list.json")
    monkeypatch.undo()
    assert done.exit_code == 1
    assert "list.json" in done.stderr
    assert "No space left on device" in done.stderr
    assert (here / "list.json").read_text() == "the last list"
    assert sorted(path.name for path in here.iterdir()) == ["list.json", "small.yaml"]


# exit codes


def test_exit_codes_cover_every_status() -> None:
    """Every way a solve can end has its exit code."""
    assert EXIT_CODES == {"optimal": 0, "feasible": 0, "infeasible": 3, "unknown": 4}
    assert set(EXIT_CODES) == {status.value for status in Status}


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve"],
        ["solve", "small.yaml", "other.yaml"],
        ["solve", "small.yaml", "--format", "pdf"],
        ["solve", "small.yaml", "-o", "list.pdf"],
        ["solve", "small.yaml", "-o", "list"],
        ["solve", "small.yaml", "--format", "csv", "-o", "list.json"],
        ["solve", "small.yaml", "--fast"],
        ["solv", "small.yaml"],
        ["schema", "small.yaml"],
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_wrong_usage(here: Path, arguments: list[str]) -> None:
    """Wrong usage ends with exit code 2, a hint, and nothing on stdout."""
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Usage: " in done.stderr
    assert "Error: " in done.stderr


@pytest.mark.parametrize("format_", ["text", "json", "md"])
def test_clashing_rules_are_named(here: Path, format_: str) -> None:
    """Without a list that keeps the rules, exit code 3 and the names of exactly the clashing ones."""
    (here / "clash.yaml").write_text(CLASH)
    done = run("solve", "clash.yaml", "-q", "--format", format_)
    assert done.exit_code == 3
    if format_ == "json":
        found = json.loads(done.stdout)
        assert (found["status"], sorted(found["conflict"]), found["portfolio"]) == ("infeasible", ["Many", "count"], [])
    else:
        assert "Many" in done.stdout
        assert "Coast" not in done.stdout


def test_no_list_in_time(here: Path) -> None:
    """When time is up before a list is found, exit code 4 and status unknown, not infeasible."""
    (here / "hurried.yaml").write_text(HURRIED)
    done = run("solve", "hurried.yaml", "--format", "json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["status"], found["portfolio"], found["conflict"]) == (4, "unknown", [], [])


def test_a_list_in_little_time(here: Path) -> None:
    """A time limit that allows a list ends with that list, its gap, and exit code 0."""
    (here / "short.yaml").write_text(SMALL.replace("gap: 0.01", "seconds: 1.0e-6, gap: 1.0e-9"))
    done = run("solve", "short.yaml", "--format", "json")
    found = json.loads(done.stdout)
    assert done.exit_code == EXIT_CODES[found["status"]]
    if found["status"] == "feasible":
        assert found["objective"]["gap"] > 1e-9


# init and schema


def test_init_writes_a_scenario_that_solves(here: Path) -> None:
    """`listopt init` writes a commented scenario; solving it right away gives a list."""
    assert run("init", "mine.yaml").exit_code == 0
    text = (here / "mine.yaml").read_text()
    assert text == starter()
    assert text.count("#") > 20
    done = run("solve", "mine.yaml", "--format", "json", "-q")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["status"] == "optimal"


def test_init_takes_a_default_name(here: Path) -> None:
    """Without a path the starter is scenario.yaml."""
    assert run("init").exit_code == 0
    assert (here / "scenario.yaml").exists()


def test_init_does_not_overwrite(here: Path) -> None:
    """An existing file stays unless --force is given."""
    done = run("init", "small.yaml")
    assert done.exit_code == 1
    assert "small.yaml" in done.stderr
    assert "--force" in done.stderr
    assert (here / "small.yaml").read_text() == SMALL
    assert run("init", "small.yaml", "--force").exit_code == 0
    assert (here / "small.yaml").read_text() == starter()


def test_init_into_a_missing_directory(here: Path) -> None:
    """A starter for a directory that is not there is a fault that names it."""
    done = run("init", "none/mine.yaml")
    assert done.exit_code == 1
    assert "none/mine.yaml" in done.stderr


def test_schema() -> None:
    """`listopt schema` prints JSON Schema with every field, and refuses unknown ones."""
    found = json.loads(run("schema").stdout)
    assert found["$schema"].startswith("https://json-schema.org/")
    assert found["additionalProperties"] is False
    wanted = {"name", "catalogue", "strategy", "season", "unknown", "applicant", "specialties", "constraints"}
    assert wanted | {"signals", "odds", "weights", "solver", "extends"} <= set(found["properties"])


# other terminals, other ends


@pytest.mark.parametrize("format_", ["text", "md", "json", "csv"])
def test_a_terminal_that_is_not_utf_8(here: Path, format_: str) -> None:
    """On a plain ASCII stream nothing fails; the text report keeps to plain characters."""
    done = run_apart(
        "solve", "small.yaml", "-q", "--format", format_, cwd=here, environment={"PYTHONIOENCODING": "ascii"}
    )
    assert (done.returncode, done.stderr) == (0, b"")
    if format_ == "text":
        assert done.stdout.isascii()


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX pipe")
def test_a_reader_that_stops_reading(here: Path) -> None:
    """`listopt solve ... | head` ends without a traceback, however long the report."""
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "listopt", "solve", "small.yaml", "-q", "--format", "json"]
    done = subprocess.run(command, cwd=here, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize(
    ("target", "gap"), [(None, "0.001"), pytest.param("list.json", "1.0e-9", marks=pytest.mark.slow)]
)
def test_ctrl_c_ends_with_the_best_list(here: Path, target: str | None, gap: str) -> None:
    """Ctrl-C in the middle of a long search gives the best list so far, complete, and exit code 0."""
    scenario = (ROOT / "benchmarks" / "ten-largest-specialties.yaml").read_text()
    (here / "long.yaml").write_text(re.sub(r"gap: [\d.e-]+", f"gap: {gap}", scenario))
    wanted = ["--format", "json"] if target is None else ["-o", target]
    command = [sys.executable, "-m", "listopt", "solve", "long.yaml", *wanted]
    process = subprocess.Popen(command, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stderr is not None
    assert process.stderr.readline().startswith(b"Searching ... (Ctrl-C")
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    try:
        stdout, stderr = process.communicate(timeout=90)
    finally:
        process.kill()
    assert process.returncode == 0, stderr.decode()[-500:]
    assert b"Traceback" not in stderr
    found = json.loads(stdout if target is None else (here / target).read_bytes())
    assert found["status"] in ("optimal", "feasible")
    assert len(found["portfolio"]) == found["summary"]["applications"] > 0
    left = {"long.yaml", "small.yaml"} | ({target} if target else set())
    assert {path.name for path in here.iterdir()} == left


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_ctrl_c_during_a_linear_program() -> None:
    """Ctrl-C while the solver of linear programs has its own hold of it is heard when the program is solved."""
    script = """
import os, signal
from listopt.solver.interrupts import held_back
heard = lambda number, frame: print("heard")
with held_back():
    signal.signal(signal.SIGINT, lambda number, frame: None)  # as CLP does: nobody hears of it meanwhile
    os.kill(os.getpid(), signal.SIGINT)
    signal.signal(signal.SIGINT, heard)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "heard\n"


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize("tenths", [1, 3, 5, 7, 9, 11])
def test_ctrl_c_never_leaves_half_a_file(here: Path, tenths: int) -> None:
    """Whenever Ctrl-C comes, twice even, the file is the old one or a whole new one, with nothing beside it."""
    (here / "list.json").write_text('"the last list"')
    command = [sys.executable, "-m", "listopt", "solve", "small.yaml", "-o", "list.json"]
    process = subprocess.Popen(command, cwd=here, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(tenths / 10)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=60)
    finally:
        process.kill()
    assert json.loads((here / "list.json").read_text())
    assert sorted(path.name for path in here.iterdir()) == ["list.json", "small.yaml"]
