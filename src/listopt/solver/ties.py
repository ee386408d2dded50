"""A stated tie-break: among programs that are alike in everything the solver sees, the lowest codes are taken."""

from __future__ import annotations

import numpy as np

from listopt.formulation import Formulation
from listopt.solver.evaluate import Taken, evaluator


def lowest_codes(formulation: Formulation, taken: Taken) -> Taken:
    """Move the modes chosen among interchangeable programs to those with the lowest codes, best mode first."""
    picks = formulation.picks
    judge = evaluator(formulation)
    seen = [formulation.hazards, formulation.linear[:, None], picks.p_interview[:, None], judge.row_terms.T]
    seen += [judge.excess_terms.T, *(curve.worth[:, None] for curve in formulation.curves)]
    seen += [gate.members[:, None] for gate in formulation.gates]
    seen += [floor.members[:, None] for floor in formulation.floors]
    table = np.ascontiguousarray(np.hstack(seen))
    of_program: list[list[int]] = [[] for _ in picks.programs]
    for pick, program in enumerate(picks.program.tolist()):
        of_program[program].append(pick)
    alike: dict[bytes, list[list[int]]] = {}
    for members in of_program:
        key = b"".join(str(picks.mode[pick]).encode() + b"|" + table[pick].tobytes() for pick in members)
        alike.setdefault(key, []).append(members)
    settled = np.zeros_like(taken)
    for programs in alike.values():
        chosen = sorted((_place(taken, members) for members in programs), key=lambda place: (place < 0, -place))
        for members, place in zip(programs, chosen, strict=True):
            if place >= 0:
                settled[members[place]] = True
    return settled


def _place(taken: Taken, members: list[int]) -> int:
    """Which of a program's picks is taken, -1 for none."""
    return next((place for place, pick in enumerate(members) if taken[pick]), -1)
