"""Linear relaxation: tangents to the level form, with only those picks that have looked worth taking.

The relaxed problem is concave. A simplex code solves it with tangents in place of ``1 - exp(-z)``; the multipliers of
one round show which tangents and picks are missing (`listopt.solver.rounds`) and give the bound
(`listopt.solver.bound`).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from listopt.formulation import TOLERANCE, Formulation, Indices, Matrix, Vector
from listopt.solver.bound import Limit, Multipliers, lagrangian, largest_objective
from listopt.solver.evaluate import Evaluator, evaluator
from listopt.solver.interrupts import held_back
from listopt.solver.levels import Blocks

ENGINE = "CLP"
"""Simplex code: GLOP now and then ends without an answer when rows are added to a solved problem, CLP does not."""
PENALTY = 1e3
"""Price of breaking a hard row by one unit, in multiples of the largest objective; keeps every round solvable."""
DEAREST = 1e9
"""Highest price of breaking a row: beyond, the simplex code loses its accuracy."""


@dataclass(frozen=True)
class Relaxed:
    """What one round of the relaxation says: picks, possibly fractional, and the limit of every list's objective."""

    picks: Vector
    limit: Limit

    @property
    def bound(self) -> float:
        """Upper limit of the objective of every list."""
        return self.limit.bound


