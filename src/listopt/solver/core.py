"""Which rules clash: any list that keeps some rules, and the smallest set of rules that no list keeps."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np

from listopt.formulation import Formulation
from listopt.solver.evaluate import Taken, evaluator
from listopt.solver.integer import Effort, IntegerModel
from listopt.solver.levels import blocks

CHANCE_GAP = 5e-5
"""How far a chance of a match may miss its floor before the floor counts as out of reach."""
EFFORT = 60.0
"""Deterministic effort for the question whether any list keeps a set of rules."""


def any_list(formulation: Formulation, names: Collection[str], seconds: float, seed: int) -> tuple[Taken | None, bool]:
    """Find a list that keeps the named hard rules, goals aside.

    Returns the list, or None, and whether it is proven that there is none. Without a list and a proof, time ran out.
    """
    reduced = formulation.keeping(names)
    everything = np.arange(len(reduced.picks))
    nothing = np.zeros(len(everything), dtype=bool)
    level_form = blocks(reduced, nothing.astype(float), 1.0, 1)
    model = IntegerModel(reduced, level_form, evaluator(reduced), nothing, everything)
    model.add_tangents(np.zeros(level_form.weight.shape))
    piece = model.decide(-math.inf, Effort(EFFORT, max(seconds, 0.05), seed), gap=CHANCE_GAP)
    if piece.taken is not None and reduced.constant + _short(reduced, piece.taken) >= reduced.constant - CHANCE_GAP:
        return piece.taken, False
    return None, piece.bound < reduced.constant - CHANCE_GAP


def _short(reduced: Formulation, taken: Taken) -> float:
    """Minus what is missing to the floors."""
    return evaluator(reduced).value(taken) - reduced.constant


def clashing(formulation: Formulation, seconds: float, seed: int) -> tuple[str, ...]:
    """Names of hard rules that no list keeps together, none of which can be left out (deletion filter).

    A rule whose question is not answered in time stays in the set.
    """
    core = list(formulation.hard_rules)
    for name in formulation.hard_rules:
        rest = [other for other in core if other != name]
        if any_list(formulation, rest, seconds, seed)[1]:
            core = rest
    return tuple(core)
