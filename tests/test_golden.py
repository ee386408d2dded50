"""Results of all scenarios against those kept in `tests/golden`.

``LISTOPT_UPDATE_GOLDEN=1 pytest tests/test_golden.py`` rewrites them; the difference is then reviewed like code.
With the versions of OR-Tools and NumPy that wrote a golden file everything must be equal. Other versions may
find another list within the asked gap, so with them only value and bound are compared, and only to that gap.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from golden.solved import HERE, Solved, each_scenario, run_folder, solved

UPDATE = os.environ.get("LISTOPT_UPDATE_GOLDEN") == "1"
DECIDING = ("numpy", "ortools")
EXACT = 1e-6
"""Relative difference allowed in figures."""
N_CHECKS = 12
"""Facts to verify that are kept."""


@pytest.fixture
def fresh(name: str, tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """Result of the scenario at hand."""
    return solved(name, run_folder(tmp_path_factory))


def condensed(result: dict) -> dict:  # type: ignore[type-arg]
    """What is worth reviewing: no program is listed for being left out, and one line is enough for one chosen."""
    listed = [
        f"{row['program_id']} {row['signal'] or '-'} {row['band']} {row['p_interview']:.4f} {row['p_match']:.4f}"
        f" {row['utility']:.4f} ${row['fee']:.2f} {row['marginal']:.6f}"
        for row in result["portfolio"]
    ]
    reasons = Counter(re.sub(r"\d+", "#", row["reason"]) for row in result["excluded"])
    checks = [f"{row['program_id']} {row['column']} {row['worth']:.6f}" for row in result["to_verify"]]
    return {
        "versions": {name: result["versions"][name] for name in DECIDING},
        **{key: result[key] for key in ("scenario", "status", "objective", "summary", "conflict", "inputs")},
        "portfolio": listed,
        "excluded": dict(sorted(reasons.items())),
        "to_verify": [*checks[:N_CHECKS], f"and {max(0, len(checks) - N_CHECKS)} more"],
    }


def masked(report: str) -> str:
    """Report without the versions of packages."""
    return re.sub(r"^listopt \d.*$", "listopt ...", report, flags=re.MULTILINE)


def kept(path: Path, text: str) -> str:
    """Content of a golden file, which is (re)written first if that is asked for."""
    if UPDATE:
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no {path.name}: run LISTOPT_UPDATE_GOLDEN=1 pytest tests/test_golden.py"
    return path.read_text(encoding="utf-8")


def same_figures(found: object, golden: object, place: str = "") -> list[str]:
    """Places where two results differ; figures may differ by a millionth."""
    if isinstance(found, dict) and isinstance(golden, dict):
        keys = [f"{place}: keys {sorted(found)}, not {sorted(golden)}"] if set(found) != set(golden) else []
        return keys + [
            line for key in golden if key in found for line in same_figures(found[key], golden[key], f"{place}.{key}")
        ]
    if isinstance(found, float | int) and isinstance(golden, float | int):
        return [] if found == pytest.approx(golden, rel=EXACT, abs=1e-8) else [f"{place}: {found}, not {golden}"]
    return [] if found == golden else [f"{place}: {found}, not {golden}"]


@pytest.mark.parametrize("name", each_scenario())
def test_result(name: str, fresh: Solved) -> None:
    """The result is that of the golden file: figures to a millionth, programs, signals and reasons exactly."""
    found = condensed(fresh.result)
    golden = json.loads(kept(HERE / f"{name}.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n"))
    if found["versions"] != golden["versions"]:
        value, bound = golden["objective"]["value"], golden["objective"]["bound"]
        slack = EXACT * abs(bound) + max(0.0, found["objective"]["bound"] - found["objective"]["value"])
        assert value - slack <= found["objective"]["bound"]
        assert found["objective"]["value"] <= bound + slack
        pytest.skip(f"written with {golden['versions']}: only value and bound were compared")
    assert same_figures(found, golden) == []


@pytest.mark.parametrize("name", each_scenario())
def test_report(name: str, fresh: Solved) -> None:
    """The text report, 100 columns wide, is that of the golden file, line by line."""
    golden = kept(HERE / f"{name}.txt", masked(fresh.report_text))
    result = HERE / f"{name}.json"
    written_with = json.loads(result.read_text(encoding="utf-8"))["versions"] if result.exists() else {}
    if any(fresh.result["versions"][package] != written_with.get(package) for package in DECIDING) and not UPDATE:
        pytest.skip(f"written with {written_with}")
    assert masked(fresh.report_text).splitlines() == golden.splitlines()


def test_no_golden_file_without_a_scenario() -> None:
    """Every golden file belongs to a scenario that still exists."""
    names = {parameter.id for parameter in each_scenario()}
    found = {path.stem for path in HERE.iterdir() if path.suffix in (".json", ".txt")}
    assert found <= names
