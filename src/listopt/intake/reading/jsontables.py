"""Tables that JSON spells column by column, or line by line, as libraries of tables write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from listopt.intake.language.vocabulary import spoken, synonyms
from listopt.intake.reading.grid import Line
from listopt.intake.reading.nodes import Entries, Node, single, spelt

INDEX = "index"
"""Column of the names of rows, where they are more than their numbers."""
_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)
_LONGEST_NUMBER = 6
"""Digits of the longest number of a row; those of more are codes."""


def line_tables(node: Node) -> Sequence[tuple[str, Sequence[Line]]]:
    """Tables whose lines are lists of texts, and the name of each if there are several; none for other values.

    Examples
    --------
    >>> line_tables([["Program", "State"], ["Albany Medical Center", "NY"]])
    [('', [['Program', 'State'], ['Albany Medical Center', 'NY']])]
    """
    if _lined(node):
        return [("", _lines(node))]
    if not isinstance(node, Entries) or node.about_one:
        return []
    tables = [(name, _lines(value)) for name, value in node.pairs if _lined(value)]
    lists = {name: _lines([value])[0] for name, value in node.pairs if _listed(value)}
    if len(tables) == 1 and not any(isinstance(value, Entries) for value in node.values):
        return [("", _headed(tables[0][1], lists))]
    return tables if len(tables) == len(node.pairs) else []


def by_columns(node: Node) -> bool:
    """Whether an object holds a list of cells, or an object of them by the number of the row, per column."""
    if not isinstance(node, Entries) or not node.pairs:
        return False
    first = node.values[0]
    if isinstance(first, Entries):
        names = [name for name, _ in first.pairs]
        numbered = bool(names) and all(map(str.isdecimal, names)) and not all(map(_YEAR.fullmatch, names))
        return numbered and all(isinstance(one, Entries) and one.names == first.names for one in node.values)
    if not any(spoken(name) in synonyms() for name, _ in node.pairs):
        return False
    return all(_listed(one) and _long(one) == _long(first) for one in node.values)


def turned(node: Entries) -> Node:
    """Rows of an object of which `by_columns` holds: a list, or an object where they have names that are codes."""
    headers = [name for name, _ in node.pairs]
    first = node.values[0]
    if not isinstance(first, Entries):
        cells = zip(*(one for one in node.values if isinstance(one, list)), strict=True)
        return [Entries(list(zip(headers, line, strict=True))) for line in cells]
    columns = [dict(one.pairs) for one in node.values if isinstance(one, Entries)]
    rows = [(name, Entries([(header, column[name]) for header, column in zip(headers, columns, strict=True)]))
            for name in columns[0]]  # fmt: skip
    counted = all(len(name) <= _LONGEST_NUMBER for name, _ in rows)
    return [row for _, row in rows] if counted else Entries(rows)


def _long(node: Node) -> int:
    return len(node) if isinstance(node, list) else 0


def _listed(node: Node) -> bool:
    """Whether a value is a list of cells."""
    return isinstance(node, list) and all(map(single, node))


def _lined(node: Node) -> bool:
    """Whether a value is a list of lists of cells."""
    return isinstance(node, list) and any(node) and all(map(_listed, node))


def _lines(node: Node) -> list[Line]:
    return [list(map(spelt, line)) for line in node if isinstance(line, list)] if isinstance(node, list) else []


def _headed(lines: Sequence[Line], lists: Mapping[str, Line]) -> Sequence[Line]:
    """Lines below the names of their columns, and beside those of the rows, where there are such lists."""
    width = max(map(len, lines))
    header = next((line for name, line in lists.items() if len(line) == width and name != INDEX), None)
    if header is None:
        return lines
    index = lists.get(INDEX, [])
    if len(index) != len(lines) or list(index) == [str(number) for number in range(len(lines))]:
        return [header, *lines]
    return [[INDEX, *header], *([name, *line] for name, line in zip(index, lines, strict=True))]
