"""A scenario as written: values together with their places, before anything is checked."""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from pydantic import BaseModel

from listopt.errors import Faults

Scalar = str | int | float | bool | None
Step = str | int
DEEPEST = 50
"""Most levels of nesting."""
WIDEST = 60
"""Most characters of a value that a message quotes."""
AS_TEXT = ("programs", "program_id")
"""Keys whose values are codes: kept as written, so that a leading zero survives."""


@dataclass(frozen=True)
class Node:
    """A value and where it stands.

    Attributes
    ----------
    content
        A scalar, a mapping, or a list.
    place
        ``file:line:column`` of the value, or its key path when it comes from Python.
    text
        The value as written.
    key, key_place
        Its key as written, and where the key stands; empty in a list.
    """

    content: Scalar | dict[str, Node] | list[Node]
    place: str
    text: str
    key: str = ""
    key_place: str = ""

    @property
    def entries(self) -> dict[str, Node]:
        """Values by key; empty when this is no mapping."""
        return self.content if isinstance(self.content, dict) else {}

    @property
    def items(self) -> list[Node]:
        """Values of a list; empty when this is none."""
        return self.content if isinstance(self.content, list) else []

    @property
    def quoted(self) -> str:
        """Key and value as written, shortened, for messages."""
        flat = " ".join(self.text.split())
        short = flat if len(flat) <= WIDEST else f"{flat[: WIDEST - 4]} ..."
        value = short or "nothing"
        return f"{self.key}: {value}" if self.key else value

    def child(self, *steps: Step) -> Node | None:
        """Value at the end of a path of keys and positions; None when there is none."""
        node: Node | None = self
        for step in steps:
            if isinstance(step, int):
                node = node.items[step] if node and step < len(node.items) else None
            else:
                node = node.entries.get(step) if node else None
        return node

    def having(self, **entries: Node) -> Node:
        """Give the same mapping with some entries set."""
        return replace(self, content={**self.entries, **entries})

    def lacking(self, *keys: str) -> Node:
        """Give the same mapping without some keys."""
        return replace(self, content={key: node for key, node in self.entries.items() if key not in keys})


def places(node: Node, path: str = "") -> dict[str, str]:
    """Key path of every value -> where it is written."""
    below = {**node.entries, **{str(position): item for position, item in enumerate(node.items)}}
    found = {path: node.place} if path else {}
    for key, child in below.items():
        found |= places(child, f"{path}.{key}" if path else key)
    return found


def on_one_line(node: Node) -> str:
    """Write a value on one line, as YAML."""
    if isinstance(node.content, dict):
        return "{" + ", ".join(f"{key}: {on_one_line(item)}" for key, item in node.content.items()) + "}"
    if isinstance(node.content, list):
        return "[" + ", ".join(on_one_line(item) for item in node.content) + "]"
    return node.text


def plain(node: Node) -> object:
    """Values without their places."""
    if isinstance(node.content, dict):
        return {key: plain(value) for key, value in node.content.items()}
    if isinstance(node.content, list):
        return tuple(plain(item) for item in node.content)
    return node.content


def from_python(value: object, faults: Faults, place: str = "", *, text: bool = False, depth: int = 0) -> Node:
    """Turn mappings, sequences and scalars into a tree whose places are key paths."""
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_none=True)
    if depth > DEEPEST:
        faults.add(place, "too many levels", f"at most {DEEPEST} levels of nesting")
    elif isinstance(value, Mapping):
        entries = {
            str(key): replace(
                from_python(item, faults, _join(place, str(key)), text=text or key in AS_TEXT, depth=depth + 1),
                key=str(key),
                key_place=_join(place, str(key)),
            )
            for key, item in value.items()
        }
        return Node(entries, place or "scenario", str(value))
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        listed = enumerate(value)
        items = [from_python(item, faults, f"{place}[{k}]", text=text, depth=depth + 1) for k, item in listed]
        return Node(items, place or "scenario", str(value))
    scalar = _scalar(value)
    if scalar is None and value is not None and depth <= DEEPEST:
        faults.add(place or "scenario", str(value), "text, numbers, lists and mappings")
    return Node(str(scalar) if text and scalar is not None else scalar, place or "scenario", str(value))


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _scalar(value: object) -> Scalar:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    return float(value) if isinstance(value, numbers.Real) else None
