"""The integer part: CP-SAT decides a set of free picks while the others stay as they are.

CP-SAT sees the very rows of the formulation, scaled to integers in one place (`_Scaled`), and upper tangents of the
curves, added wherever its last list showed them to be loose. Rounding always loosens, so that what it proves about the
scaled model holds for the exact one; lists are judged again in floats.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from listopt.formulation import TOLERANCE, Formulation, Indices, Matrix, Row, Vector
from listopt.solver.bound import largest_excesses, largest_objective
from listopt.solver.evaluate import Evaluator, Taken
from listopt.solver.levels import Blocks

UNIT = 10**8
"""Units per 1.0 in rows whose coefficients are not short decimals."""
FINEST = 10**9
"""Most objective units per 1.0 of worth. With 10**11 and more, CP-SAT's presolve has called feasible models infeasible
(OR-Tools 9.15, coefficients of 4e13)."""
EXCESS_UNIT = 10**4
"""Units per 1.0 of an excess whose definition is not in short decimals, and of what is missing to a floor."""
LARGEST = 1e15
"""Largest whole number in an objective, far from what 64 bits hold."""
SHORTEST = 0.05
"""Seconds that a search may always take, even when time is up."""
MOST_PARTS = 32
"""Most variables that stand for the curves; blocks and nodes beyond that share one."""


@dataclass(frozen=True)
class Effort:
    """Limit of one CP-SAT call in deterministic time, which is the same on every machine, and the random seed."""

    deterministic: float
    seed: int


@dataclass(frozen=True)
class Piece:
    """Outcome of deciding the free picks.

    ``taken`` is the best list found that keeps the rules, None when there is none better than asked. ``bound`` limits
    every list that agrees with the fixed picks; -inf when there is no such list.
    """

    taken: Taken | None
    bound: float


def decimal_scale(values: Vector) -> int:
    """Smallest power of ten that makes all values whole, at most `UNIT`."""
    scale = 1
    while scale < UNIT and not np.allclose(values * scale, np.round(values * scale), rtol=0, atol=1e-9):
        scale *= 10
    return scale


class IntegerModel:
    """CP-SAT model over the free picks of one formulation."""

    def __init__(self, formulation: Formulation, blocks: Blocks, judge: Evaluator, base: Taken, free: Indices) -> None:
        self.formulation, self.blocks, self.judge = formulation, blocks, judge
        self.free = free
        self.base = base.copy()
        self.base[free] = False
        self.model = cp_model.CpModel()
        self.picks = [self.model.new_bool_var("") for _ in free]
        self._add_modes()
        self._gates = self._add_gates()
        self._add_excesses()
        for row, terms in zip(formulation.rows, judge.row_terms, strict=True):
            self._add_row(row, terms)
        self._add_objective()

    def _add_modes(self) -> None:
        of_program: dict[int, list[cp_model.IntVar]] = {}
        for variable, program in zip(self.picks, self.formulation.picks.program[self.free].tolist(), strict=True):
            of_program.setdefault(program, []).append(variable)
        for variables in of_program.values():
            if len(variables) > 1:
                self.model.add_at_most_one(variables)

    def _add_gates(self) -> dict[str, cp_model.IntVar]:
        gates = {}
        for gate in self.formulation.gates:
            variable = self.model.new_bool_var("")
            gates[gate.name] = variable
            if gate.fixed is not None or (self.base & (gate.members > 0)).any():
                self.model.add(variable == (gate.fixed is not False))
            for pick, member in zip(self.picks, gate.members[self.free].tolist(), strict=True):
                if member:
                    self.model.add_implication(pick, variable)
        return gates

    def _add_excesses(self) -> None:
        """Make a whole variable of each excess: exact where its definition is in short decimals, else rounded down."""
        self._excesses: dict[str, cp_model.IntVar] = {}
        self._units: dict[str, int] = {}
        self._rounded: set[str] = set()
        tops = largest_excesses(self.formulation)
        for excess, terms in zip(self.formulation.excesses, self.judge.excess_terms, strict=True):
            inner = {**excess.inner, **excess.gates}
            unit = decimal_scale(np.concatenate([terms, [excess.threshold], list(inner.values())]))
            unit = max([unit, *(self._units[name] for name in excess.inner)])
            if unit >= UNIT or not self._rounded.isdisjoint(excess.inner):
                unit = EXCESS_UNIT
                self._rounded.add(excess.name)
            self._units[excess.name] = unit
            self._excesses[excess.name] = self.model.new_int_var(0, math.ceil(tops[excess.name] * unit) + 1, "")
            definition = Row(
                excess.name, terms, high=excess.threshold,
                excesses={excess.name: -1.0, **excess.inner}, gates=excess.gates,
            )  # fmt: skip
            self._add_row(definition, terms)

    def _add_row(self, row: Row, terms: Vector) -> None:
        """Add ``low <= ... <= high`` in whole units, loosened by less than one unit per rounded number."""
        limits = [limit for limit in (row.low, row.high) if np.isfinite(limit)]
        factors = [*row.excesses.values(), *row.gates.values()]
        units = [self._units[name] * decimal_scale(np.array([factor])) for name, factor in row.excesses.items()]
        used = np.concatenate([terms[self.free], terms[self.base], limits, factors])
        scale = max([decimal_scale(used), *units])
        fixed = float(terms[self.base].sum())
        variables = [*self.picks, *(self._gates[name] for name in row.gates)]
        coefficients = [*(terms[self.free] * scale).tolist(), *(factor * scale for factor in row.gates.values())]
        variables += [self._excesses[name] for name in row.excesses]
        coefficients += [factor * scale / self._units[name] for name, factor in row.excesses.items()]
        rounded = (abs(factor) / self._units[name] for name, factor in row.excesses.items() if name in self._rounded)
        slack = scale * sum(rounded)
        exact = all(abs(c - round(c)) < 1e-6 for c in coefficients)
        if np.isfinite(row.high):
            whole = [round(c) if exact else math.floor(c) for c in coefficients]
            high = math.floor((row.high - fixed) * scale + slack + 1e-6 * (1 if exact else scale))
            self.model.add(cp_model.LinearExpr.weighted_sum(variables, whole) <= high)
        if np.isfinite(row.low):
            whole = [round(c) if exact else math.ceil(c) for c in coefficients]
            low = math.ceil((row.low - fixed) * scale - slack - 1e-6 * (1 if exact else scale))
            self.model.add(cp_model.LinearExpr.weighted_sum(variables, whole) >= low)

    def _objective_unit(self) -> int:
        """Objective units per 1.0: fine enough for small weights of excesses, unless 64 bits would overflow."""
        return max(1, min(FINEST, int(LARGEST / largest_objective(self.formulation))))

    def _add_objective(self) -> None:
        unit = self._unit = self._objective_unit()
        in_curves = np.flatnonzero(np.array(self.blocks.floor) < 0)
        pairs = len(in_curves) * len(self.formulation.nodes)
        self._starts = np.unique(np.linspace(0, pairs, min(pairs, MOST_PARTS), endpoint=False).astype(int))
        self._curves = in_curves
        flat = self.blocks.weight[in_curves].T.reshape(-1)
        tops: list[float] = np.add.reduceat(flat, self._starts).tolist() if pairs else []
        self._parts = [self.model.new_int_var(0, math.ceil(top * unit) + 1, "") for top in tops]
        linear = self.formulation.linear
        self._constant = self.formulation.constant + float(linear[self.base].sum())
        variables = [*self._parts, self.model.new_constant(0), *self.picks]
        weights = [1] * (len(self._parts) + 1) + [math.ceil(value * unit) for value in linear[self.free].tolist()]
        for excess in self.formulation.excesses:
            if excess.weight:
                variables.append(self._excesses[excess.name])
                weights.append(math.ceil(excess.weight * unit / self._units[excess.name]))
        for gate in self.formulation.gates:
            if gate.weight:
                variables.append(self._gates[gate.name])
                weights.append(math.ceil(gate.weight * unit))
        self._short = {}
        for position, floor in enumerate(self.formulation.floors):
            if floor.weight is not None:
                self._short[position] = self.model.new_int_var(0, EXCESS_UNIT, "")
                variables.append(self._short[position])
                weights.append(math.ceil(floor.weight * unit / EXCESS_UNIT))
        self._expression = cp_model.LinearExpr.weighted_sum(variables, weights)
        self.model.maximize(self._expression)

    def _survival(self, taken: Taken) -> Matrix:
        return self.blocks.shares[taken].T @ self.formulation.hazards[taken]

    def add_tangents(self, z: Matrix) -> None:
        """Bound each part of the curves by its tangent at ``z`` (blocks x nodes); also the floors."""
        slope = np.exp(-z)
        height = 1 - slope - slope * z
        fixed = self._survival(self.base)
        if len(self._curves):
            weight, at = self.blocks.weight[self._curves], slope[self._curves]
            constant = weight * (height[self._curves] + at * fixed[self._curves])
            per_pick = np.einsum(
                "kb,kq,bq->kqb",
                self.blocks.shares[np.ix_(self.free, self._curves)],
                self.formulation.hazards[self.free],
                weight * at,
            ).reshape(len(self.free), constant.size)
            heights = np.add.reduceat(constant.T.reshape(-1), self._starts)
            slopes = np.add.reduceat(per_pick, self._starts, axis=1)
            for part, variable in enumerate(self._parts):
                whole = np.ceil(slopes[:, part] * self._unit).astype(np.int64).tolist()
                limit = math.ceil(float(heights[part]) * self._unit)
                self.model.add(variable <= cp_model.LinearExpr.weighted_sum(self.picks, whole) + limit)
        for position, floor in enumerate(self.formulation.floors):
            block = self.blocks.floor.index(position)
            weight = self.formulation.nodes.weight
            reached = float((height[block] + slope[block] * fixed[block]) @ weight)
            per_pick = floor.members[self.free] * (self.formulation.hazards[self.free] @ (weight * slope[block]))
            whole = np.ceil(per_pick * UNIT).astype(np.int64).tolist()
            low = math.floor((floor.at_least - TOLERANCE - reached) * UNIT)
            short = [self._short[position]] if floor.weight is not None else []
            step = UNIT // EXCESS_UNIT
            expression = cp_model.LinearExpr.weighted_sum([*self.picks, *short], whole + [step] * len(short))
            self.model.add(expression >= low - step * len(short))

    def add_limit(self, constant: float, slopes: Vector) -> None:
        """Tell the model that no list is worth more than ``constant + slopes @ picks``."""
        fixed = constant + float(slopes[self.base].sum()) - self._constant
        if max(abs(fixed), float(np.abs(slopes[self.free]).sum())) * self._unit > LARGEST:
            return  # a limit so far away says nothing, and would overflow
        whole = np.ceil(slopes[self.free] * self._unit).astype(np.int64).tolist()
        limit = cp_model.LinearExpr.weighted_sum(self.picks, whole) + math.ceil(fixed * self._unit)
        self.model.add(self._expression <= limit)

    def decide(
        self, best: float, effort: Effort, clock: Callable[[], float], *, gap: float, start: Taken | None = None
    ) -> Piece:
        """Search for a list worth more than ``best``, until it is proven that none is worth ``gap`` more.

        ``best`` may be -inf; ``clock`` gives the seconds left. Tangents are added at every list found, so the bound
        tightens until it meets the value.
        """
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = effort.seed
        solver.parameters.catch_sigint_signal = False
        # with a relaxation of its own, one worker may raise the value by one unit at a time for ever
        solver.parameters.linearization_level = 0
        found: Taken | None = None
        bound = math.inf
        seen: set[bytes] = set()
        left = effort.deterministic
        if start is not None:
            self._hint(start)
        while left > 0:
            solver.parameters.max_deterministic_time = left
            if math.isfinite(best):
                self.model.add(self._expression >= math.floor((best + gap - self._constant) * self._unit))
            status = _solve(solver, self.model, clock)
            left -= max(solver.deterministic_time, 1e-4)
            if status == cp_model.MODEL_INVALID:
                raise AssertionError(self.model.validate())
            if status == cp_model.INFEASIBLE:
                bound = min(bound, best + gap if math.isfinite(best) else -math.inf)
                break
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
            bound = min(bound, solver.best_objective_bound / self._unit + self._constant)
            taken = self.base.copy()
            taken[self.free[[solver.boolean_value(pick) for pick in self.picks]]] = True
            key = taken.tobytes()
            if key in seen:
                break
            seen.add(key)
            value = self.judge.value(taken)
            if not self.judge.broken(taken) and value > best:
                best, found = value, taken
            self.add_tangents(self._survival(taken))
            self._hint(taken)
            if bound <= best + gap or clock() <= 0:
                break
        return Piece(found, bound)

    def _hint(self, taken: Taken) -> None:
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for pick, position in zip(self.picks, self.free.tolist(), strict=True):
            self.model.add_hint(pick, bool(taken[position]))


def _solve(solver: cp_model.CpSolver, model: cp_model.CpModel, clock: Callable[[], float]) -> cp_model.CpSolverStatus:
    """Solve in a thread of its own, so that the clock, and Ctrl-C behind it, can stop the search."""
    ended: list[cp_model.CpSolverStatus] = []
    worker = threading.Thread(target=lambda: ended.append(solver.solve(model)), daemon=True)
    worker.start()
    worker.join(SHORTEST)
    while worker.is_alive():
        if clock() <= 0:
            solver.stop_search()
        worker.join(0.1)
    return ended[0]
