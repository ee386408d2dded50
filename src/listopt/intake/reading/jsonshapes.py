"""What objects and lists of JSON are: records, or lists, groups and registers of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from listopt.intake.language.vocabulary import spoken, synonyms
from listopt.intake.reading.jsontables import by_columns
from listopt.intake.reading.nodes import Entries, Node, single, spelt

LIKENESS = 0.4
"""Share of all names that objects must have on average to count as records of one kind."""
APART = 0.6
"""Share of all names up to which objects are groups of their own, if what they hold is more alike."""
LABELS = ("question", "name", "label", "title", "key", "field")
VALUES = ("answer", "value", "text", "values")
"""Names of the two parts of a list that spells a record out as pairs."""
_GROUPING = ("program", "hospital", "residenc")
"""Parts of the names of lists of programs in a group."""
_NAMES = frozenset({"name", "institution", "program_id"})
"""Columns by which a program is known."""
_TITLES = _NAMES | {"specialty", "status", "source", "source_year"}
"""Columns that a list may tell of itself."""
_CODE = re.compile(r"\d{9,10}|\d{7}[a-z]\d", re.ASCII | re.IGNORECASE)


def grouped(node: Node) -> Node:
    """List of the programs of an object about a group of them, such as a state; None for other values."""
    if not isinstance(node, Entries) or len(node.pairs) == 1:
        return None
    lists = [(name.lower(), value) for name, value in node.pairs if not single(value)]
    if len(lists) != 1 or not any(word in lists[0][0] for word in _GROUPING):
        return None
    name, value = lists[0]
    # A program may have a list of its hospitals, but only a group has one of programs.
    return value if may_list(value) and (not node.about_one or ("program" in name and holds_programs(value))) else None


def may_list(node: Node) -> bool:
    """Whether a value holds records or texts, or could."""
    return collects(node) or lists_texts(node) or node == []


def collects(node: Node) -> bool:
    """Whether a value is a list of records, or an object of them."""
    if isinstance(node, list):
        return bool(node) and all(isinstance(one, Entries) for one in node) and not all(map(is_pair, node))
    return by_columns(node) or keyed(node)


def lists_texts(node: Node) -> bool:
    """Whether a value is a list of texts, such as names."""
    return isinstance(node, list) and bool(node) and all(isinstance(one, str) for one in node)


def keyed(node: Node) -> bool:
    """Whether an object holds like objects, lists of records or names, or codes under names of their own."""
    if not isinstance(node, Entries) or not node.pairs:
        return False
    values = [value for value in node.values if value != []]
    if _names_codes(node) or (values and all(map(collects, values))):
        return True
    if values and all(map(lists_texts, values)):
        return not any(map(tells_else, node.names))
    objects = [value for value in values if isinstance(value, Entries)]
    if len(objects) < len(node.pairs):
        return False
    if len(objects) == 1:
        return all(map(_CODE.fullmatch, node.names))
    return _likeness(objects) >= LIKENESS or in_groups(node)


def in_groups(node: Entries) -> bool:
    """Whether an object holds groups of records, such as states, each record under its name."""
    groups = [one for one in node.values if isinstance(one, Entries)]
    records = [one for group in groups for one in group.values if isinstance(one, Entries)]
    if len(groups) < max(len(node.pairs), 2) or len(records) < sum(len(group.pairs) for group in groups):
        return False
    return _likeness(groups) <= APART < _likeness(records)


def _likeness(objects: Sequence[Entries]) -> float:
    """Share of the names of all objects that each has on average."""
    every = set[str]().union(*(one.names for one in objects))
    return sum(len(one.names) for one in objects) / (len(every) * len(objects)) if every else 0.0


def _names_codes(node: Entries) -> bool:
    """Whether an object gives each of several codes a text, or each of several texts a code."""
    texts = [value for value in node.values if isinstance(value, str)]
    if len(texts) < max(len(node.pairs), 2):
        return False
    return all(map(_CODE.fullmatch, texts)) or all(map(_CODE.fullmatch, node.names))


def tells_else(header: str) -> bool:
    """Whether a header means something else than the program itself: the list below it belongs in one cell."""
    return meaning(header) not in _NAMES | {""}


def meaning(header: str) -> str:
    """Likeliest meaning of a header; empty if none is known."""
    return next(iter(synonyms().get(spoken(header), ())), "")


def says_little(node: Entries) -> bool:
    """Whether an object tells nothing but what a list may tell of itself, what it holds aside."""
    plain = [(name, value) for name, value in node.pairs if single(value)]
    return all(meaning(name) in _TITLES | {""} and not _CODE.fullmatch(spelt(value)) for name, value in plain)


def titled(node: Entries) -> bool:
    """Whether what looks like a program is the title of the programs that the object holds."""
    held = [value for value in node.values if not single(value)]
    return len(held) == 1 and says_little(node) and holds_programs(held[0])


def holds_programs(node: Node) -> bool:
    """Whether there is an object about a program in a value, by a name, a specialty or a code."""
    if not isinstance(node, Entries):
        return isinstance(node, list) and any(map(holds_programs, node))
    told = node.about_one or any(meaning(name) == "specialty" or _CODE.fullmatch(name) for name in node.names)
    return told or any(map(holds_programs, node.values))


def is_pair(node: Node) -> bool:
    """Whether an object is one pair of a record spelt out: a label and a value."""
    if not isinstance(node, Entries) or len(node.pairs) > 3:
        return False
    names = {name.lower() for name in node.names}
    return bool(names & set(LABELS)) and bool(names & set(VALUES))
