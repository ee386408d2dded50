"""Sentences of a comparison, the same in every format, and how values of inputs are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from listopt.report.comparing.comparison import Comparison, Contender
from listopt.report.comparing.figures import NOTHING, points
from listopt.report.words import commas, dollars

if TYPE_CHECKING:
    from listopt.report.contents import Json

REMARKS = "Of some sides only"
"""Heading of warnings that not all sides give, and of remarks."""
FINGERPRINT = 8
"""Digits of a fingerprint that are shown."""


def legends(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Letter of each side, and its name with the scenario and its season where no side before it has the same."""
    told = {""}
    for one in comparison.contenders:
        title = commas((one.title, f"{one.season} Match" if one.season else ""))
        yield one.key, f"{one.name} - {title}" if title not in told else one.name
        told.add(title)


def comparison_sentence(comparison: Comparison) -> str:
    """Say which side has the highest chance of a match, and at what price."""
    listed = comparison.listed
    if len(listed) < 2:
        return f"Only {listed[0].key} has a list." if listed else "No side has a list."
    ranked = sorted(listed, key=lambda one: (-_chance(one), one.key))
    best, other = ranked[0], listed[0] if ranked[0] is not listed[0] else ranked[1]
    more = f"{100 * (_chance(best) - _chance(other)):.1f}"
    if more == "0.0":
        return f"No side has a higher chance of a match than {other.key}: {points(_chance(other))}."
    cost = round((best.side.figure("cost") or 0.0) - (other.side.figure("cost") or 0.0), 2)
    price = f"for {dollars(abs(cost))} {'more' if cost > 0 else 'less'}" if cost else "at the same cost"
    return (
        f"{best.key} has the highest chance of a match: {points(_chance(best))}, {more} points more than {other.key}, "
        f"{price}."
    )


def _chance(one: Contender) -> float:
    return one.side.figure("p_match") or 0.0


def notes_of(comparison: Comparison) -> Iterator[str]:
    """Sentences below the tables."""
    yield "Each side is the best list of its scenario, up to the proven gap."
    if comparison.pairs:
        yield (
            "Ranges are 80 % ranges. Most of what they leave open concerns all lists alike: ranges that overlap do not "
            "say that lists are equally good."
        )
    if any(pair.duel for pair in comparison.pairs):
        yield (
            "Seasons are played as if the odds of each side were true, with the same luck for all: programs on several "
            "lists share their fate. A list is better when its match has the higher utility, by its own scenario; "
            "behind each share stands its standard error."
        )
    if len(comparison.listed) > 1 and not comparison.comparable:
        yield "The sides are not known to weigh the same goals alike, so their objectives are not compared."


def remarks_of(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Sides, and a warning that they alone give; then remarks about sides."""
    warned = [one for one in comparison.contenders if one.season is not None]
    for warning in dict.fromkeys(text for one in warned for text in one.warnings):
        keys = [one.key for one in warned if warning in one.warnings]
        if len(keys) < len(warned):
            yield commas(keys), warning
    yield from ((one.key, remark) for one in comparison.contenders for remark in one.remarks)


def value_words(part: str, value: Json) -> str:
    """Value of an input on one line; a fingerprint is shortened."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.12g}"
    if isinstance(value, list):
        return commas(value_words("", item) for item in value) or "none"
    if isinstance(value, dict):
        return commas(f"{key} {value_words('', item)}" for key, item in value.items()) or "none"
    return value[:FINGERPRINT] if part == "files" else value
