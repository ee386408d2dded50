"""Texts that a spreadsheet would take for a formula or a number when it opens a CSV file."""

from __future__ import annotations

import re
from functools import lru_cache

_SIGNS = r"\s*[=+\-@＝＋－＠]"
_FORMULA = re.compile(_SIGNS)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_CODE = re.compile(r"'*0\d+")
_SUSPECT = re.compile(rf"'(?:{_SIGNS}|0)")
_ENDS = re.compile(r"([;\t\r\n])")
"""Where a spreadsheet that expects another separator than the comma may end a cell."""


@lru_cache(maxsize=10_000)
def guarded(text: str, *, codes: bool = False) -> str:
    """Text with an apostrophe before what a spreadsheet would run; `bare` gives the text back.

    A plain number such as ``-2.5`` does no harm and stays. With ``codes``, digits after a zero get the apostrophe as
    well, for a spreadsheet would drop the zero.

    Examples
    --------
    >>> guarded("=1+1"), guarded("-2.5"), guarded("0401234567"), guarded("0401234567", codes=True)
    ("'=1+1", '-2.5', '0401234567', "'0401234567")
    """
    if _CODE.fullmatch(text):
        return f"'{text}" if codes or text.startswith("'") else text
    return "".join(f"'{part}" if _runs(part) else part for part in _ENDS.split(text))


def bare(text: str) -> str:
    """Text without the apostrophes that `guarded` put there; any other text as it is."""
    if _CODE.fullmatch(text):
        return text.removeprefix("'")
    return "".join(part.removeprefix("'") if _runs(part) else part for part in _ENDS.split(text))


def any_guarded(text: str) -> bool:
    """Whether a file can hold texts that `guarded` has changed."""
    return _SUSPECT.search(text) is not None


def _runs(text: str) -> bool:
    """Whether a spreadsheet takes a text for a formula, apostrophes aside."""
    inner = text.lstrip("'")
    return bool(_FORMULA.match(inner)) and not _NUMBER.fullmatch(inner)
