"""The register of objective terms: a new one is written in a module of its own and named in `OBJECTIVES`."""

from __future__ import annotations

from listopt.objectives.balance import Balance, Spread
from listopt.objectives.cost import Cost
from listopt.objectives.interviews import Interviews
from listopt.objectives.match import Match
from listopt.objectives.utility import Utility
from listopt.problem import Objective

OBJECTIVES: dict[str, type[Objective]] = {
    "utility": Utility,
    "match": Match,
    "interviews": Interviews,
    "cost": Cost,
    "balance": Balance,
    "spread": Spread,
}
"""Name of a term, as in ``weights:``, to the term, in the order of reports."""

__all__ = ["OBJECTIVES", "Objective"]