class Relaxation:
    """The tangent LP of one formulation; grows by tangents and columns, keeps its basis between rounds."""

    def __init__(self, formulation: Formulation, blocks: Blocks) -> None:
        self.formulation = formulation
        self.blocks = blocks
        self.judge: Evaluator = evaluator(formulation)
        self.columns: dict[int, pywraplp.Variable] = {}
        self._lp = pywraplp.Solver.CreateSolver(ENGINE)
        self._infinity = self._lp.infinity()
        self._gate_of = _tightest_gates(formulation)
        self._penalty = min(DEAREST, PENALTY * largest_objective(formulation))
        self._objective = self._lp.Objective()
        self._objective.SetMaximization()
        self._add_linear_part()
        self._add_blocks()
        self._at_most_one: dict[int, pywraplp.Constraint] = {}

    def _add_linear_part(self) -> None:
        lp, formulation = self._lp, self.formulation
        self._gates = {gate.name: lp.NumVar(0, 1, "") for gate in formulation.gates}
        self._excesses = {excess.name: lp.NumVar(0, self._infinity, "") for excess in formulation.excesses}
        for gate in formulation.gates:
            self._objective.SetCoefficient(self._gates[gate.name], gate.weight)
            for wider in formulation.gates:
                if wider is not gate and (gate.members <= wider.members).all():
                    row = lp.Constraint(-self._infinity, 0)
                    row.SetCoefficient(self._gates[gate.name], 1)
                    row.SetCoefficient(self._gates[wider.name], -1)
        self._definitions = []
        for excess in formulation.excesses:
            self._objective.SetCoefficient(self._excesses[excess.name], excess.weight)
            row = self._new_row(-np.inf, excess.threshold, {**excess.inner, excess.name: -1.0}, excess.gates)
            self._definitions.append(row)
        self._rows = [self._new_row(row.low, row.high, row.excesses, row.gates) for row in formulation.rows]
        for row, constraint in zip(formulation.rows, self._rows, strict=True):
            for sign, limit in ((1.0, row.low), (-1.0, row.high)):
                if np.isfinite(limit) or row.counts:
                    self._allow_breaking(constraint, sign)

    def _new_row(
        self, low: float, high: float, excesses: Mapping[str, float], gates: Mapping[str, float]
    ) -> pywraplp.Constraint:
        constraint = self._lp.Constraint(low, high)
        for name, factor in excesses.items():
            constraint.SetCoefficient(self._excesses[name], factor)
        for name, factor in gates.items():
            constraint.SetCoefficient(self._gates[name], factor)
        return constraint

    def _allow_breaking(self, constraint: pywraplp.Constraint, sign: float, price: float | None = None) -> None:
        slack = self._lp.NumVar(0, self._infinity, "")
        constraint.SetCoefficient(slack, sign)
        self._objective.SetCoefficient(slack, -(self._penalty if price is None else price))

    def _add_blocks(self) -> None:
        lp = self._lp
        n_blocks, n_nodes = self.blocks.weight.shape
        self._z = [[lp.NumVar(0, self._infinity, "") for _ in range(n_nodes)] for _ in range(n_blocks)]
        self._theta = [[lp.NumVar(0, 1, "") for _ in range(n_nodes)] for _ in range(n_blocks)]
        self._links = [[lp.Constraint(0, 0) for _ in range(n_nodes)] for _ in range(n_blocks)]
        for b, q in itertools.product(range(n_blocks), range(n_nodes)):
            self._objective.SetCoefficient(self._theta[b][q], float(self.blocks.weight[b, q]))
            self._links[b][q].SetCoefficient(self._z[b][q], -1)
            if self.blocks.linked[b]:
                self._links[b][q].SetCoefficient(self._z[b + 1][q], 1)
        self._floors = []
        for position, floor in enumerate(self.formulation.floors):
            row = lp.Constraint(floor.at_least, self._infinity)
            block = self.blocks.floor.index(position)
            for q, weight in enumerate(self.formulation.nodes.weight):
                row.SetCoefficient(self._theta[block][q], float(weight))
            self._allow_breaking(row, 1.0, None if floor.weight is None else -floor.weight)
            self._floors.append(row)

    def add_columns(self, picks: Indices) -> None:
        """Let the relaxation use more picks."""
        for pick in picks.tolist():
            if pick not in self.columns:
                self._add_column(pick)

    def _add_column(self, pick: int) -> None:
        variable = self._lp.NumVar(0, 1, "")
        self.columns[pick] = variable
        self._objective.SetCoefficient(variable, float(self.formulation.linear[pick]))
        for b in np.flatnonzero(self.blocks.increments[pick]).tolist():
            coefficients = (self.blocks.increments[pick, b] * self.formulation.hazards[pick]).tolist()
            for link, coefficient in zip(self._links[b], coefficients, strict=True):
                link.SetCoefficient(variable, coefficient)
        for constraints, terms in (
            (self._rows, self.judge.row_terms[:, pick]),
            (self._definitions, self.judge.excess_terms[:, pick]),
        ):
            for position in np.flatnonzero(terms).tolist():
                constraints[position].SetCoefficient(variable, float(terms[position]))
        program = int(self.formulation.picks.program[pick])
        if program not in self._at_most_one:
            row = self._lp.Constraint(-self._infinity, 0 if self._gate_of[program] else 1)
            for name in self._gate_of[program]:
                row.SetCoefficient(self._gates[name], -1)
            self._at_most_one[program] = row
        self._at_most_one[program].SetCoefficient(variable, 1)

    def add_tangents(self, z: Matrix) -> None:
        """Add the tangents at ``z`` (blocks x nodes)."""
        slope = np.exp(-z)
        height = (1 - slope - slope * z).tolist()
        for b, q in itertools.product(range(z.shape[0]), range(z.shape[1])):
            tangent = self._lp.Constraint(-self._infinity, height[b][q])
            tangent.SetCoefficient(self._theta[b][q], 1)
            tangent.SetCoefficient(self._z[b][q], -float(slope[b, q]))

    def restrict(self, formulation: Formulation) -> None:
        """Take over the limits of rows and gates of a formulation that differs from the present one in nothing else."""
        self.formulation = formulation
        for gate in formulation.gates:
            self._gates[gate.name].SetBounds(1.0 if gate.fixed else 0.0, 0.0 if gate.fixed is False else 1.0)
        for row, constraint in zip(formulation.rows, self._rows, strict=True):
            constraint.SetBounds(row.low, row.high)

    def survival(self, picks: Vector) -> Matrix:
        """``z`` of the blocks for the given picks: blocks x nodes."""
        return (self.blocks.shares * picks[:, None]).T @ self.formulation.hazards

    def value(self, picks: Vector) -> float:
        """Objective of fractional picks in level form, rows aside."""
        excesses, gates = self.judge.excesses(picks), self.judge.gates(picks)
        total = self.formulation.constant + float(self.formulation.linear @ picks)
        total += sum(excess.weight * excesses[excess.name] for excess in self.formulation.excesses)
        total += sum(gate.weight * gates[gate.name] for gate in self.formulation.gates)
        for floor in self.formulation.floors:
            if floor.weight is not None:
                total += floor.weight * max(0.0, floor.at_least - self.judge.chance(floor, picks))
        return total + float((self.blocks.weight * -np.expm1(-self.survival(picks))).sum())

    def floors_kept(self, picks: Vector) -> bool:
        """Whether fractional picks reach all hard floors, up to the accuracy of the LP."""
        floors = self.judge.formulation.hard_floors
        return all(self.judge.chance(floor, picks) >= floor.at_least - TOLERANCE for floor in floors)

    def solve(self, seconds: float) -> Relaxed | None:
        """Solve the present LP; None when time ran out."""
        if seconds <= 0:
            return None
        self._lp.SetTimeLimit(max(1, int(seconds * 1000)))
        with held_back():
            status = self._lp.Solve()
        if status != pywraplp.Solver.OPTIMAL:
            return None
        picks = np.zeros(len(self.formulation.picks))
        for pick, variable in self.columns.items():
            picks[pick] = min(1.0, max(0.0, variable.solution_value()))
        links = np.array([[link.dual_value() for link in row] for row in self._links]).reshape(self.blocks.weight.shape)
        before = np.vstack([np.zeros((1, links.shape[1])), links[:-1]])
        before[[b for b in range(1, len(links)) if not self.blocks.linked[b - 1]]] = 0.0
        multipliers = Multipliers(
            rows=np.array([row.dual_value() for row in self._rows]),
            excesses=np.array([row.dual_value() for row in self._definitions]),
            floors=np.array([row.dual_value() for row in self._floors]),
            slopes=before - links,
        )
        return Relaxed(picks, lagrangian(self.formulation, self.blocks, self.judge, multipliers))


def _tightest_gates(formulation: Formulation) -> list[list[str]]:
    """For each program the gate with the fewest members, which the program's picks open."""
    programs: list[list[str]] = [[] for _ in formulation.picks.programs]
    for gate in sorted(formulation.gates, key=lambda gate: float(gate.members.sum())):
        for program in np.unique(formulation.picks.program[gate.members > 0]).tolist():
            if not programs[program]:
                programs[program].append(gate.name)
    return programs
