"""Plain values as JavaScript spells them: bare names, any quotation marks, comments, commas at the end.

Values only, for nothing of a script is ever run: what would have to be worked out is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from json import JSONDecodeError
from typing import TypeVar

from listopt.intake.reading.nodes import Entries, Node

COMMENTS = r"//[^\n]*|/\*.*?\*/"
_GAP = re.compile(rf"(?:\s+|{COMMENTS})*", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`)"""
    r"|(?P<whole>[-+]?(?:0[xX][0-9a-fA-F]+|[0-9][0-9_]*))n?(?![\w$.])"
    r"|(?P<number>[-+]?(?:[0-9][0-9_]*\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(?![\w$.])"
    r"|(?P<date>new\s+Date\(\s*(?:\"[^\"\\\n]*\"|'[^'\\\n]*')\s*\))"
    r"|(?P<word>[-+]?(?![0-9])[\w$]+|![01](?![\w$.]))"
    r"|(?P<sign>[][{},:])",
    re.DOTALL,
)
_WORDS: Mapping[str, Node] = {
    "true": True, "false": False, "null": None, "undefined": None, "NaN": None, "Infinity": None, "-Infinity": None,
    "!0": True, "!1": False, "True": True, "False": False, "None": None,
}  # fmt: skip
"""Words that are values; the last three are Python's, the two before them what is left of them in short scripts."""
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n|[\r\u2028\u2029])|(.))", re.DOTALL
)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_Item = TypeVar("_Item")


def read_literal(text: str, start: int) -> tuple[Node, int]:
    """Value that begins at a place of a text, and the place where it ends.

    Raises
    ------
    json.JSONDecodeError
        Where something else stands than a plain value, with the place.

    Examples
    --------
    >>> read_literal("['a', .5, /* none */ null,];", 0)
    (['a', 0.5, None], 27)
    """
    tokens = _Tokens(text, start)
    return _value(tokens), tokens.end


class _Tokens:
    """The tokens of a text from a place on, with the next one at hand.

    Attributes
    ----------
    end
        Where the last token that was taken ends.
    kind, next
        Kind of the next token, and its text; empty at the end of the text and before what is no token.
    """

    def __init__(self, text: str, start: int) -> None:
        self.end = start
        self._text = text
        self._look()

    def _look(self) -> None:
        gap = _GAP.match(self._text, self.end)
        self._at = gap.end() if gap else self.end
        found = _TOKEN.match(self._text, self._at)
        self.kind, self.next = (found.lastgroup or "", found[0]) if found else ("", "")

    def take(self) -> str:
        """The next token, which is passed."""
        token = self.next
        self.end = self._at + len(token)
        self._look()
        return token

    def expect(self, sign: str, missing: str) -> None:
        """Pass a sign that must come next."""
        if self.next != sign:
            raise self.fault(f"{missing} is missing")
        self.take()

    def fault(self, message: str) -> JSONDecodeError:
        """Fault at the next token."""
        return JSONDecodeError(message, self._text, self._at)


def _value(tokens: _Tokens) -> Node:
    kind, token = tokens.kind, tokens.next
    if token == "[":
        return list(_items(tokens, "]", _value))
    if token == "{":
        return Entries(list(_items(tokens, "}", _entry)))
    if kind in ("sign", "") or (kind == "word" and token not in _WORDS):
        raise tokens.fault("a text, a number, a list or an object should stand here")
    return _read(kind, tokens.take())


def _items(tokens: _Tokens, closing: str, item: Callable[[_Tokens], _Item]) -> Iterator[_Item]:
    """Items between brackets, of which the last may be followed by a comma."""
    tokens.take()
    while tokens.next != closing:
        yield item(tokens)
        if tokens.next != ",":
            break
        tokens.take()
    tokens.expect(closing, f"a comma or {closing}")


def _entry(tokens: _Tokens) -> tuple[str, Node]:
    if tokens.kind in ("sign", ""):
        raise tokens.fault("a name should stand here")
    kind, token = tokens.kind, tokens.take()
    tokens.expect(":", "a colon")
    return (_unquoted(token) if kind == "text" else token), _value(tokens)


def _read(kind: str, token: str) -> Node:
    if kind == "text":
        return _unquoted(token)
    if kind == "word":
        return _WORDS[token]
    if kind == "date":
        return token[token.index("(") + 1 : -1].strip()[1:-1]
    digits = token.replace("_", "").removeprefix("+")
    return float(digits) if kind == "number" else digits.removesuffix("n")


def _unquoted(token: str) -> str:
    """What stands between quotation marks."""
    inner = token[1:-1]
    if "\\" not in inner:
        return inner
    text = _ESCAPE.sub(_meant, inner)
    # Characters beyond the first 65,536 are often written as two halves.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _meant(escape: re.Match[str]) -> str:
    *digits, ended, letter = escape.groups()
    number = next(filter(None, digits), "")
    if number:
        return chr(code) if (code := int(number, 16)) <= 0x10FFFF else "\ufffd"
    return "" if ended else _ESCAPED.get(letter, letter)
