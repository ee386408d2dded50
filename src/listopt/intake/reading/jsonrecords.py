"""Values of JSON as records: lists of them, records inside records, objects keyed by name or code, groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from listopt.intake.reading import jsonshapes as shapes
from listopt.intake.reading.jsontables import by_columns, turned
from listopt.intake.reading.nodes import Entries, Node, single, spelt

Record = dict[str, str]
KEY = "key"
"""Column of the name under which a record stands; ``key 2`` and on for the levels above."""
TEXT, VALUE = "name", "value"
"""Columns of records that are nothing but a text, or nothing but a number."""
GROUP = "group."
"""What stands before those columns of the group in which a record is listed that the record has itself."""
_SHARED = frozenset({"specialty", "state", "city"})
"""Columns that a list may tell of all its programs."""
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
    group = shapes.grouped(node)
    if group is not None and isinstance(node, Entries):
        yield from _told_of_all(node.pairs, read_records(group, keys))
    elif isinstance(node, list) or shapes.keyed(node):
        yield from read_records(node, keys)
    else:
        yield _record(node, keys)


def _of_object(node: Entries, keys: tuple[str, ...]) -> Iterator[Record]:
    inner = _inner(node)
    if by_columns(node):
        yield from read_records(turned(node), keys)
    elif shapes.keyed(node):
        yield from _by_name(node, keys)
    elif inner:
        about = [(name, value) for name, value in node.pairs if shapes.meaning(name) in _SHARED]
        for name, value in inner:
            yield from _told_of_all(about, read_records(value, (*keys, name) if len(inner) > 1 else keys))
    else:
        yield _record(node, keys)


def _inner(node: Entries) -> Sequence[tuple[str, Node]]:
    """Entries of an object that hold the records, the others being about all of them; none if it is a record itself."""
    lists = [(name, value) for name, value in node.pairs if shapes.collects(value)]
    if lists:
        return lists if not node.about_one or shapes.titled(node) else []
    texts = [(name, value) for name, value in node.pairs if shapes.lists_texts(value)]
    if texts and not node.about_one:
        return [] if any(shapes.tells_else(name) for name, _ in texts) else texts
    objects = [(name, value) for name, value in node.pairs if isinstance(value, Entries) and _inner(value)]
    return objects if len(objects) == 1 and shapes.says_little(node) else []


def _by_name(node: Entries, keys: tuple[str, ...]) -> Iterator[Record]:
    """Records of an object that gives each its name, or the name of its group."""
    groups = shapes.in_groups(node)
    for name, value in node.pairs:
        below = (*keys, *name.split(_LEVELS))
        if groups and isinstance(value, Entries):
            yield from _by_name(value, below)
        else:
            yield from read_records(value, below) if shapes.may_list(value) else [_record(value, below)]


def _told_of_all(pairs: Iterable[tuple[str, Node]], records: Iterable[Record]) -> Iterator[Record]:
    """Records with what is said of their group."""
    about = {name: spelt(value) for name, value in pairs if single(value)}
    for record in records:
        yield {f"{GROUP}{name}" if name in record else name: text for name, text in about.items()} | record


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
        elif isinstance(value, list) and value and all(map(shapes.is_pair, value)):
            for one in value:
                pair = {part.lower(): inner for part, inner in one.pairs} if isinstance(one, Entries) else {}
                _put(flat, f"{prefix}{name}.{_part(pair, shapes.LABELS)}", _part(pair, shapes.VALUES))
        else:
            _put(flat, f"{prefix}{name}", spelt(value))


def _part(pair: Mapping[str, Node], names: Sequence[str]) -> str:
    return next((spelt(pair[name]) for name in names if name in pair), "")


def _put(flat: Record, name: str, text: str) -> None:
    """Set a value; a second one under the same name joins it."""
    before = flat.get(name, "")
    flat[name] = f"{before}; {text}" if before and text and text != before else before or text
