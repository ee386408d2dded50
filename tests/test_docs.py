"""README and docs: code runs, scenarios parse, output is real, registers are documented, links lead somewhere."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from ruamel.yaml import YAML

from listopt.catalogue import COLUMNS
from listopt.cli import main
from listopt.constraints import KINDS
from listopt.objectives import OBJECTIVES
from listopt.reference import specialties
from listopt.scenario import read_scenario
from listopt.scenario.variants import check

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(
    r"^(?:<!-- (?P<remark>.*?) -->\n)?```(?P<language>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
OUTPUT = re.compile(r"output of: listopt (?P<command>[^|]*?)(?: \| head -n (?P<lines>\d+))?$")
CODE = re.compile(r"`([^`\n]+)`")
LONG = ("tune.md", "whatif.md")
"""Pages whose code takes seconds."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page, and the remark in the line above it."""

    page: Path
    line: int
    language: str
    body: str
    remark: str

    @property
    def id(self) -> str:
        """Place, for the names of tests."""
        return f"{self.page.name}:{self.line}"


def blocks() -> Iterator[Block]:
    """Fenced blocks of all pages."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for found in FENCE.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield Block(page, line, found["language"], found["body"], found["remark"] or "")


def of(*languages: str) -> list:  # type: ignore[type-arg]
    """Blocks in these languages as parameters of a test; those of pages about long searches are slow."""
    return [
        pytest.param(
            block,
            id=block.id,
            marks=[pytest.mark.slow] if block.language == "python" and block.page.name in LONG else [],
        )
        for block in blocks()
        if block.language in languages
    ]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a copy of what the documents use."""
    for name in ("scenarios", "benchmarks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listopt(command: str) -> Result:
    """Run a command in this process."""
    result = CliRunner().invoke(main, shlex.split(command))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def masked(text: str) -> str:
    """Text without versions of packages and without blanks at the ends of lines."""
    lines = [line.rstrip() for line in text.strip("\n").splitlines()]
    return "\n".join(re.sub(r"^listopt (\d.*|\.\.\.)$", "listopt ...", line) for line in lines)


@pytest.mark.parametrize("block", of("console"))
def test_console(copy: Path, block: Block) -> None:
    """A `$ listopt` line of a console block runs, with the exit code 0 or the one remarked, and begins as shown."""
    expected = re.search(r"exit code:? (\d)", block.remark)
    for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        if not command.startswith("listopt ") or re.search(r"[|<>&;]", command):
            continue
        result = listopt(command.removeprefix("listopt "))
        assert result.exit_code == (int(expected[1]) if expected else 0), result.stderr
        if shown.strip() and not shown.startswith("..."):
            assert masked(shown).splitlines()[0] in masked(result.output)


@pytest.mark.slow
@pytest.mark.parametrize("block", [row for row in of("", "text", "console", "json", "csv") if row.values[0].remark])
def test_output_is_real(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block under the remark `output of: listopt ...` holds what the command prints, but for versions."""
    found = OUTPUT.fullmatch(block.remark)
    if found is None:
        pytest.skip("no output of a command")
    monkeypatch.chdir(ROOT)
    real = masked(listopt(found["command"]).stdout).splitlines()
    assert masked(block.body).splitlines() == real[: int(found["lines"]) if found["lines"] else None]


@pytest.mark.parametrize("block", of("python"))
def test_python(copy: Path, block: Block) -> None:
    """A python block runs as it stands."""
    with redirect_stdout(io.StringIO()):
        exec(compile(block.body, block.id, "exec"), {"__name__": "document"})


def alternatives(body: str) -> list[str]:
    """Parts of a yaml block; a top-level key that comes again begins the next alternative."""
    found: list[str] = [""]
    keys: set[str] = set()
    for line in body.splitlines(keepends=True):
        key = re.match(r"(\w+):", line)
        if key and key[1] in keys:
            found, keys = [*found, ""], set()
        keys |= {key[1]} if key else set()
        found[-1] += line
    return found


@pytest.mark.parametrize("block", of("yaml"))
def test_yaml(tmp_path: Path, block: Block) -> None:
    """A yaml block is a scenario, or becomes one with a catalogue added; one remarked as a strategy has no faults."""
    if block.remark == "strategy":
        (tmp_path / "own.yaml").write_text(block.body)
        assert check(tmp_path / "own.yaml") >= 0
        return
    for text in alternatives(block.body):
        found = YAML(typ="safe").load(text)
        head = "" if {"catalogue", "extends"} & set(found) else "catalogue: sample\n"
        for name in re.findall(r"[\w-]+\.yaml", text):
            (tmp_path / name).write_text("catalogue: sample\n" if "extends" in text else "name: mine\n")
        path = tmp_path / "document.yaml"
        path.write_text(head + text)
        assert read_scenario(path).catalogue


def commands_shown() -> Iterator[tuple[str, str]]:
    """Commands in the documents, inline or in shell blocks: place, command."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for code in CODE.findall(FENCE.sub("", text)):
            if code.startswith("listopt "):
                yield page.name, code.replace("\\|", "|").removeprefix("listopt ")
    for block in blocks():
        if block.language in ("sh", "bash", "console"):
            for line in re.findall(r"(?:^|[\s/&(])listopt ([a-z-][^\n&|>;)]*)", block.body):
                yield block.id, line


@pytest.mark.parametrize(("place", "command"), sorted(set(commands_shown())))
def test_commands_shown_exist(place: str, command: str) -> None:
    """Commands, options and files named in the documents exist."""
    words = [word for word in command.split() if word.isascii()]
    name = next((word for word in words if not word.startswith("-")), None)
    known = {option for parameter in main.params for option in parameter.opts} | {"--help", "-h"}
    if name is not None:
        command_of = main.commands[name]
        if isinstance(command_of, click.Group):
            command_of = command_of.commands[words[1]] if words[1:] else command_of
        known |= {
            spelling
            for parameter in command_of.params
            if isinstance(parameter, click.Option)
            for spelling in (*parameter.opts, *parameter.secondary_opts)
        }
    assert {word.split("=")[0] for word in words if word.startswith("-")} <= known
    for word in words:
        if word.startswith(("scenarios/", "benchmarks/")):
            assert (ROOT / word).is_file()


def test_everything_is_documented() -> None:
    """Commands, options, rules, goals, fields, columns, formats and exit codes are named in the documents."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    code = set(CODE.findall(text))
    words = {word for piece in code for word in re.findall(r"[\w-]+", piece)}
    assert {f"listopt {name}" for name in main.commands} <= {" ".join(piece.split()[:2]) for piece in code}
    assert set(KINDS) | set(OBJECTIVES) | set(json.loads(listopt("schema").stdout)["properties"]) <= words
    assert {column.name for column in COLUMNS} <= words
    for status in ("0 solved", "1 fault", "2 wrong", "3 no list", "4 no list"):
        assert status in " ".join(text.split())


def test_every_rule_and_goal_has_its_formula_or_sentence() -> None:
    """The page on scenarios has a section for every rule, and says what each is."""
    page = (ROOT / "docs" / "scenario.md").read_text(encoding="utf-8")
    for kind in KINDS:
        section = page.split(f"### Rule `{kind}`\n", 1)[1].strip().splitlines()
        assert len(section[0]) > 20, kind


@pytest.mark.parametrize("page", [*PAGES, *sorted(ROOT.glob("catalogues/*/README.md"))], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Relative links point at files, and their anchors at headings."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_page_of_fields_is_fresh() -> None:
    """The tables of docs/scenario.md are what their tool writes today."""
    command = [sys.executable, str(ROOT / "tools" / "make_docs_scenario.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_specialties_in_the_documents_are_known() -> None:
    """Specialties named in scenarios of the documents are spelled as the register does."""
    named = set()
    for block in blocks():
        if block.language == "yaml":
            named |= set(re.findall(r"specialty: ([A-Z][\w /()]+?)\s*[,}\n]", block.body))
    assert named <= set(specialties())
