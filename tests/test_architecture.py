"""The import contracts of `pyproject.toml` hold, and each fails when it is broken on purpose."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytest.importorskip("importlinter")

ROOT = Path(__file__).parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports('pyproject.toml', no_cache=True))"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts over a copy of the sources."""
    environment = os.environ | {"PYTHONPATH": str(folder / "src"), "COLUMNS": "200"}
    command = [sys.executable, "-c", LINT]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sources and their contracts, to be broken."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def names(layer: str | dict) -> list[str]:  # type: ignore[type-arg]
    """Modules of one layer, siblings apart."""
    return [name.strip(" ()") for name in layer.split("|")] if isinstance(layer, str) else list(layer["modules"])


def violations(contract: dict) -> dict[str, tuple[str, str]]:  # type: ignore[type-arg]
    """Imports that a contract forbids: what is wrong -> (module, what it imports)."""
    found = {}
    if contract["type"] == "layers":
        prefix = f"{contract['containers'][0]}." if contract.get("containers") else ""
        layers = [[prefix + name for name in names(layer)] for layer in contract["layers"]]
        found["the lowest layer imports the highest"] = (layers[-1][0], layers[0][0])
        for upper, lower in itertools.pairwise(layers):
            found[f"{lower[0]} imports the layer above it"] = (lower[0], upper[0])
        for layer in layers:
            if len(layer) > 1:
                found[f"{layer[0]} imports its sibling"] = (layer[0], layer[1])
    elif contract["type"] == "forbidden":
        for module in contract["source_modules"]:
            found[f"{module} imports what is forbidden"] = (module, contract["forbidden_modules"][0])
    else:
        first, second = contract["modules"][:2]
        found[f"{first} imports {second}"] = (first, second)
    return found


def add_import(folder: Path, module: str, target: str) -> None:
    """Let a module of a copy import another one."""
    path = folder / "src" / Path(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    file.write_text(file.read_text(encoding="utf-8") + f"\nimport {target}\n", encoding="utf-8")


def each(*, first: bool) -> list:  # type: ignore[type-arg]
    """One violation of every contract, or all the others."""
    found = []
    for contract in CONTRACTS:
        breaks = list(violations(contract).items())
        for what, (module, target) in breaks[:1] if first else breaks[1:]:
            found.append(pytest.param(contract["name"], module, target, id=f"{contract['name']}: {what}"))
    return found


def breaks(folder: Path, contract: str, module: str, target: str) -> None:
    """Add the import, and see exactly this contract named as broken."""
    add_import(folder, module, target)
    done = lint(folder)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{contract} BROKEN" in " ".join(done.stdout.split())


def test_contracts_hold(copy: Path) -> None:
    """The sources as they are keep every contract."""
    done = lint(copy)
    assert done.returncode == 0, done.stdout + done.stderr
    for contract in CONTRACTS:
        assert f"{contract['name']} KEPT" in " ".join(done.stdout.split())


@pytest.mark.parametrize(("contract", "module", "target"), each(first=True))
def test_each_contract_can_fail(copy: Path, contract: str, module: str, target: str) -> None:
    """An import that a contract forbids is found, for every contract."""
    breaks(copy, contract, module, target)


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "module", "target"), each(first=False))
def test_each_part_of_a_contract_can_fail(copy: Path, contract: str, module: str, target: str) -> None:
    """Every boundary between layers, and every module kept from a library, is guarded."""
    breaks(copy, contract, module, target)


def test_only_the_command_line_prints() -> None:
    """Results and messages are printed in one package."""
    talkers = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "src").rglob("*.py"))
        if any(
            word in path.read_text(encoding="utf-8") for word in ("print(", "click.echo", "sys.stdout", "sys.stderr")
        )
    ]
    assert talkers
    assert all(path.startswith("src/listopt/cli/") for path in talkers)


EFFECTS = """
import logging, random, signal, sys, warnings
import click, numpy, pandas, pydantic, ruamel.yaml
import ortools.linear_solver.pywraplp, ortools.sat.python.cp_model
def state():
    return (
        list(logging.root.handlers), logging.root.level, list(warnings.filters), random.getstate(),
        str(numpy.random.get_state()), numpy.geterr(), str(numpy.get_printoptions()), signal.getsignal(signal.SIGINT),
        sys.getrecursionlimit(), sys.path[:], shown(),
    )
def shown():
    from pandas._config.config import _global_config
    return repr(_global_config)
before = state()
import listopt
for name in listopt.__all__:
    getattr(listopt, name)
import listopt.cli, listopt.report, listopt.solver
names = "logging handlers, logging level, warning filters, random state, numpy random state, numpy errors, " \\
    "numpy print options, SIGINT handler, recursion limit, sys.path, pandas options"
for name, old, new in zip(names.split(", "), before, state(), strict=True):
    assert old == new, f"importing listopt changes {name}"
assert not [name for name in logging.root.manager.loggerDict if name.startswith("listopt")
            and getattr(logging.root.manager.loggerDict[name], "handlers", [])], "a logging handler of listopt's"
"""


def test_import_has_no_effects(tmp_path: Path) -> None:
    """Importing listopt sets up no logging, changes no option of pandas or NumPy, and writes nothing."""
    done = subprocess.run([sys.executable, "-c", EFFECTS], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_import_is_light() -> None:
    """`import listopt` alone loads neither pandas nor OR-Tools."""
    code = "import sys, listopt; print(sorted({'pandas', 'numpy', 'ortools', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
