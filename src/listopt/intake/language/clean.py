"""Cells as people and programs write them, made plain: no mark-up, no invisible characters, one kind of dash."""

from __future__ import annotations

import html
import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0000-\u0008\u000e-\u001f\u007f-\u009f]")
_SIMPLE = str.maketrans(
    {**dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d", "-"), "\u2018": "'", "\u2019": "'"}
)
_TAG = re.compile(
    r"<!--.*?-->|</?(?:a|abbr|b|big|br|center|div|em|font|h[1-6]|hr|html|body|i|img|li|ol|p|s|small|span|strong|sub|sup"
    r"|table|tbody|td|th|thead|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)


def clean(cell: str) -> str:
    r"""Text of a cell without tags, entities, invisible characters and surplus blanks.

    Examples
    --------
    >>> clean(" <b>St.\u200b&nbsp;Mary&#39;s</b><br>Hospital ")
    "St. Mary's Hospital"
    """
    if cell.isascii():
        if "<" not in cell and "&" not in cell and cell.isprintable():
            return cell.strip()
    else:
        cell = _INVISIBLE.sub("", unicodedata.normalize("NFC", cell))
    if "&" in cell:
        cell = _INVISIBLE.sub("", html.unescape(cell))
    if "<" in cell:
        cell = _TAG.sub(" ", cell)
    return " ".join(_INVISIBLE.sub("", cell).split())


def plain(cell: str) -> str:
    """Clean text in lower case with simple dashes, apostrophes, digits and letters, for telling what it means."""
    text = cell if cell.isascii() else unicodedata.normalize("NFKC", cell).translate(_SIMPLE)
    return text.casefold().strip()
