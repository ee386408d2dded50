"""Files of JSON, and of what is nearly JSON, as values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from json import JSONDecodeError
from pathlib import Path

from listopt.errors import Fault, InputError
from listopt.intake.reading.literal import COMMENTS, read_literal
from listopt.intake.reading.nodes import Entries, Node
from listopt.intake.reading.textfile import STRAYS, encoding_of
from listopt.report.words import count

_BETWEEN = re.compile(rf"(?:[\s;]+|{COMMENTS})*", re.DOTALL)
_VARIABLE = re.compile(
    r"/\*.*?\*/|(?:^|[;,])[ \t]*(?:export\s+default|(?:export\s+)?(?:(?:var|let|const)\s+)?(?P<name>[\w$.]+)"
    r"\s*(?::[^=;\n]{0,200})?=)\s*(?P<value>[\[{])",
    re.DOTALL | re.MULTILINE,
)
"""Lists and objects that a script gives a name, one after the other, and comments, in which there may be such."""

_MOST = 5
"""Most pieces of code that are said to be left out."""


def read_values(path: Path, name: str) -> tuple[Node, str]:
    """Value of a file, several of them as a list, and what kind of file it is.

    Raises
    ------
    InputError
        When it is neither JSON nor a script with lists or objects of plain values.
    RecursionError
        When it is nested too deeply.
    """
    encoding, remark = encoding_of(path, name)
    text = path.read_text(encoding, STRAYS)
    decoder = json.JSONDecoder(object_pairs_hook=Entries, parse_int=str, strict=False)
    try:
        return _values(text, decoder.raw_decode), f"JSON{remark}"
    except JSONDecodeError:
        pass
    try:
        node, how = _variables(text) or (_values(text, read_literal), "JSON with comments, bare names or the like")
        return node, f"{how}{remark}"
    except JSONDecodeError as error:
        place = f"{name}, line {error.lineno}, column {error.colno}"
        expected = "a JSON file, or a script with lists or objects of plain values"
        raise InputError([Fault(place, f"broken JSON ({error.msg})", expected)]) from None


def _values(text: str, read: Callable[[str, int], tuple[Node, int]]) -> Node:
    """The one value of a text, or the list of those that follow each other, such as one a line."""
    found: list[Node] = []
    at = _after_gap(text, 0)
    while at < len(text) or not found:
        node, end = read(text, at)
        found.append(node)
        at = _after_gap(text, end)
    return found[0] if len(found) == 1 else found


def _after_gap(text: str, at: int) -> int:
    gap = _BETWEEN.match(text, at)
    return gap.end() if gap else at


def _variables(text: str) -> tuple[Node, str] | None:
    """The list or object of a script, or several of them by their names; None when there is none."""
    found: list[tuple[str, Node]] = []
    faults: list[JSONDecodeError] = []
    end = 0
    while variable := _VARIABLE.search(text, end):
        end = variable.end()
        if not variable["value"]:
            continue
        try:
            node, end = read_literal(text, variable.start("value"))
            found.append((variable["name"] or "default", node))
        except JSONDecodeError as error:
            faults.append(error)
    if faults and not found:
        raise faults[0]
    if not found:
        return None
    node = found[0][1] if len(found) == 1 else Entries(found)
    if not faults:
        return node, "a script"
    lines = ", ".join(dict.fromkeys(str(error.lineno) for error in faults[:_MOST]))
    return node, f"a script ({count(len(faults), 'variable')} left out for the code in line {lines})"
