"""The register of rules: a new one is written in a module of its own and named in `AnyConstraint`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from listopt.constraints.budget import Budget
from listopt.constraints.chances import InterviewLimit, MatchFloor
from listopt.constraints.counts import Count
from listopt.constraints.membership import Exclude, Include
from listopt.constraints.mix import Mix
from listopt.constraints.signals import PoolLimit, SignalLimit
from listopt.problem import Constraint

AnyConstraint = Annotated[
    Budget | Count | Mix | SignalLimit | Include | Exclude | InterviewLimit | MatchFloor,
    Field(discriminator="kind"),
]
"""Every rule a scenario may state, told apart by ``kind``."""

KINDS: dict[str, type[Constraint]] = {
    "budget": Budget,
    "count": Count,
    "mix": Mix,
    "signals": SignalLimit,
    "include": Include,
    "exclude": Exclude,
    "interviews": InterviewLimit,
    "p_match": MatchFloor,
}
"""Kind -> rule, in the order of the documentation."""

__all__ = ["KINDS", "AnyConstraint", "Constraint", "PoolLimit"]
