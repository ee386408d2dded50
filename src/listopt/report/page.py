"""The page a report is written on: its width, its characters, and text made harmless for it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

NARROWEST, WIDEST = 60, 200
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x9b[0-?]*[ -/]*[@-~]")
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co"))
_SPACES = frozenset(("Zs", "Zl", "Zp"))
_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "•": "-", "×": "x", "·": "-"}
    | {"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "ł": "l", "Ł": "L", "đ": "d", "ı": "i"}
)


@dataclass(frozen=True)
class Page:
    """What the reader's screen can show.

    Attributes
    ----------
    width
        Columns of the screen; a report is never laid out narrower than 60 or wider than 200.
    color
        Whether to mark the text with terminal colours.
    ascii
        Whether to keep to plain characters, for screens that are not UTF-8.
    """

    width: int = 100
    color: bool = False
    ascii: bool = False

    @property
    def columns(self) -> int:
        """Columns really used."""
        return min(max(self.width, NARROWEST), WIDEST)

    @property
    def ellipsis(self) -> str:
        """Mark of a text that was cut."""
        return "..." if self.ascii else "…"

    @property
    def stroke(self) -> str:
        """Character that rules are drawn with."""
        return "-" if self.ascii else "─"


def tidy(text: str, *, ascii: bool = False) -> str:
    """Text on one line without anything invisible: no control or format characters, no escape sequences.

    With ``ascii``, accents are dropped and what has no plain form becomes a question mark.
    """
    if not (text.isascii() and text.isprintable()):
        kinds = ((mark, unicodedata.category(mark)) for mark in _ESCAPES.sub("", re.sub(r"[\t\n\v\f\r]", " ", text)))
        text = "".join(" " if kind in _SPACES else mark for mark, kind in kinds if kind not in _HIDDEN)
        text = _in_ascii(text) if ascii else text
    return " ".join(text.split())


def legible(text: str) -> str:
    """Text as it was written, lines and blanks included, without what would act on its reader.

    Control characters, escape sequences and marks that turn the direction of reading are left out.
    """
    return _ACTING.sub("", _ESCAPES.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def _in_ascii(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(mark for mark in apart if not unicodedata.combining(mark)).encode("ascii", "replace").decode()


def breadth(text: str) -> int:
    """Columns a text takes on a screen; wide characters take two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # here because most reports are plain and start-up counts

    return cell_len(text)


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """Text cut to ``width`` columns, marked with an ellipsis where something is missing."""
    if breadth(text) <= width:
        return text
    room = width - len(ellipsis)
    if room <= 0:
        return ellipsis[: max(width, 0)]
    kept = text[:room]
    while breadth(kept) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,;:") + ellipsis


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Text filled with spaces to ``width`` columns."""
    space = " " * max(0, width - breadth(text))
    return space + text if right else text + space


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns, broken between words; a word that is longer is broken inside."""
    lines = [""]
    for word in re.split(r"\s+(?!%)", text.strip()):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if breadth(joined) <= width:
            lines[-1] = joined
            continue
        pieces = _pieces(word, width)
        lines = (lines if lines[-1] else lines[:-1]) + pieces
    return lines


def _pieces(word: str, width: int) -> list[str]:
    pieces = [""]
    for mark in word:
        if breadth(pieces[-1] + mark) > width:
            pieces.append("")
        pieces[-1] += mark
    return pieces
