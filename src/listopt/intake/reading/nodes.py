"""Values of JSON and of JavaScript: texts, numbers, lists and objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Node: TypeAlias = "bool | float | str | list[Node] | Entries | None"
"""A value; whole numbers are texts, so that no digit is lost."""

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

    @property
    def about_one(self) -> bool:
        """Whether the object is about one program, lists inside it notwithstanding."""
        plain = [name.lower() for name, value in self.pairs if single(value)]
        return any(word in name for name in plain for word in _NAMING)


def single(node: Node) -> bool:
    """Whether a value is neither a list nor an object."""
    return not isinstance(node, list | Entries)


def spelt(node: Node) -> str:
    """Text of a value as a cell holds it; the parts of lists and objects are joined by semicolons."""
    if node is None:
        return ""
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, float):
        return str(int(node)) if node.is_integer() and abs(node) < 1e15 else repr(node)
    if isinstance(node, Entries):
        return "; ".join(f"{name}: {spelt(value)}" for name, value in node.pairs)
    return "; ".join(map(spelt, node)) if isinstance(node, list) else node
