"""Small linear programs over a handful of numbers, for questions about weights."""

from __future__ import annotations

import numpy as np
from ortools.linear_solver import pywraplp

from listopt.formulation import Matrix, Vector
from listopt.solver.interrupts import held_back
from listopt.solver.relaxation import ENGINE


def least(costs: Vector, rows: Matrix, limits: Vector, low: Vector, high: Vector) -> Vector | None:
    """Find ``x`` with the least ``costs @ x`` among those with ``rows @ x <= limits`` and ``low <= x <= high``.

    Returns
    -------
    ``x``, or None when there is none. Rows are kept to about 1e-7 of their largest coefficient.
    """
    program = pywraplp.Solver.CreateSolver(ENGINE)
    variables = [program.NumVar(float(start), float(end), "") for start, end in zip(low, high, strict=True)]
    for row, limit in zip(rows, limits, strict=True):
        largest = float(np.abs(row).max(initial=0.0)) or 1.0
        constraint = program.Constraint(-program.infinity(), float(limit) / largest)
        for variable, coefficient in zip(variables, row, strict=True):
            constraint.SetCoefficient(variable, float(coefficient) / largest)
    for variable, cost in zip(variables, costs, strict=True):
        program.Objective().SetCoefficient(variable, float(cost))
    with held_back():
        status = program.Solve()
    if status != pywraplp.Solver.OPTIMAL:
        return None
    return np.array([variable.solution_value() for variable in variables])


def inmost(rows: Matrix, limits: Vector) -> tuple[Vector, float]:
    """Find the point of ``rows @ x <= limits``, ``0 <= x <= 1`` that is farthest from every limit.

    Parameters
    ----------
    rows
        Each of length 1, so that limits are distances.

    Returns
    -------
    The centre of the largest ball inside, and its radius. When no point keeps all limits, the radius is negative: the
    point that misses its worst limit by the least, and minus that distance.
    """
    n_numbers = rows.shape[1]
    sides = np.vstack([rows, -np.eye(n_numbers), np.eye(n_numbers)])
    ends = np.concatenate([limits, np.zeros(n_numbers), np.ones(n_numbers)])
    farthest = float(np.sqrt(n_numbers) + np.abs(ends).max(initial=0.0))
    found = least(
        np.append(np.zeros(n_numbers), -1.0), np.hstack([sides, np.ones((len(sides), 1))]), ends,
        np.append(np.zeros(n_numbers), -farthest), np.append(np.ones(n_numbers), farthest),
    )  # fmt: skip
    assert found is not None
    return found[:-1], float(found[-1])
