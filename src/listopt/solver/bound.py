"""An upper limit of the objective from any multipliers, in closed form and without a solver.

With the slope ``g`` of a tangent, ``1 - exp(-z) <= 1 - g + g log g + g z`` for all ``z``: the conjugate of
``1 - exp(-z)``. With prices for the rows, what is left is linear in the picks, so that only sums over programs remain
(Lagrangian bound). It holds for any multipliers; how good it is depends on them, not on the accuracy of a solver.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from listopt.formulation import Formulation, Matrix, Vector
from listopt.solver.evaluate import Evaluator
from listopt.solver.levels import Blocks

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
class Limit:
    """Upper limit of the objective.

    Attributes
    ----------
    intercept, reduced
        No list with all gates open is worth more than ``intercept + reduced @ picks``.
    bound
        No list at all is worth more: the best mode of each program taken where that gains.
    shut_bound
        No list that leaves a gate shut is worth more.
    """

    intercept: float
    reduced: Vector
    bound: float
    shut_bound: float


def lagrangian(formulation: Formulation, blocks: Blocks, judge: Evaluator, at: Multipliers) -> Limit:
    """Upper limit of the objective from any multipliers, for lists that keep the rows' limits."""
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
    for gate in formulation.gates:
        if gate.fixed is False:
            reduced = np.where(gate.members > 0, np.minimum(reduced, 0.0), reduced)
    gain = np.zeros(len(formulation.picks.programs))
    np.maximum.at(gain, formulation.picks.program, reduced)
    charges, shut_part = _gate_part(formulation, prices, definitions, gain)
    every = float(gain.sum())
    return Limit(bound + charges, reduced, bound + max(charges + every, shut_part), bound + shut_part)


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


def largest_objective(formulation: Formulation) -> float:
    """Size that no objective exceeds, at least 1: curves, linear part, excesses, gates and floors together."""
    tops = largest_excesses(formulation)
    total = formulation.size + abs(formulation.constant) + float(np.abs(formulation.linear).sum())
    total += sum(abs(excess.weight) * tops[excess.name] for excess in formulation.excesses)
    total += sum(abs(gate.weight) for gate in formulation.gates)
    return max(1.0, total + sum(abs(floor.weight or 0.0) for floor in formulation.floors))


def _gate_part(formulation: Formulation, prices: Vector, definitions: Vector, gain: Vector) -> tuple[float, float]:
    """Sum of the charges of all gates, and the best sum over programs and gates with at least one gate shut.

    A program counts only where all its gates are open. Gates fixed shut are left out: their programs gain nothing.
    """
    gates = [gate for gate in formulation.gates if gate.fixed is not False]
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
    choices = [(True,) if gate.fixed else (True, False) for gate in gates]
    for opened in itertools.islice(itertools.product(*choices), 1, None):
        shut = ~np.array(opened)
        total = float(gain[~behind[shut].any(axis=0)].sum()) + sum(itertools.compress(charge, opened))
        shut_part = max(shut_part, total)
    return sum(charge), shut_part
