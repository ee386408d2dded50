"""Scenario files: reading them, and working in the files they extend."""

from __future__ import annotations

import os
from pathlib import Path

from listopt.errors import Fault, Faults, InputError, did_you_mean
from listopt.scenario.rules import same_name, title
from listopt.scenario.tree import Node
from listopt.scenario.yamltext import parse_yaml

MOST_BYTES = 1_000_000
"""Largest file that is read as a scenario."""
SUFFIXES = (".yaml", ".yml")


def read_tree(path: Path, named_at: str = "") -> Node:
    """Read a YAML file into a tree.

    Parameters
    ----------
    path
        The file.
    named_at
        Place that names the file, for the fault that it is missing; by default the file itself.

    Raises
    ------
    InputError
        When the file cannot be read, is too large, is not UTF-8 or no YAML mapping.
    """
    place = named_at or str(path)
    expected = "a YAML file"
    try:
        if path.is_dir():
            raise InputError([Fault(place, f"{path}, a directory", expected, _beside(path / "scenario.yaml"))])
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError([Fault(place, f"no file {path}", expected, _beside(path))]) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no valid file name"
        raise InputError([Fault(place, f"{path}, which cannot be read ({reason})", expected)]) from None
    if len(data) > MOST_BYTES:
        raise InputError([Fault(str(path), "more than 1 MB", "a scenario of at most 1 MB")])
    return parse_yaml(_decoded(data, path), str(path))


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = f"{path}:{before.count(10) + 1}:{error.start - before.rfind(10)}"
        found = f"the byte 0x{data[error.start]:02x}"
        raise InputError([Fault(place, found, "text in UTF-8", "Save the file as UTF-8.")]) from None


def _beside(path: Path) -> str:
    """Nearest name of a YAML file in the same directory."""
    try:
        return did_you_mean(path.name, sorted(name for name in os.listdir(path.parent) if name.endswith(SUFFIXES)))
    except OSError:
        return ""


def extended(tree: Node, base: Path, faults: Faults, chain: tuple[Path, ...]) -> Node:
    """Work in the file that a scenario extends, and those that this one extends in turn.

    Parameters
    ----------
    tree
        The scenario; ``base`` is its directory.
    chain
        Files on the way here.
    """
    faults.found += same_name(tree)
    entry, body = tree.child("extends"), tree.lacking("extends")
    if entry is None or entry.content is None:
        return body
    if not isinstance(entry.content, str):
        faults.add(entry.place, entry.quoted, "the path of another scenario")
        return body
    target = base / entry.content
    resolved = Path(os.path.abspath(target))
    if resolved in chain:
        circle = " -> ".join(path.name for path in (*chain, resolved))
        faults.add(entry.place, entry.quoted, "a file that does not lead back to itself", f"The chain is {circle}.")
        return body
    try:
        parent = read_tree(target, entry.place)
    except InputError as error:
        faults.found += error.faults
        return body
    parent = extended(parent, target.parent, faults, (*chain, resolved)).lacking("name")
    return merged(_moved(parent, target.parent, base), body)


def _moved(tree: Node, old: Path, new: Path) -> Node:
    """Let the relative paths of an extended file count from the directory of the file that extends it."""
    if os.path.abspath(old) == os.path.abspath(new):
        return tree
    found = {key: _moved_path(node, old, new) for key in ("catalogue", "strategy") if (node := tree.child(key))}
    odds, own = tree.child("odds"), tree.child("odds", "coefficients")
    if odds is not None and own is not None:
        found["odds"] = odds.having(coefficients=_moved_path(own, old, new))
    return tree.having(**found)


def _moved_path(node: Node, old: Path, new: Path) -> Node:
    content: str | list[Node] | None = None
    if node.items:
        content = [_moved_path(item, old, new) for item in node.items]
    elif isinstance(node.content, str) and is_path(node.content):
        content = Path(os.path.relpath(old / node.content, new)).as_posix()
    return node if content is None else Node(content, node.place, node.text, node.key, node.key_place)


def is_path(name: str) -> bool:
    """Whether a name means a file, not something that ships with listopt."""
    return bool(Path(name).suffix) or "/" in name or "\\" in name


def merged(under: Node, over: Node) -> Node:
    """Put one tree over another: mappings key by key, rules by name; lists and empty mappings replace."""
    entries = dict(under.entries)
    for key, node in over.entries.items():
        below = entries.get(key)
        if key == "constraints" and below is not None and node.items:
            entries[key] = _merged_rules(below, node)
        elif below is not None and below.entries and node.entries:
            entries[key] = merged(below, node)
        else:
            entries[key] = node
    return Node(entries, over.place, over.text, over.key, over.key_place)


def _merged_rules(under: Node, over: Node) -> Node:
    named = {name: rule for rule in over.items if (name := title(rule)) is not None}
    kept = [named.pop(title(rule) or "", rule) for rule in under.items]
    added = [rule for rule in over.items if (name := title(rule)) is None or name in named]
    return Node([*kept, *added], over.place, over.text, over.key, over.key_place)
