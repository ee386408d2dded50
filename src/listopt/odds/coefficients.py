"""Which single numbers of the odds an office may refit from its own outcomes, and how far each may go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from listopt.odds.tables import Numbers

LIMITS: Mapping[str, tuple[float, float]] = {
    "level": (-5.0, 5.0),
    "score": (0.0, 5.0),
    "program_effect": (0.0, 1.0),
    "step1_failed": (-10.0, 0.0),
    "step2_failed": (-10.0, 0.0),
    "further_failure": (-5.0, 0.0),
    "prior_graduate": (-15.0, 0.0),
    "year_since_graduation": (-2.0, 0.0),
    "usce_month": (0.0, 2.0),
    "visa_needed": (-10.0, 0.0),
    "association": (0.0, 2.0),
    "tie_region": (0.0, 10.0),
    "tie_state": (0.0, 10.0),
    "tie_program": (0.0, 10.0),
    "match_given_interview": (0.1, 5.0),
}
"""Name -> least and greatest value: the limit 0 keeps odds monotone (a better fact never lowers a chance), the others
only refuse what cannot be meant."""

MATCH = "match_given_interview"
"""The one number about matches; all others are about interviews."""


@dataclass(frozen=True)
class Coefficients:
    """Own numbers of the odds, as a scenario names them.

    Attributes
    ----------
    name
        Name of the file as written in the scenario.
    numbers
        Numbers that replace the published ones, by name.
    source
        What they were fitted to, as the file says; empty when it says nothing.
    digest
        SHA-256 of names, values and standard deviations, whatever the order of the rows.
    """

    name: str
    numbers: Numbers
    source: str
    digest: str
