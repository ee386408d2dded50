"""JSON: lists of records, records inside records, objects keyed by name or code, and one record a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from listopt.errors import Fault, InputError
from listopt.intake.reading.grid import Grid, Line

Node: TypeAlias = "bool | float | str | list[Node] | Entries | None"
Record = dict[str, str]
KEY = "key"
"""Column of the name under which a record stands; ``key 2`` and on for the levels above."""
LIKENESS = 0.4
"""Share of all names that objects must have on average to count as records of one kind."""
_VARIABLE = re.compile(r"\s*(?:export\s+)?(?:var|let|const)\s+\w+\s*=\s*")
_LABELS = ("question", "name", "label", "title", "key", "field")
_VALUES = ("answer", "value", "text", "values")
"""Names of the two parts of a list that spells a record out as pairs."""
_NAMING = ("program", "institution", "hospital", "acgme", "name")
"""Parts of the names that an object about one program has."""


@dataclass(frozen=True)
class Entries:
    """An object with all its entries, for a name may stand twice."""

    pairs: Sequence[tuple[str, Node]]

    @property
    def names(self) -> set[str]:
        """Names of the entries."""
        return {name for name, _ in self.pairs}

    @property
    def values(self) -> Sequence[Node]:
        """Values of the entries."""
        return [value for _, value in self.pairs]


def read_json(path: Path, name: str) -> tuple[Grid, ...]:
    """Sheet of a JSON file: one line per record, its nested parts under names joined by a full stop.

    Raises
    ------
    InputError
        When it is no JSON, or holds no records.
    """
    try:
        records = list(_records(_parsed(path, name), ()))
    except RecursionError:
        raise InputError([Fault(name, "JSON nested too deeply", "a list of programs")]) from None
    headers = list(dict.fromkeys(header for record in records for header in record))
    if not headers:
        raise InputError([Fault(name, "JSON without records", "a list of programs, or an object per program")])

    def lines() -> Iterator[Line]:
        yield list(map(_sound, headers))
        yield from ([_sound(record.get(header, "")) for header in headers] for record in records)

    return (Grid(name, "", lines, "JSON"),)


def _parsed(path: Path, name: str) -> Node:
    """Content of the file: one value, or a list of one a line."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    try:
        return _loaded(text)
    except json.JSONDecodeError as error:
        place = f"{name}, line {error.lineno}, column {error.colno}"
        fault = Fault(place, f"broken JSON ({error.msg})", "a JSON file")
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        return [_loaded(line) for line in lines] if len(lines) > 1 else _refused(fault)
    except json.JSONDecodeError:
        return _refused(fault)


def _refused(fault: Fault) -> Node:
    raise InputError([fault])


def _loaded(text: str) -> Node:
    """Value of a JSON text, or of the first variable of a script."""
    script = _VARIABLE.match(text)
    decoder = json.JSONDecoder(object_pairs_hook=Entries, parse_int=str)
    loaded: Node = decoder.raw_decode(text, script.end())[0] if script else decoder.decode(text)
    return loaded


def _records(node: Node, keys: tuple[str, ...]) -> Iterator[Record]:
    """Records below a value; ``keys`` are the names on the way to it, outermost first."""
    if isinstance(node, list):
        for value in node:
            yield from _records(value, keys) if isinstance(value, list) or _keyed(value) else [_record(value, keys)]
        return
    if not isinstance(node, Entries):
        return
    inner = [(name, value) for name, value in node.pairs if _collects(value)]
    if _keyed(node):
        for name, value in node.pairs:
            yield from _records(value, (*keys, name)) if _collects(value) else [_record(value, (*keys, name))]
    elif inner and not _about_one(node):
        for name, value in inner:
            yield from _records(value, (*keys, name) if len(inner) > 1 else keys)
    else:
        yield _record(node, keys)


def _collects(node: Node) -> bool:
    """Whether a value is a list of records, or an object of them."""
    if isinstance(node, list):
        return bool(node) and all(isinstance(one, Entries) for one in node) and not all(map(_spelt, node))
    return _keyed(node)


def _keyed(node: Node) -> bool:
    """Whether an object holds like objects, or collections, under names of their own."""
    if not isinstance(node, Entries) or not node.pairs:
        return False
    if all(_collects(value) for value in node.values):
        return True
    objects = [value for value in node.values if isinstance(value, Entries)]
    if len(objects) < len(node.pairs) or len(objects) < 2:
        return False
    every = set[str]().union(*(one.names for one in objects))
    return sum(len(one.names) for one in objects) >= LIKENESS * len(every) * len(objects)


def _about_one(node: Entries) -> bool:
    """Whether an object is about one program, lists inside it notwithstanding."""
    plain = [name.lower() for name, value in node.pairs if not isinstance(value, list | Entries)]
    return any(word in name for name in plain for word in _NAMING)


def _spelt(node: Node) -> bool:
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
        flat["value"] = _text(node)
    return flat


def _flatten(node: Entries, prefix: str, flat: Record) -> None:
    for name, value in node.pairs:
        if isinstance(value, Entries):
            _flatten(value, f"{prefix}{name}.", flat)
        elif isinstance(value, list) and value and all(map(_spelt, value)):
            for one in value:
                pair = {part.lower(): inner for part, inner in one.pairs} if isinstance(one, Entries) else {}
                _put(flat, f"{prefix}{name}.{_part(pair, _LABELS)}", _part(pair, _VALUES))
        else:
            _put(flat, f"{prefix}{name}", _text(value))


def _sound(text: str) -> str:
    """Text with halves of characters replaced, which JSON can spell but no file can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _part(pair: Mapping[str, Node], names: Sequence[str]) -> str:
    return next((_text(pair[name]) for name in names if name in pair), "")


def _put(flat: Record, name: str, text: str) -> None:
    """Set a value; a second one under the same name joins it."""
    before = flat.get(name, "")
    flat[name] = f"{before}; {text}" if before and text and text != before else before or text


def _text(node: Node) -> str:
    if node is None:
        return ""
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, float):
        return str(int(node)) if node.is_integer() and abs(node) < 1e15 else repr(node)
    if isinstance(node, Entries):
        return "; ".join(f"{name}: {_text(value)}" for name, value in node.pairs)
    return "; ".join(map(_text, node)) if isinstance(node, list) else str(node)
