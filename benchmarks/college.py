"""The college application problem with known optima (Kapur & Hong, arXiv:2205.01869; Chade & Smith 2006)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Instance:
    """A random instance: ``n_programs``, equal or unequal fees, and the seed."""

    n_programs: int
    equal_fees: bool
    seed: int

    @property
    def name(self) -> str:
        """Words for the table."""
        return f"{self.n_programs} programs, {'equal' if self.equal_fees else 'unequal'} fees"


INSTANCES = [Instance(n, equal, n) for n in (15, 100, 500) for equal in (True, False)]


def write(instance: Instance, directory: Path) -> tuple[Path, float]:
    """Write an instance as scenario and catalogue; returns the scenario's path and the optimum."""
    draw = np.random.default_rng(instance.seed)
    n = instance.n_programs
    chance = draw.beta(1, 8, n).round(4)
    utility = draw.uniform(1, 100, n).round(2)
    fee = np.ones(n, dtype=int) if instance.equal_fees else draw.integers(5, 60, n)
    budget = n // 10 + 1 if instance.equal_fees else int(fee.sum() * 0.12)
    rows = [f"P{i:04d},{chance[i]},{utility[i]},{fee[i]}" for i in range(n)]
    (directory / "programs.csv").write_text("\n".join(["program_id,p_match,utility,fee", *rows, ""]))
    path = directory / "scenario.yaml"
    path.write_text(
        "catalogue: programs.csv\nweights: {utility: 1}\nodds: {correlation: 0}\n"
        f"constraints: [{{kind: budget, at_most: {budget}, covers: applications}}]\n"
    )
    return path, optimum(chance, utility, fee, budget)


def optimum(chance: np.ndarray, utility: np.ndarray, fee: np.ndarray, budget: int) -> float:
    """Value of the best list, by dynamic programming over whole dollars.

    In rising order of utility, a program added to a list is preferred to all before it:
    ``V_j(h) = max(V_{j-1}(h), f_j t_j + (1 - f_j) V_{j-1}(h - g_j))``.
    """
    value = np.zeros(budget + 1)
    for j in np.argsort(utility, kind="stable"):
        if fee[j] <= budget:
            better = value.copy()
            taken = chance[j] * utility[j] + (1 - chance[j]) * value[: budget + 1 - fee[j]]
            better[fee[j] :] = np.maximum(value[fee[j] :], taken)
            value = better
    return float(value[budget])
