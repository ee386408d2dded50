"""How numbers are written for people."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal


def percent(share: float | None) -> str:
    """Probability as people write it: at most three digits, never 0 % or 100 % unless it is exactly that.

    Examples
    --------
    >>> percent(0.7134), percent(0.0215), percent(0.0002), percent(0.99999), percent(1)
    ('71 %', '2.1 %', '<0.1 %', '>99.9 %', '100 %')
    """
    if share is None:
        return "-"
    if share <= 0 or share >= 1:
        return f"{max(0, min(1, round(share))) * 100} %"
    if share < 0.001:
        return "<0.1 %"
    if share > 0.999:
        return ">99.9 %"
    whole = 0.0995 <= share < 0.995
    return f"{share * 100:.{0 if whole else 1}f} %"


def percent_range(share: float | None, low: float | None, high: float | None) -> str:
    """Probability with its range, ``71 % (58 to 81 %)``; without the range where none is known."""
    if low is None or high is None or low == high:
        return percent(share)
    return f"{percent(share)} ({percent(low).removesuffix(' %')} to {percent(high)})"


def finest(gap: float) -> float:
    """Gap as far as it is worth telling: 0 within the accuracy of the arithmetic, else at least 0.001 %."""
    return 0.0 if gap <= 1e-9 else max(gap, 1e-5)


def gap_percent(gap: float) -> str:
    """Gap as a percentage of two digits, rounded up so that it never claims too much."""
    exact = Decimal(repr(gap)) * 100
    if exact <= 0:
        return "0 %"
    step = Decimal(1).scaleb(exact.adjusted() - 1)
    if exact >= 100:
        step = Decimal(1)
    rounded = (exact / step).to_integral_value(ROUND_CEILING) * step
    return f"{rounded.normalize():f} %"


def dollars(amount: float | None) -> str:
    """Amount in dollars, with cents only where there are any: ``$2,398``, ``$20.50``."""
    if amount is None:
        return "-"
    cents = round(amount * 100)
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}${whole:,}" + (f".{rest:02d}" if rest else "")


def number(value: float | None) -> str:
    """Write a number with at most three significant digits, thousands kept whole."""
    if value is None:
        return "-"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value == 0 or abs(value) >= 1e-4 else f"{value:.1e}"


def count(many: int, one: str) -> str:
    """Write a count with its noun: ``1 application``, ``12 applications``."""
    return f"{many:,} {one}" + ("" if many == 1 else "s")


def commas(words: Iterable[str]) -> str:
    """Words joined by commas."""
    return ", ".join(word for word in words if word)
