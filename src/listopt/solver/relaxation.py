"""Linear relaxation: tangents to the level form, columns on demand, and a bound recomputed without the solver.

The relaxed problem is concave. A simplex code solves it with tangents in place of ``1 - exp(-z)`` and with only those picks
that have looked worth taking; multipliers of one round show which tangents and picks are missing. From the
multipliers alone, `Multipliers.bound` computes an upper limit of the objective in closed form: with the slope ``g``
of a tangent, ``1 - exp(-z) <= 1 - g + g log g + g z`` for all ``z`` (the conjugate of ``1 - exp(-z)``), after which
only sums over programs remain. It holds for any multipliers, so nothing depends on the accuracy of the solver.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from listopt.formulation import Formulation, Matrix, Vector
from listopt.solver.evaluate import Evaluator, evaluator
from listopt.solver.levels import Blocks

Indices = np.ndarray[tuple[int], np.dtype[np.int64]]

ENGINE = "CLP"
"""Simplex code: GLOP now and then ends without an answer when rows are added to a solved problem, CLP does not."""
PENALTY = 1e3
"""Price of breaking a hard row by one unit in the relaxation, far above any worth; keeps every round solvable."""
FIRST_ROUND = 2.0
"""Seconds that the first round may take whatever the limit, so that there always is a list and a bound."""
STALLED = 1e-9
"""Relative fall of the bound in one round below which further rounds are idle: the accuracy of a simplex code."""
LEAST_SLOPE = 1e-13
"""Smallest slope used in the bound: the one at the cap of a hazard."""


@dataclass(frozen=True)
class Multipliers:
    """Prices of the rows, of the excesses' definitions and of the floors, and slopes of the blocks."""

    rows: Vector
    excesses: Vector
    floors: Vector
    slopes: Matrix


@dataclass(frozen=True)
class Relaxed:
    """What one round of the relaxation says.

    ``picks`` may be fractional. ``bound`` limits the objective of every list; ``reduced`` is the bound's gain per
    pick: taking a pick with a negative entry lowers the bound by that much, leaving out the best pick of a program
    lowers it by its positive entry. ``shut_bound`` limits the lists that leave at least one gate shut.
    """

    picks: Vector
    bound: float
    shut_bound: float
    reduced: Vector


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
            row = lp.Constraint(-self._infinity, excess.threshold)
            row.SetCoefficient(self._excesses[excess.name], -1)
            for name, factor in excess.inner.items():
                row.SetCoefficient(self._excesses[name], factor)
            for name, factor in excess.gates.items():
                row.SetCoefficient(self._gates[name], factor)
            self._definitions.append(row)
        self._rows = [lp.Constraint(_clip(row.low), _clip(row.high)) for row in formulation.rows]
        for row, constraint in zip(formulation.rows, self._rows, strict=True):
            for name, factor in row.excesses.items():
                constraint.SetCoefficient(self._excesses[name], factor)
            for name, factor in row.gates.items():
                constraint.SetCoefficient(self._gates[name], factor)
            for sign, limit in ((1.0, row.low), (-1.0, row.high)):
                if np.isfinite(limit):
                    self._allow_breaking(constraint, sign)

    def _allow_breaking(self, constraint: pywraplp.Constraint, sign: float, price: float = PENALTY) -> None:
        slack = self._lp.NumVar(0, self._infinity, "")
        constraint.SetCoefficient(slack, sign)
        self._objective.SetCoefficient(slack, -price)

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
            self._allow_breaking(row, 1.0, PENALTY if floor.weight is None else -floor.weight)
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

    def solve(self, seconds: float) -> Relaxed | None:
        """Solve the present LP; None when time ran out."""
        if seconds <= 0:
            return None
        self._lp.SetTimeLimit(max(1, int(seconds * 1000)))
        if self._lp.Solve() != pywraplp.Solver.OPTIMAL:
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
        bound, shut_bound, reduced = lagrangian(self.formulation, self.blocks, self.judge, multipliers)
        return Relaxed(picks, bound, shut_bound, reduced)


def lagrangian(
    formulation: Formulation, blocks: Blocks, judge: Evaluator, at: Multipliers
) -> tuple[float, float, Vector]:
    """Upper limits of the objective (of all lists, of those with a gate shut) and the gain per pick they rest on."""
    least = np.array([-np.inf if floor.weight is None else floor.weight for floor in formulation.floors])
    floors = np.maximum(np.minimum(at.floors, 0.0), least)
    weight = blocks.weight.copy()
    for b, position in enumerate(blocks.floor):
        if position >= 0:
            weight[b] = -floors[position] * formulation.nodes.weight
    safe = np.where(weight > 0, weight, 1.0)
    slope = np.where(weight > 0, np.clip(at.slopes / safe, LEAST_SLOPE, 1.0), 0.0)
    conjugate = np.where(weight > 0, 1 - slope + slope * np.log(np.where(weight > 0, slope, 1.0)), 0.0)
    bound = formulation.constant + float((weight * conjugate).sum())
    bound += sum(price * floor.at_least for price, floor in zip(floors, formulation.floors, strict=True))
    prices = np.array(
        [price if np.isfinite(row.high if price > 0 else row.low) else 0.0
         for price, row in zip(at.rows, formulation.rows, strict=True)]
    )  # fmt: skip
    bound += sum(
        price * (row.high if price > 0 else row.low)
        for price, row in zip(prices, formulation.rows, strict=True)
        if price
    )
    definitions = np.maximum(at.excesses, 0.0)
    reduced = formulation.linear + ((blocks.shares @ (weight * slope)) * formulation.hazards).sum(axis=1)
    reduced = reduced - prices @ judge.row_terms - definitions @ judge.excess_terms
    bound += _excess_part(formulation, prices, definitions)
    gain = np.zeros(len(formulation.picks.programs))
    np.maximum.at(gain, formulation.picks.program, reduced)
    open_part, shut_part = _gate_part(formulation, prices, definitions, gain)
    return bound + max(open_part, shut_part), bound + shut_part, reduced


