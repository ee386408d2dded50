"""From relaxation to list: relax, round, branch, decide."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

import numpy as np

from listopt.formulation import Formulation, Vector
from listopt.solver.branching import branch
from listopt.solver.evaluate import Taken, evaluator
from listopt.solver.found import Found, Limits, better
from listopt.solver.levels import blocks
from listopt.solver.pieces import any_list, first_list
from listopt.solver.relaxation import Relaxation, Relaxed
from listopt.solver.rounds import first_columns, rounds

FIRST_TANGENTS = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0)
"""Survival values at which every block has a tangent from the start."""
CHANCE_GAP = 5e-5
"""How far a chance of a match may miss its floor before the floor counts as out of reach."""
FINENESS = ((0.5, 10), (0.05, 60), (0.01, 240))
"""Stages of the level form: error allowed, as a share of the asked gap, and most steps of a curve."""


def search(formulation: Formulation, limits: Limits, start: Taken | None = None) -> Found:
    """Find a list and prove how good it is, up to the asked gap or until time runs out.

    The level form is cut to measure: roughly for a guess of the list, then finely for the list of the relaxation. With
    a list to start from, say of a problem much like this one, that is the guess, and the rough stage is left out.
    """
    found = Found(None, -math.inf, math.inf)
    columns = first_columns(formulation)
    guess = np.zeros(len(formulation.picks))
    guess[columns] = 0.2
    if start is not None:
        guess, columns = start.astype(float), np.union1d(columns, np.flatnonzero(start))
        found = better(evaluator(formulation), found, start)
    for stage, (accuracy, most) in enumerate(FINENESS):
        if start is not None and stage == 0:
            continue
        tolerance = accuracy * limits.gap * _size(formulation, guess)
        relaxation = Relaxation(formulation, blocks(formulation, guess, tolerance, most))
        relaxation.add_columns(columns)
        for z in FIRST_TANGENTS:
            relaxation.add_tangents(np.full(relaxation.blocks.weight.shape, z))
        relaxed, found = _relax(relaxation, found, accuracy * limits.gap, limits)
        if relaxed is None or limits.decided(found):
            break
        if found.taken is None:
            found = first_list(relaxation, relaxed, found, limits)
        if found.taken is None and found.bound > -math.inf and formulation.hard_floors:
            taken, none = reach(formulation, formulation.hard_rules, limits)
            found = replace(found, bound=-math.inf) if none else better(relaxation.judge, found, taken)
        if stage > 0 and found.taken is not None:
            found = branch(relaxation, relaxed, found, limits)
        limits.tell(found)
        if limits.reached(found, stage > 0) or found.bound == -math.inf or limits.clock() <= 0:
            break
        guess, columns = relaxed.picks, np.array(sorted(relaxation.columns), dtype=np.int64)
    return found


def reach(formulation: Formulation, names: Collection[str], limits: Limits) -> tuple[Taken | None, bool]:
    """Find a list that keeps the named hard rules, goals aside.

    Returns the list, or None, and whether it is proven that there is none. Without a list and a proof, time ran out.
    """
    reduced = formulation.keeping(names)
    if not reduced.floors:
        return any_list(reduced, limits)
    enough = reduced.constant - CHANCE_GAP
    found = search(reduced, replace(limits, gap=CHANCE_GAP, progress=lambda *_: None, enough=enough))
    return (found.taken, False) if found.value >= enough else (None, found.bound < enough)


def _size(formulation: Formulation, picks: Vector) -> float:
    """Rough size of the curved part of the objective, for turning relative accuracy into absolute."""
    missed = np.exp(-(formulation.hazards * picks[:, None]).sum(axis=0)) @ formulation.nodes.weight
    return sum(float(curve.worth.max(initial=0.0)) for curve in formulation.curves) * float(1 - missed) + 1e-9


def _relax(relaxation: Relaxation, found: Found, accuracy: float, limits: Limits) -> tuple[Relaxed | None, Found]:
    """Solve the relaxation, rounding every round's picks to a list."""
    relaxed: Relaxed | None = None
    for relaxed in rounds(relaxation, accuracy, limits.clock):
        found = better(relaxation.judge, found, relaxed.picks > 0.5)
        found = replace(found, bound=min(found.bound, relaxed.bound))
        limits.tell(found)
        if limits.decided(found):
            break
    return relaxed, found
