"""The college application problem, of which listopt's is a generalisation: optima known from exact algorithms.

Independent programs, own odds and utilities. With equal fees and a limit on their number, adding the program of
largest marginal gain, one after another, is optimal and the optima are nested (Chade & Smith 2006,
doi:10.1111/j.1468-0262.2006.00705.x). With fees in whole dollars and a budget, dynamic programming over the budget
is exact: among programs by rising utility, the next one is preferred to all before it, so that
``V_j(h) = max(V_{j-1}(h), p_j u_j + (1 - p_j) V_{j-1}(h - g_j))`` (Kapur & Hong, arXiv:2205.01869).
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import listopt
from listopt.pipeline import Outcome

RELATIVE = 1e-4
"""How close to the optimum the list must be, with the solver's default options."""


@dataclass(frozen=True)
class College:
    """One instance; fees in whole dollars."""

    p: np.ndarray
    utility: np.ndarray
    fee: np.ndarray

    def worth(self, chosen: list[int]) -> float:
        """Expected utility of the best offer."""
        value = 0.0
        for program in sorted(chosen, key=lambda program: self.utility[program]):
            value = self.p[program] * self.utility[program] + (1 - self.p[program]) * value
        return value

    def greedy(self, most: int) -> list[int]:
        """Programs in the order in which the marginal improvement algorithm adds them."""
        chosen: list[int] = []
        for _ in range(min(most, len(self.p))):
            others = [program for program in range(len(self.p)) if program not in chosen]
            chosen.append(max(others, key=lambda program: self.worth([*chosen, program])))
        return chosen

    def within(self, budget: int) -> float:
        """Best worth that the budget buys, by dynamic programming."""
        value = np.zeros(budget + 1)
        for program in np.argsort(self.utility, kind="stable").tolist():
            fee, chance = int(self.fee[program]), float(self.p[program])
            if fee <= budget:
                before = value[: budget + 1 - fee]
                with_it = chance * self.utility[program] + (1 - chance) * before
                value = np.concatenate([value[:fee], np.maximum(value[fee:], with_it)])
        return float(value[budget])

    def write(self, folder: Path, rule: str) -> Path:
        """Write the catalogue and a scenario with one rule."""
        rows = [
            f"c{number:04d},{chance!r},{utility!r},{fee}"
            for number, (chance, utility, fee) in enumerate(
                zip(self.p.tolist(), self.utility.tolist(), self.fee.tolist(), strict=True)
            )
        ]
        (folder / "colleges.csv").write_text("\n".join(["program_id,p_match,utility,fee", *rows, ""]))
        path = folder / "college.yaml"
        path.write_text(
            "catalogue: colleges.csv\nodds: {correlation: 0}\nweights: {utility: 1}\n"
            f"constraints:\n  - {{{rule}}}\n"
        )  # fmt: skip
        return path


def instance(size: int, seed: int, kind: str = "plain") -> College:
    """Draw an instance; ``kind`` names what is odd about it."""
    random = np.random.default_rng([size, seed])
    p = random.uniform(0.001, 0.99, size)
    utility = random.exponential(1.0, size)
    fee = random.integers(5, 11, size)
    if kind == "hundreds":
        utility = np.round(utility * 25)
    elif kind == "millions":
        utility = np.round(random.uniform(0, 1e6, size))
    elif kind == "shares":
        utility = np.round(random.uniform(0, 1, size), 2)
    elif kind == "tiny chances":
        p = random.uniform(0.001, 0.01, size)
    elif kind == "certain":
        p = np.ones(size)
    elif kind == "realistic":
        utility = np.sort(np.round(random.normal(50, 15, size).clip(1), 1))
        p = np.round((0.9 - 0.85 * np.linspace(0, 1, size) ** 0.5 + random.normal(0, 0.05, size)).clip(0.002, 0.99), 3)
        fee = random.integers(20, 120, size)
    elif kind == "dear when likely":
        fee = np.ceil(60 * p * utility / (p * utility).max()).astype(int) + 1
    elif kind == "few levels":
        utility, p = random.choice([0.25, 0.5, 1.0], size), random.choice([0.05, 0.1, 0.2], size)
    return College(p, utility, fee)