def _excess_part(formulation: Formulation, prices: Vector, definitions: Vector) -> float:
    """Best contribution of the excesses at their multipliers, each between 0 and its largest value."""
    total, most = 0.0, largest_excesses(formulation)
    for position, excess in enumerate(formulation.excesses):
        gain = excess.weight + definitions[position]
        gain -= sum(
            price * row.excesses.get(excess.name, 0.0) for price, row in zip(prices, formulation.rows, strict=True)
        )
        gain -= sum(
            price * other.inner.get(excess.name, 0.0)
            for price, other in zip(definitions, formulation.excesses, strict=True)
        )
        total += definitions[position] * excess.threshold + max(0.0, gain) * most[excess.name]
    return total


def largest_excesses(formulation: Formulation) -> dict[str, float]:
    """Give safe upper limits of the excesses."""
    found: dict[str, float] = {}
    for excess in formulation.excesses:
        top = np.zeros(len(formulation.picks.programs))
        np.maximum.at(top, formulation.picks.program, excess.terms)
        inner = sum(max(0.0, factor) * found[name] for name, factor in excess.inner.items())
        inner += sum(max(0.0, factor) for factor in excess.gates.values())
        found[excess.name] = max(0.0, float(top.sum()) + inner - excess.threshold)
    return found


def _gate_part(formulation: Formulation, prices: Vector, definitions: Vector, gain: Vector) -> tuple[float, float]:
    """Best sum over programs and gates, with all gates open and with at least one shut.

    A program counts only where all its gates are open.
    """
    gates = formulation.gates
    charge = [
        gate.weight
        - sum(price * row.gates.get(gate.name, 0.0) for price, row in zip(prices, formulation.rows, strict=True))
        - sum(
            price * excess.gates.get(gate.name, 0.0)
            for price, excess in zip(definitions, formulation.excesses, strict=True)
        )
        for gate in gates
    ]
    behind = np.zeros((len(gates), len(gain)), dtype=bool)
    for position, gate in enumerate(gates):
        behind[position, formulation.picks.program[gate.members > 0]] = True
    shut_part = -np.inf
    for opened in itertools.islice(itertools.product((True, False), repeat=len(gates)), 1, None):
        shut = ~np.array(opened)
        total = float(gain[~behind[shut].any(axis=0)].sum()) + sum(itertools.compress(charge, opened))
        shut_part = max(shut_part, total)
    return float(gain.sum()) + sum(charge), shut_part


def _tightest_gates(formulation: Formulation) -> list[list[str]]:
    """For each program the gate with the fewest members, which the program's picks open."""
    programs: list[list[str]] = [[] for _ in formulation.picks.programs]
    for gate in sorted(formulation.gates, key=lambda gate: float(gate.members.sum())):
        for program in np.unique(formulation.picks.program[gate.members > 0]).tolist():
            if not programs[program]:
                programs[program].append(gate.name)
    return programs


def _clip(limit: float) -> float:
    return float(np.clip(limit, -1e30, 1e30)) if np.isfinite(limit) else float(limit)


def rounds(relaxation: Relaxation, gap: float, clock: Callable[[], float]) -> Iterator[Relaxed]:
    """Solve, then add the missing tangents and columns; yields each round until nothing is missing or time is up.

    ``gap`` is the relative accuracy asked of the relaxation itself.
    """
    for z in (0.0, 0.1, 0.25, 0.5, 1.0, 2.0):
        relaxation.add_tangents(np.full(relaxation.blocks.weight.shape, z))
    seconds, before = max(clock(), FIRST_ROUND), np.inf
    while (relaxed := relaxation.solve(seconds)) is not None:
        yield relaxed
        seconds = clock()
        missing = _missing_columns(relaxation, relaxed)
        value = relaxation.value(relaxed.picks)
        size = max(abs(value), 1e-9)
        stalled = before - relaxed.bound <= STALLED * size
        if not len(missing) and (stalled or relaxed.bound - value <= gap * size):
            return
        before = relaxed.bound
        relaxation.add_columns(missing)
        relaxation.add_tangents(relaxation.survival(relaxed.picks))


def first_columns(formulation: Formulation) -> Indices:
    """Choose picks to begin with: the most promising of each mode, those in rows with a lower limit included."""
    promise = formulation.linear + sum((curve.worth for curve in formulation.curves), np.zeros(len(formulation.picks)))
    promise = promise * formulation.hazards.mean(axis=1)
    chosen = [np.argsort(-promise, kind="stable")[:100]]
    groups = [formulation.picks.mode == mode for mode in np.unique(formulation.picks.mode)]
    groups += [row.terms > 0 for row in formulation.rows]
    for group in groups:
        members = np.flatnonzero(group)
        chosen.append(members[np.argsort(-promise[members], kind="stable")][:60])
    return np.unique(np.concatenate(chosen))


def _missing_columns(relaxation: Relaxation, relaxed: Relaxed, most: int = 250) -> Indices:
    """Picks outside the LP that would raise its value, best first."""
    inside = np.zeros(len(relaxed.reduced), dtype=bool)
    inside[list(relaxation.columns)] = True
    program = relaxation.formulation.picks.program
    present = np.zeros(len(relaxation.formulation.picks.programs))
    np.maximum.at(present, program[inside], relaxed.reduced[inside])
    surplus = np.where(inside, 0.0, relaxed.reduced - present[program])
    missing = np.flatnonzero(surplus > 1e-9)
    return missing[np.argsort(-surplus[missing], kind="stable")][:most]
