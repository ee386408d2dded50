"""Rules in the user's words: what each asks for, with its numbers, and where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from listopt.constraints import PoolLimit
from listopt.constraints.budget import Budget
from listopt.constraints.chances import InterviewLimit, MatchFloor
from listopt.constraints.counts import Count
from listopt.constraints.membership import Exclude, Include
from listopt.constraints.mix import Mix
from listopt.constraints.signals import SignalLimit
from listopt.constraints.statuses import Standing
from listopt.report.words import commas, count, dollars

if TYPE_CHECKING:
    from listopt.problem import Constraint
    from listopt.scenario import Scenario

SEASON = "the season's number"
"""Place of a limit that is not the user's."""
STATUS = "column status of the catalogue"
"""Place of a rule that follows from where applications stand."""
MOST_NAMED = 3
"""Programs named in a sentence; the others are counted."""


def clash_sentences(scenario: Scenario, rules: Iterable[Constraint], names: Sequence[str]) -> tuple[str, ...]:
    """Rules that clash in the user's words, each with the place where it is written."""
    titled = {rule.title: rule for rule in rules}
    return tuple(f"{rule_sentence(titled[name])} ({place_of(scenario, titled[name])})" for name in names)


def rule_sentence(rule: Constraint) -> str:
    """Name of a rule and what it asks for, ``budget: at most $500``."""
    return f"{rule.title}: {_asked(rule)}"


def _asked(rule: Constraint) -> str:
    if isinstance(rule, Budget):
        return f"at most {dollars(rule.at_most)}"
    if isinstance(rule, Mix):
        spans = rule.spans.items()
        return commas(f"{_span(span.low, span.high, rule.unit == 'share')} {band}" for band, span in spans)
    if isinstance(rule, MatchFloor):
        return f"at least {share(rule.at_least)} chance of a match"
    if isinstance(rule, Count):
        shares = rule.unit == "share"
        return _limits(rule.at_least, rule.at_most, "of the list" if shares else "applications", shares=shares)
    if isinstance(rule, SignalLimit):
        return _limits(rule.at_least, rule.at_most, "signals")
    if isinstance(rule, InterviewLimit):
        return _limits(rule.at_least, rule.at_most, "expected interviews")
    if isinstance(rule, PoolLimit):
        return f"at most {count(rule.at_most, 'signal')}"
    if isinstance(rule, Include | Exclude):
        return _members(rule)
    return "must hold"


def _members(rule: Include | Exclude) -> str:
    named = some(rule.programs) if rule.programs else ""
    met = f"programs with {rule.restriction}" if rule.where else ""
    signal = f" with a {rule.signal} signal" if isinstance(rule, Include) and rule.signal else ""
    return f"{' and '.join(filter(None, (named, met)))} {'on' if rule.kind == 'include' else 'not on'} the list{signal}"


def some(words: Sequence[str]) -> str:
    """Write the first few words and count the others."""
    rest = len(words) - MOST_NAMED
    return commas(words[:MOST_NAMED]) + (f" and {rest:,} more" if rest > 0 else "")


def _limits(low: float | None, high: float | None, what: str, *, shares: bool = False) -> str:
    parts = [(f"at least {_amount(low, shares)}") if low is not None else ""]
    parts.append(f"at most {_amount(high, shares)}" if high is not None else "")
    return f"{' and '.join(filter(None, parts))} {what}"


def _span(low: float, high: float, shares: bool) -> str:
    return f"{_amount(low, shares).removesuffix(' %')} to {_amount(high, shares)}"


def _amount(value: float, shares: bool) -> str:
    return share(value) if shares else f"{value:,.10g}"


def share(value: float) -> str:
    """Write a share as the user might: 20 %, 17.5 %."""
    return f"{value * 100:.6g} %"


def place_of(scenario: Scenario, rule: Constraint) -> str:
    """Where a rule is written: ``line 22``, with the file when it is not the scenario's own."""
    titles = [one.title for one in scenario.constraints]
    if rule.title in titles:
        place = scenario.place("constraints", titles.index(rule.title))
    elif isinstance(rule, Standing):
        return STATUS
    elif isinstance(rule, PoolLimit):
        if scenario.signals is None:
            return SEASON
        place = scenario.place("signals", rule.pool, rule.tier)
    else:
        place = scenario.place(rule.title)
    file, *at = place.rsplit(":", 2)
    if len(at) < 2:
        return place
    return f"line {at[0]}" if file == str(scenario.path) else f"{PurePath(file).name}, line {at[0]}"
