"""Which rules clash: a set of hard rules that no list keeps together, and none of which can be left out."""

from __future__ import annotations

from collections.abc import Collection

from listopt.formulation import Formulation
from listopt.solver.found import Limits
from listopt.solver.search import reach


def clashing(formulation: Formulation, limits: Limits, given: Collection[str] = ()) -> tuple[str, ...]:
    """Names of hard rules that no list keeps together (deletion filter).

    Rule after rule is left out for good when no list keeps the rest either; the rules ``given``, which the applicant
    cannot change, are tried first. A rule whose question is not answered in time stays in the set.
    """
    core = list(formulation.hard_rules)
    for name in sorted(formulation.hard_rules, key=lambda name: name not in given):
        rest = [other for other in core if other != name]
        if reach(formulation, rest, limits)[1]:
            core = rest
    return tuple(core)
