"""CP-SAT sees whole numbers of a size it handles."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import listopt
from listopt.solver.integer import FINEST, LARGEST


def test_dear_program_that_takes_the_whole_budget(tmp_path: Path) -> None:
    """A likely program that costs all the money is found; numbers too large for CP-SAT once hid it behind a proof."""
    draw = np.random.default_rng(100)
    chance = np.append(draw.uniform(0.01, 0.6, 59), 0.97).round(4)
    utility = np.append(draw.uniform(0.05, 1.0, 59), 1.6).round(4)
    fee = np.append(draw.integers(2, 25, 59), 27)
    rows = [f"P{i:02d},{p},{u},{f}" for i, (p, u, f) in enumerate(zip(chance, utility, fee, strict=True))]
    (tmp_path / "programs.csv").write_text("\n".join(["program_id,p_match,utility,fee", *rows, ""]))
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(
        "catalogue: programs.csv\nweights: {utility: 1}\nodds: {correlation: 0}\n"
        "constraints: [{kind: budget, at_most: 27, covers: applications}]\n"
    )
    value = np.zeros(28)
    for j in np.argsort(utility, kind="stable"):
        taken = chance[j] * utility[j] + (1 - chance[j]) * value[: 28 - fee[j]]
        value = np.concatenate([value[: fee[j]], np.maximum(value[fee[j] :], taken)])
    found = listopt.solve(scenario).solution
    assert found.value is not None
    assert abs(found.value - value[27]) <= 1e-6 * value[27]


def test_objective_stays_far_from_the_end_of_the_integers() -> None:
    """The finest unit times the largest coefficient of a capped hazard leaves room in 64 bits and in presolve."""
    assert FINEST <= 10**9
    assert LARGEST <= 1e15


def test_search_does_not_creep(tmp_path: Path) -> None:
    """Seven programs are solved to the end; a single worker of CP-SAT once raised the value by one unit at a time."""
    rows = [
        "p0,Anesthesiology,West,0.2,0.12,0.4,20,reach", "p1,Anesthesiology,West,0.2,0.12,0.4,20,reach",
        "p2,Anesthesiology,West,0.8,0.24,0.7,35,safety", "p3,Anesthesiology,Midwest,0.2,0.2,0.7,60,reach",
        "p4,Anesthesiology,West,0.2,0.12,0.4,20,reach", "p5,Anesthesiology,West,0.2,0.2,0.7,35,target",
        "p6,Anesthesiology,West,0.2,0.2,0.7,35,target",
    ]  # fmt: skip
    header = "program_id,specialty,region,p_interview,p_match,utility,fee,band"
    (tmp_path / "programs.csv").write_text("\n".join([header, *rows, ""]))
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(
        "catalogue: programs.csv\nseason: 2027\nsignals: {}\nodds: {correlation: 0}\nweights: {utility: 1}\n"
        "constraints:\n  - {kind: count, at_most: 5}\n  - {kind: count, where: {region: West}, at_least: 1}\n"
        "  - {kind: budget, at_most: 156}\nsolver: {seconds: 20}\n"
    )
    assert listopt.solve(scenario).status.value == "optimal"
