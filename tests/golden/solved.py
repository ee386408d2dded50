"""Scenarios solved once per test process, for all tests that look at their results."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import listopt
from listopt.report import WRITERS, Page

ROOT = Path(__file__).parents[2]
SCENARIOS = {
    path.stem: path for path in (*sorted((ROOT / "scenarios").glob("*.yaml")), *sorted(Path(__file__).parent.glob("*.yaml")))
}
"""Name -> file: the scenarios that come with listopt, and those made for the tests."""

BENCHMARKS = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("*.yaml"))}
"""Larger ones, for slow tests."""


@dataclass(frozen=True)
class Solved:
    """What the command line would print for a scenario."""

    path: Path
    json_text: str
    report_text: str

    @property
    def result(self) -> dict:  # type: ignore[type-arg]
        """The JSON object, read anew."""
        found = json.loads(self.json_text)
        assert isinstance(found, dict)
        return found


@cache
def solved(name: str) -> Solved:
    """Solve a scenario, or give the result of the last time."""
    path = (SCENARIOS | BENCHMARKS)[name]
    report = listopt.solve(path).report
    texts = [WRITERS[format_](report, Page(width=100)) for format_ in ("json", "text")]
    json_text, report_text = (text if isinstance(text, str) else text.decode() for text in texts)
    return Solved(path, json_text, report_text)


def each_scenario(*, slow: bool = False) -> list:  # type: ignore[type-arg]
    """Parameters of a test that runs for every scenario; the same scenario stays in the same test process."""
    found = [pytest.param(name, marks=pytest.mark.xdist_group(name), id=name) for name in SCENARIOS]
    marks = (pytest.mark.slow, pytest.mark.xdist_group("benchmarks"))
    return found + [pytest.param(name, marks=marks, id=name) for name in BENCHMARKS if slow]
