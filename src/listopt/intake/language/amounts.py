"""Numbers as people write them: with units, signs, percent, fractions, ranges and limits in words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from listopt.intake.language.vocabulary import phrases
from listopt.intake.language.vocabulary import words as known_words

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?!\d)|\d+\.?\d*|\.\d+"
_ALONE = re.compile(r"(\d+(?:\.\d+)?)\s*(%?)")
_DECIMAL_COMMA = re.compile(r",(?=\d{1,2}$)")
_ONE = re.compile(rf"(?P<sign>-)?(?P<low>{_NUMBER})(?:\s*%?\s*(?:-|to|~|\.\.+)\s*(?P<high>{_NUMBER}))?")
_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")
"""Comma before decimals; one before three digits parts thousands."""
_FRACTION = re.compile(rf"({_NUMBER})\s*(?:/|out of|of)\s*({_NUMBER})")
_SIGNS = re.compile(r"(?:\b(?:per|each|a)|/) ?(?:year|yr|step|exam)\b|[$%=~,;:()\[\]*'\"]|(?<=\d)(?=[a-z])")
_MONTHS_IN: Mapping[str, float] = {
    **dict.fromkeys(("day", "days"), 12 / 365.25), **dict.fromkeys(("week", "weeks", "wk", "wks"), 84 / 365.25),
    **dict.fromkeys(("month", "months", "mos", "mo"), 1), **dict.fromkeys(("year", "years", "yr", "yrs"), 12),
}  # fmt: skip
"""Months in a unit of time."""
_SHARED = ("people", "seats")
"""Units of what a percentage is of; without one, they make a number a count."""


@dataclass(frozen=True)
class Amount:
    """A number or range found in a text.

    Attributes
    ----------
    low, high
        Ends of the range; equal for a single number.
    percent
        Whether a percent sign stands with it.
    bounds
        What it is said to be, of the values of ``bound`` in ``words.csv``: ``least``, ``most``, ``below`` ...
    words
        The other words beside it.
    """

    low: float
    high: float
    percent: bool
    bounds: frozenset[str]
    words: frozenset[str]


def amount(text: str, units: Collection[str] = ()) -> Amount | None:
    """Find the number or range of plain text; None when there is none, several, or words that may change its meaning.

    Parameters
    ----------
    text
        Plain text of a cell.
    units
        Kinds of unit that may stand with the number, of the values of ``unit`` in ``words.csv``.

    Examples
    --------
    >>> amount("within 5 years", ["time"]).bounds, amount("220 - 230").high, amount("3 letters"), amount("5 years")
    (frozenset({'most'}), 230.0, None, None)
    """
    alone = _ALONE.fullmatch(text)
    if alone:  # most numbers, which need no more looking at
        value = float(alone[1])
        return Amount(value, value, bool(alone[2]), frozenset(), frozenset())
    bounds = frozenset(known_words("bound")[one[0]] for one in _bound().finditer(text))
    text = _COMMA.sub(".", _bound().sub(" ", text))
    found = list(_ONE.finditer(text))
    if len(found) != 1:
        return None
    one = found[0]
    rest = _SIGNS.sub(" ", f"{text[: one.start()]} {text[one.end() :]}").replace("-", " ").split()
    words = frozenset(word.strip(".") for word in rest) - {""}
    if any(known_words("unit").get(word) not in units for word in words - known_words("filler").keys()):
        return None
    low = _number(one["low"]) * (-1 if one["sign"] else 1)
    high = _number(one["high"]) if one["high"] else low
    return None if high < low else Amount(low, high, "%" in text or "percent" in words, bounds, words)


def share(text: str, percent: bool, mixed: bool = True) -> tuple[float, str] | None:
    """Share of 1 that plain text means, and a remark; None when it means none, or could mean two.

    Parameters
    ----------
    text
        Plain text of a cell.
    percent
        Whether bare numbers of its column are percentages ...
    mixed
        ... of which those between 0 and 1 may still be shares, for others are greater.

    Examples
    --------
    >>> share("45 %", False), share("45", True), share("9 of 20", False), share("0.45", False)
    ((0.45, ''), (0.45, ''), (0.45, ''), (0.45, ''))
    >>> share("0.45", True), share("40/60", False)
    (None, None)
    """
    fraction = _FRACTION.fullmatch(text)
    if fraction:
        part, whole = map(_number, fraction.groups())
        halves = "/" in text and part + whole == 100
        return (_rounded(part / whole), "") if 0 <= part <= whole and whole > 0 and not halves else None
    found = amount(text, _SHARED if "%" in text or "percent" in text else ())
    if found is None:
        return None
    value = (found.low + found.high) / 2
    if percent and mixed and not found.percent and 0 < value < 1:
        return None
    if found.percent or percent or value > 1:
        value /= 100
    return (_rounded(value), decided(found)) if 0 <= value <= 1 else None


def decided(found: Amount) -> str:
    """What is decided by taking the middle of an amount as its value, as a remark; empty when nothing."""
    if found.high > found.low:
        return "middle of a range"
    return "a bound taken as the value" if found.bounds & {"least", "most", "below"} else ""


def months(found: Amount) -> float | None:
    """Months that the low end of an amount of time means, other units converted; None for two units at once."""
    value = _months(found.low, found, 1)
    return None if value is None else round(value, 1)


def years(found: Amount) -> float | None:
    """Years that the high end of an amount of time means, months converted; None where they are no whole years.

    Examples
    --------
    >>> [years(amount(text, ["time"])) for text in ("within 3-5 years", "36 months", "6 months")]
    [5.0, 3.0, None]
    """
    value = _months(found.high, found, 12)
    return value / 12 if value is not None and (value / 12).is_integer() else None


def _months(value: float, found: Amount, bare: float) -> float | None:
    """Months in a time of this value; those in one of it where no unit is told are ``bare``."""
    sizes = {_MONTHS_IN[word] for word in found.words & _MONTHS_IN.keys()} or {bare}
    return value * sizes.pop() if len(sizes) == 1 else None


def written(value: float) -> str:
    """Number as a catalogue holds it: no decimals that say nothing."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.15g}"


@cache
def _bound() -> re.Pattern[str]:
    """Pattern of what makes a number a bound."""
    return re.compile(phrases("bound"))


def _number(text: str) -> float:
    return float(_DECIMAL_COMMA.sub(".", text).replace(",", ""))


def _rounded(value: float) -> float:
    """Value without the last digits, which division makes up."""
    return float(f"{value:.12g}")
