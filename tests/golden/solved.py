"""Scenarios solved once per test run, for all tests that look at their results."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import pytest

import listopt
from listopt.report import WRITERS, Page

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCENARIOS = {path.stem: path for path in (*sorted((ROOT / "scenarios").glob("*.yaml")), *sorted(HERE.glob("*.yaml")))}
"""Name -> file: the scenarios that come with listopt, and those made for the tests."""

BENCHMARKS = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("*.yaml"))}
"""Larger ones, for slow tests."""

PATIENCE = 300
"""Seconds to wait for another test process that is solving the same scenario."""


@dataclass(frozen=True)
class Solved:
    """What the command line would print for a scenario, with --format json and as text."""

    json_text: str
    report_text: str

    @property
    def result(self) -> dict:  # type: ignore[type-arg]
        """The JSON object, read anew."""
        found = json.loads(self.json_text)
        assert isinstance(found, dict)
        return found


def run_folder(factory: pytest.TempPathFactory) -> Path:
    """Folder that all processes of one test run share."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@cache
def solved(name: str, folder: Path) -> Solved:
    """Solve a scenario, or give the result that a process of the same test run has left in the folder."""
    file, claim = folder / f"{name}.solved.json", folder / f"{name}.claimed"
    try:
        claim.mkdir()
    except FileExistsError:
        return _wait_for(file)
    found = _solve(name)
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(found)), encoding="utf-8")
    draft.rename(file)
    return found


def _wait_for(file: Path) -> Solved:
    end = time.monotonic() + PATIENCE
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.05)
    return Solved(**json.loads(file.read_text(encoding="utf-8")))


def _solve(name: str) -> Solved:
    report = listopt.solve((SCENARIOS | BENCHMARKS)[name]).report
    texts = [WRITERS[format_](report, Page(width=100)) for format_ in ("json", "text")]
    json_text, report_text = (text if isinstance(text, str) else text.decode() for text in texts)
    return Solved(json_text, report_text)


def each_scenario(*, slow: bool = False) -> list:  # type: ignore[type-arg]
    """Parameters of a test that runs for every scenario; ``slow`` adds the benchmarks, marked so."""
    benchmarks = [pytest.param(name, marks=pytest.mark.slow, id=name) for name in BENCHMARKS if slow]
    return [pytest.param(name, id=name) for name in SCENARIOS] + benchmarks
