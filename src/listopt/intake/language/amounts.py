"""Numbers as people write them: with units, signs, percent, fractions, ranges and limits in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from listopt.intake.language.vocabulary import words as known_words

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?!\d)|\d+\.?\d*|\.\d+"
_DECIMAL_COMMA = re.compile(r",(?=\d{1,2}$)")
_ONE = re.compile(rf"(?P<sign>-)?(?P<low>{_NUMBER})(?:\s*%?\s*(?:-|to|~|\.\.+)\s*(?P<high>{_NUMBER}))?")
_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")
"""Comma before decimals; one before three digits parts thousands."""
_FRACTION = re.compile(rf"({_NUMBER})\s*(?:/|out of|of)\s*({_NUMBER})")
_SIGNS = re.compile(r"[$%+<>=~,;:()\[\]*'\"]|≥|≤|(?<=\d)(?=[a-z])")
_MONTHS_IN: Mapping[tuple[str, ...], float] = {
    ("day", "days"): 12 / 365.25, ("week", "weeks", "wk", "wks"): 84 / 365.25, ("month", "months", "mos", "mo"): 1,
    ("year", "years", "yr", "yrs"): 12,
}  # fmt: skip
"""Months in a unit of time."""
_RECENT = frozenset(("within", "last", "past", "since"))
"""Words by which a time is how long ago something was, not how long it took."""


@dataclass(frozen=True)
class Amount:
    """A number or range found in a text: ``high`` equals ``low`` for a single number; ``percent`` for a % sign."""

    low: float
    high: float
    percent: bool
    bound: bool
    words: frozenset[str]


def amount(text: str) -> Amount | None:
    """Find the number or range of plain text; None when there is none, several, or words that may change its meaning.

    Examples
    --------
    >>> amount("within 5 years").low, amount("220 - 230").high, amount("3 letters")
    (5.0, 230.0, None)
    """
    text = _COMMA.sub(".", text)
    found = list(_ONE.finditer(text))
    if len(found) != 1:
        return None
    one = found[0]
    rest = _SIGNS.sub(" ", f"{text[: one.start()]} {text[one.end() :]}").replace("-", " ").split()
    words = frozenset(word.strip(".") for word in rest) - {""}
    if not words <= known_words("filler").keys():
        return None
    low = _number(one["low"]) * (-1 if one["sign"] else 1)
    high = _number(one["high"]) if one["high"] else low
    if high < low:
        return None
    bound = any(sign in text for sign in "<>≥≤+") or bool(words & {"over", "under", "than", "least", "most", "above"})
    return Amount(low, high, "%" in text or "percent" in words, bound, words)


def share(text: str, percent: bool) -> tuple[float, str] | None:
    """Share of 1 that plain text means, and a remark; ``percent`` when bare numbers of its column are percentages.

    Examples
    --------
    >>> share("45 %", False), share("45", True), share("9 of 20", False), share("0.45", False)
    ((0.45, ''), (0.45, ''), (0.45, ''), (0.45, ''))
    """
    fraction = _FRACTION.fullmatch(text)
    if fraction:
        part, whole = map(_number, fraction.groups())
        return (_rounded(part / whole), "") if 0 <= part <= whole and whole > 0 else None
    found = amount(text)
    if found is None:
        return None
    value = (found.low + found.high) / 2
    if found.percent or percent or value > 1:
        value /= 100
    remark = "middle of a range" if found.high > found.low else "a bound taken as the value" if found.bound else ""
    return (_rounded(value), remark) if 0 <= value <= 1 else None


def months(text: str) -> tuple[float, str] | None:
    """Months that plain text means, weeks and years converted, and a remark; the low end of a range."""
    found = amount(text)
    if found is None or found.words & _RECENT:
        return None
    units = [size for names, size in _MONTHS_IN.items() if found.words & set(names)]
    if len(units) > 1:
        return None
    value = found.low * (units[0] if units else 1)
    return round(value, 1), "low end of a range" if found.high > found.low else ""


def years(text: str) -> tuple[float, float] | None:
    """Least and greatest number of years that plain text means, months converted; None where they are no whole years.

    Examples
    --------
    >>> years("within 3-5 years"), years("36 months"), years("6 months")
    ((3.0, 5.0), (3.0, 3.0), None)
    """
    found = amount(text)
    if found is None or found.words & {"day", "days", "week", "weeks", "wk", "wks"}:
        return None
    size = 12 if found.words & {"month", "months", "mos", "mo"} else 1
    low, high = found.low / size, found.high / size
    return (low, high) if low.is_integer() and high.is_integer() else None


def written(value: float) -> str:
    """Number as a catalogue holds it: no decimals that say nothing."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def _number(text: str) -> float:
    return float(_DECIMAL_COMMA.sub(".", text).replace(",", ""))


def _rounded(value: float) -> float:
    """Value without the last digits, which division makes up."""
    return float(f"{value:.12g}")
