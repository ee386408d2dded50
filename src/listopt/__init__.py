"""listopt decides which residency programs to apply to, which to signal, at what cost and with what chance.

>>> import listopt
>>> outcome = listopt.solve("scenarios/anesthesiology-with-im-backup.yaml")  # doctest: +SKIP
>>> outcome.summary["p_match"], outcome.portfolio.head()  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from listopt.applicant import Applicant
    from listopt.errors import InputError, ListoptError
    from listopt.importers import read_catalogue
    from listopt.pipeline import Outcome, solve
    from listopt.scenario import Scenario, parse_scenario, read_scenario
    from listopt.solution import Solution, Status

_HOMES = {
    "Applicant": "listopt.applicant",
    "InputError": "listopt.errors",
    "ListoptError": "listopt.errors",
    "Outcome": "listopt.pipeline",
    "Scenario": "listopt.scenario",
    "Solution": "listopt.solution",
    "Status": "listopt.solution",
    "parse_scenario": "listopt.scenario",
    "read_catalogue": "listopt.importers",
    "read_scenario": "listopt.scenario",
    "solve": "listopt.pipeline",
}

__all__ = [
    "Applicant",
    "InputError",
    "ListoptError",
    "Outcome",
    "Scenario",
    "Solution",
    "Status",
    "parse_scenario",
    "read_catalogue",
    "read_scenario",
    "solve",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used, so that ``listopt --help`` imports neither pandas nor OR-Tools."""
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
