"""How reasons write chances, ranks and signals."""

from __future__ import annotations

import math

from listopt.problem import Problem


def signal_reason(problem: Problem, code: str, mode: str) -> str:
    """What a signal does to the odds of a program."""
    for stem, what in (("p_interview", "an interview"), ("p_match", "a match")):
        plain, signalled = (float(problem.table[name][code]) for name in (stem, f"{stem}_{mode}"))
        if not math.isnan(plain) and not math.isnan(signalled):
            return f"{named_signal(mode)} lifts the chance of {what} from {percent(plain)} to {percent(signalled)}"
    return f"offered with a {named_signal(mode)} only"


def percent(share: float) -> str:
    """Write a chance with two digits: 0.4 %, 3.5 %, 58 %."""
    return f"{share * 100:.1f} %" if share < 0.0995 else f"{share * 100:.0f} %"


def rate(share: float) -> str:
    """Write a published rate with as many digits as it has, three at most."""
    return f"{share * 100:.3g} %"


def shifted(chance: float, log_odds: float) -> float:
    """Chance after adding to its log odds."""
    if chance in (0.0, 1.0):
        return chance
    return 1 / (1 + (1 - chance) / chance * math.exp(-log_odds))


def named_signal(mode: str) -> str:
    """Words for a signal: `gold signal`; `signal` where there is one tier."""
    return "signal" if mode == "signal" else f"{mode} signal"


def ordinal(number: int) -> str:
    """Words for a rank: `best`, `2nd best`, `13th best`."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return "best" if number == 1 else f"{number}{ending} best"
