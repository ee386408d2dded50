"""What a list is worth and whether it keeps the rules, from the formulation alone, in floats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from listopt.formulation import TOLERANCE, Floor, Formulation, Matrix, Vector

Taken = np.ndarray[tuple[int], np.dtype[np.bool_]]


def stack(terms: list[Vector], n_picks: int) -> Matrix:
    """Stack expressions as rows of one matrix: expressions x picks."""
    return np.vstack(terms) if terms else np.zeros((0, n_picks))


@dataclass(frozen=True)
class Evaluator:
    """Judges 0/1 picks against one formulation; built once, called often."""

    formulation: Formulation
    row_terms: Matrix
    excess_terms: Matrix

    def excesses(self, picks: Vector) -> dict[str, float]:
        """Value of each excess for (possibly fractional) picks."""
        found: dict[str, float] = {}
        gates = self.gates(picks)
        for excess, activity in zip(self.formulation.excesses, self.excess_terms @ picks, strict=True):
            inner = sum(factor * found[name] for name, factor in excess.inner.items())
            inner += sum(factor * gates[name] for name, factor in excess.gates.items())
            found[excess.name] = max(0.0, float(activity) + inner - excess.threshold)
        return found

    def gates(self, picks: Vector) -> dict[str, float]:
        """Value of each gate: the largest of its picks."""
        return {gate.name: float(np.max(gate.members * picks, initial=0.0)) for gate in self.formulation.gates}

    def curved(self, taken: Taken) -> float:
        """Worth of the curves, exact for 0/1 picks at the formulation's nodes."""
        chosen = np.flatnonzero(taken)
        if not len(chosen):
            return 0.0
        hazards = self.formulation.hazards[chosen]
        total = 0.0
        for curve in self.formulation.curves:
            worth = curve.worth[chosen]
            order = np.argsort(-worth, kind="stable")
            missed = np.exp(-np.cumsum(hazards[order], axis=0))
            first = np.vstack([np.ones((1, missed.shape[1])), missed[:-1]])
            total += float((worth[order] @ (first - missed)) @ self.formulation.nodes.weight)
        return total

    def value(self, taken: Taken) -> float:
        """Objective of 0/1 picks."""
        picks = taken.astype(float)
        excesses, gates = self.excesses(picks), self.gates(picks)
        linear = self.formulation.constant + float(self.formulation.linear @ picks)
        linear += sum(excess.weight * excesses[excess.name] for excess in self.formulation.excesses if excess.weight)
        linear += sum(gate.weight * gates[gate.name] for gate in self.formulation.gates if gate.weight)
        linear += sum(
            floor.weight * max(0.0, floor.at_least - self.chance(floor, picks))
            for floor in self.formulation.floors
            if floor.weight is not None
        )
        return linear + self.curved(taken)

    def chance(self, floor: Floor, picks: Vector) -> float:
        """Chance of a match that a floor speaks of."""
        missed = np.exp(-(self.formulation.hazards * (floor.members * picks)[:, None]).sum(axis=0))
        return 1.0 - float(missed @ self.formulation.nodes.weight)

    def broken(self, taken: Taken) -> set[str]:
        """Names of the hard rules that 0/1 picks do not keep."""
        picks = taken.astype(float)
        excesses, gates = self.excesses(picks), self.gates(picks)
        names = set()
        for row, activity in zip(self.formulation.rows, self.row_terms @ picks, strict=True):
            total = float(activity) + sum(factor * excesses[name] for name, factor in row.excesses.items())
            total += sum(factor * gates[name] for name, factor in row.gates.items())
            if not row.low - TOLERANCE <= total <= row.high + TOLERANCE:
                names.add(row.name)
        for floor in self.formulation.floors:
            if floor.weight is None and self.chance(floor, picks) < floor.at_least - TOLERANCE:
                names.add(floor.name)
        return names


def evaluator(formulation: Formulation) -> Evaluator:
    """Prepare the judge of a formulation."""
    n_picks = len(formulation.picks)
    return Evaluator(
        formulation,
        stack([row.terms for row in formulation.rows], n_picks),
        stack([excess.terms for excess in formulation.excesses], n_picks),
    )