def solved(college: College, folder: Path, rule: str) -> Outcome:
    """Solve through YAML and CSV files with default options; the list must be worth what it says."""
    outcome = listopt.solve(college.write(folder, rule))
    assert outcome.status.value == "optimal"
    chosen = [int(code[1:]) for code in outcome.portfolio.index]
    assert outcome.solution.value == pytest.approx(college.worth(chosen), rel=1e-9)
    return outcome


def spent(college: College, outcome: Outcome) -> int:
    """Dollars of the list, without the fixed fees."""
    return int(sum(college.fee[int(code[1:])] for code in outcome.portfolio.index))


KINDS = ["plain", "hundreds", "millions", "shares", "tiny chances", "realistic", "dear when likely", "few levels"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("size", "seed"), [(15, 1), (15, 2), (60, 1), (200, 1)])
def test_unequal_fees_and_a_budget(kind: str, size: int, seed: int, tmp_path: Path) -> None:
    """The list is within 1e-4 of the dynamic program's optimum, and no dearer than the budget."""
    college = instance(size, seed, kind)
    budget = int(college.fee.sum()) // 2 if seed == 1 else int(college.fee.sum()) // 6
    outcome = solved(college, tmp_path, f"kind: budget, at_most: {budget}, covers: applications")
    optimum = college.within(budget)
    assert spent(college, outcome) <= budget
    assert outcome.solution.value == pytest.approx(optimum, rel=RELATIVE)
    assert outcome.solution.value <= optimum * (1 + 1e-9)
    assert outcome.solution.bound >= optimum * (1 - 1e-9)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["dear when likely", "plain"])
@pytest.mark.parametrize("size", [15, 40])
def test_few_affordable_programs(size: int, kind: str, seed: int, tmp_path: Path) -> None:
    """A budget for one to six programs, some of which cost all of it: the best list, and no word of proof too many."""
    college = instance(size, seed + 500, kind)
    budget = int(college.fee.sum() * (0.05, 0.1, 0.2)[seed % 3])
    outcome = listopt.solve(college.write(tmp_path, f"kind: budget, at_most: {budget}, covers: applications"))
    optimum = college.within(budget)
    assert outcome.status.value in ("optimal", "feasible")
    assert spent(college, outcome) <= budget
    assert outcome.solution.bound >= optimum * (1 - 1e-9)
    assert outcome.solution.value == pytest.approx(optimum, rel=RELATIVE)


@pytest.mark.parametrize("kind", ["plain", "tiny chances", "realistic", "millions"])
def test_unequal_fees_and_a_budget_for_five_hundred(kind: str, tmp_path: Path) -> None:
    """Five hundred programs are as exact as a few."""
    college = instance(500, 1, kind)
    budget = int(college.fee.sum()) // 4
    outcome = solved(college, tmp_path, f"kind: budget, at_most: {budget}, covers: applications")
    assert spent(college, outcome) <= budget
    assert outcome.solution.value == pytest.approx(college.within(budget), rel=RELATIVE)


@pytest.mark.parametrize("kind", ["plain", "hundreds", "tiny chances", "realistic", "few levels"])
@pytest.mark.parametrize(("size", "most"), [(15, 4), (60, 10), (200, 20)])
def test_equal_fees_and_a_limit(kind: str, size: int, most: int, tmp_path: Path) -> None:
    """The list is within 1e-4 of what the marginal improvement algorithm finds."""
    college = instance(size, 3, kind)
    outcome = solved(college, tmp_path, f"kind: count, at_most: {most}")
    assert len(outcome.portfolio) <= most
    assert outcome.solution.value == pytest.approx(college.worth(college.greedy(most)), rel=RELATIVE)


def test_equal_fees_make_nested_lists(tmp_path: Path) -> None:
    """A longer list keeps the programs of every shorter one, when the fees are equal and nothing else binds."""
    college = instance(12, 7)
    order = college.greedy(12)
    assert len(set(np.round(college.utility, 9))) == 12
    lists = []
    for most in range(1, 8):
        path = college.write(tmp_path, f"kind: count, at_most: {most}")
        path.write_text(path.read_text() + "solver: {gap: 1.0e-9}\n")
        lists.append({int(code[1:]) for code in listopt.solve(path).portfolio.index})
        assert lists[-1] == set(order[:most])
    assert all(shorter < longer for shorter, longer in itertools.pairwise(lists))


