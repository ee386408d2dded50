"""Values of JSON as records: lists of them, records inside records, objects keyed by name or code, groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from listopt.intake.language.vocabulary import spoken, synonyms
from listopt.intake.reading.jsontables import by_columns, turned
from listopt.intake.reading.nodes import Entries, Node, single, spelt

Record = dict[str, str]
KEY = "key"
"""Column of the name under which a record stands; ``key 2`` and on for the levels above."""
TEXT, VALUE = "name", "value"
"""Columns of records that are nothing but a text, or nothing but a number."""
GROUP = "group."
"""What stands before the columns of the group in which a record is listed."""
LIKENESS = 0.4
"""Share of all names that objects must have on average to count as records of one kind."""
_LABELS = ("question", "name", "label", "title", "key", "field")
_VALUES = ("answer", "value", "text", "values")
"""Names of the two parts of a list that spells a record out as pairs."""
_GROUPING = ("program", "hospital", "residenc")
"""Parts of the names of lists of programs in a group."""
_CODE = re.compile(r"\d{9,10}|\d{7}[a-z]\d", re.ASCII | re.IGNORECASE)
_LEVELS = "::"
"""What stands between the parts of a name that is put together from several levels."""


def read_records(node: Node, keys: tuple[str, ...] = ()) -> Iterator[Record]:
    """Records below a value: columns and their texts.

    Parameters
    ----------
    node
        The value.
    keys
        Names on the way to it, outermost first.
    """
    if isinstance(node, list):
        for value in node:
            yield from _of_list(value, keys)
    elif isinstance(node, Entries):
        yield from _of_object(node, keys)


def _of_list(node: Node, keys: tuple[str, ...]) -> Iterator[Record]:
    """Records of one item of a list."""
    group = _grouped(node)
    if group is not None and isinstance(node, Entries):
        about = {f"{GROUP}{name}": spelt(value) for name, value in node.pairs if single(value)}
        yield from ({**about, **record} for record in read_records(group, keys))
    elif isinstance(node, list) or _keyed(node):
        yield from read_records(node, keys)
    else:
        yield _record(node, keys)


def _of_object(node: Entries, keys: tuple[str, ...]) -> Iterator[Record]:
    inner = [(name, value) for name, value in node.pairs if _collects(value)]
    if not inner:
        texts = [(name, value) for name, value in node.pairs if _texts(value)]
        inner = [] if any(_tells_else(name) for name, _ in texts) else texts
    if by_columns(node):
        yield from read_records(turned(node), keys)
    elif _keyed(node):
        for name, value in node.pairs:
            below = (*keys, *name.split(_LEVELS))
            yield from read_records(value, below) if _lists(value) else [_record(value, below)]
    elif inner and not node.about_one:
        for name, value in inner:
            yield from read_records(value, (*keys, name) if len(inner) > 1 else keys)
    else:
        yield _record(node, keys)


def _grouped(node: Node) -> Node:
    """List of the programs of an object about a group of them, such as a state; None for other values."""
    if not isinstance(node, Entries) or len(node.pairs) == 1:
        return None
    lists = [(name.lower(), value) for name, value in node.pairs if not single(value)]
    if len(lists) != 1 or not any(word in lists[0][0] for word in _GROUPING):
        return None
    name, value = lists[0]
    # A program may have a list of its hospitals, but only a group has one of programs.
    inside = isinstance(value, list) and any(isinstance(one, Entries) and one.about_one for one in value)
    return value if _lists(value) and (not node.about_one or (inside and "program" in name)) else None


def _lists(node: Node) -> bool:
    """Whether a value holds records or texts, or could."""
    return _collects(node) or _texts(node) or node == []


def _collects(node: Node) -> bool:
    """Whether a value is a list of records, or an object of them."""
    if isinstance(node, list):
        return bool(node) and all(isinstance(one, Entries) for one in node) and not all(map(_pair, node))
    return by_columns(node) or _keyed(node)


def _texts(node: Node) -> bool:
    """Whether a value is a list of texts, such as names."""
    return isinstance(node, list) and bool(node) and all(isinstance(one, str) for one in node)


def _keyed(node: Node) -> bool:
    """Whether an object holds like objects, lists of records or names, or codes under names of their own."""
    if not isinstance(node, Entries) or not node.pairs:
        return False
    values = [value for value in node.values if value != []]
    if _names_codes(node) or (values and all(map(_collects, values))):
        return True
    if values and all(map(_texts, values)):
        return not any(map(_tells_else, node.names))
    objects = [value for value in values if isinstance(value, Entries)]
    if len(objects) < len(node.pairs) or len(objects) < 2:
        return False
    every = set[str]().union(*(one.names for one in objects))
    return sum(len(one.names) for one in objects) >= LIKENESS * len(every) * len(objects)


def _names_codes(node: Entries) -> bool:
    """Whether an object gives each of several codes a text, or each of several texts a code."""
    texts = [value for value in node.values if isinstance(value, str)]
    if len(texts) < max(len(node.pairs), 2):
        return False
    return all(map(_CODE.fullmatch, texts)) or all(map(_CODE.fullmatch, node.names))


def _tells_else(header: str) -> bool:
    """Whether a header means something else than the program itself: the list below it belongs in one cell."""
    return not {"name", "institution", "program_id"}.issuperset(synonyms().get(spoken(header), ())[:1])


def _pair(node: Node) -> bool:
    """Whether an object is one pair of a record spelt out: a label and a value."""
    if not isinstance(node, Entries) or len(node.pairs) > 3:
        return False
    names = {name.lower() for name in node.names}
    return bool(names & set(_LABELS)) and bool(names & set(_VALUES))


def _record(node: Node, keys: tuple[str, ...]) -> Record:
    """Record of flat texts, with the names on the way to it under `KEY`."""
    flat = {KEY if level == 1 else f"{KEY} {level}": name for level, name in enumerate(reversed(keys), start=1)}
    if isinstance(node, Entries):
        _flatten(node, "", flat)
    else:
        flat[TEXT if isinstance(node, str) and not node.isdecimal() else VALUE] = spelt(node)
    return flat


def _flatten(node: Entries, prefix: str, flat: Record) -> None:
    for name, value in node.pairs:
        if isinstance(value, Entries):
            _flatten(value, f"{prefix}{name}.", flat)
        elif isinstance(value, list) and value and all(map(_pair, value)):
            for one in value:
                pair = {part.lower(): inner for part, inner in one.pairs} if isinstance(one, Entries) else {}
                _put(flat, f"{prefix}{name}.{_part(pair, _LABELS)}", _part(pair, _VALUES))
        else:
            _put(flat, f"{prefix}{name}", spelt(value))


def _part(pair: Mapping[str, Node], names: Sequence[str]) -> str:
    return next((spelt(pair[name]) for name in names if name in pair), "")


def _put(flat: Record, name: str, text: str) -> None:
    """Set a value; a second one under the same name joins it."""
    before = flat.get(name, "")
    flat[name] = f"{before}; {text}" if before and text and text != before else before or text