def test_budget_of_equal_fees_is_a_limit(tmp_path: Path) -> None:
    """With one fee for all, a budget for five and a limit of five give lists of the same worth."""
    college = instance(40, 5)
    college = College(college.p, college.utility, np.full(40, 20))
    by_budget = solved(college, tmp_path, "kind: budget, at_most: 119, covers: applications").solution.value
    assert by_budget == pytest.approx(college.worth(college.greedy(5)), rel=RELATIVE)


def test_dynamic_program_and_greedy_agree_with_enumeration() -> None:
    """Both exact algorithms of this file find the best of all 1,024 lists of ten programs."""
    college = instance(10, 11, "hundreds")
    lists = [list(chosen) for size in range(11) for chosen in itertools.combinations(range(10), size)]
    worth = {tuple(chosen): college.worth(chosen) for chosen in lists}
    for budget in (0, 7, 20, 33, 50):
        affordable = [value for chosen, value in worth.items() if college.fee[list(chosen)].sum() <= budget]
        assert college.within(budget) == pytest.approx(max(affordable))
    for most in range(11):
        best = max(value for chosen, value in worth.items() if len(chosen) <= most)
        assert college.worth(college.greedy(most)) == pytest.approx(best)


def test_budget_of_nothing_buys_nothing(tmp_path: Path) -> None:
    """Without money the list is empty, worth 0, and proven to be the best."""
    outcome = solved(instance(20, 1), tmp_path, "kind: budget, at_most: 0, covers: applications")
    assert outcome.portfolio.empty
    assert outcome.solution.value == 0


def test_budget_for_all_buys_the_worth_of_all(tmp_path: Path) -> None:
    """With money for everything the value is that of the whole catalogue."""
    college = instance(60, 2)
    outcome = solved(college, tmp_path, f"kind: budget, at_most: {int(college.fee.sum())}, covers: applications")
    assert outcome.solution.value == pytest.approx(college.worth(list(range(60))), rel=RELATIVE)


def test_certain_programs_leave_only_the_best_affordable(tmp_path: Path) -> None:
    """When every program is certain, the value is the highest utility that the budget buys."""
    college = instance(60, 4, "certain")
    college = College(college.p, college.utility, np.where(college.utility > np.median(college.utility), 50, 5))
    outcome = solved(college, tmp_path, "kind: budget, at_most: 20, covers: applications")
    assert outcome.solution.value == pytest.approx(college.within(20), rel=RELATIVE)


@pytest.mark.parametrize("scale", [1e-9, 1e-6, 1e-3, 1e9, 1e12])
def test_unit_of_utility_does_not_matter(scale: float, tmp_path: Path) -> None:
    """Billionths or trillions: the same list comes out, worth the same in its unit."""
    college = instance(40, 6)
    scaled = College(college.p, college.utility * scale, college.fee)
    outcome = solved(scaled, tmp_path, "kind: budget, at_most: 100, covers: applications")
    assert outcome.solution.value == pytest.approx(scaled.within(100), rel=RELATIVE)


def test_command_line_finds_the_optimum(tmp_path: Path) -> None:
    """`listopt solve --format json` reports the optimum, the cost and the list of an instance with unequal fees."""
    college = instance(60, 8, "realistic")
    budget = 700
    path = college.write(tmp_path, f"kind: budget, at_most: {budget}, covers: applications")
    command = [sys.executable, "-m", "listopt", "solve", str(path), "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    result = json.loads(run.stdout)
    assert result["status"] == "optimal"
    assert result["objective"]["value"] == pytest.approx(college.within(budget), rel=RELATIVE)
    assert result["objective"]["gap"] <= 1e-3
    assert sum(row["fee"] for row in result["portfolio"]) <= budget
    assert all(row["p_interview"] is None and row["band"] is None for row in result["portfolio"])
