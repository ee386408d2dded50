"""Strategy files: finding them, reading them, and everything that can be wrong with one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from listopt.errors import Fault, Faults, InputError, did_you_mean
from listopt.reference import read_reference
from listopt.scenario.checks import conditions
from listopt.scenario.describe import strategy_schema
from listopt.scenario.faults import misread_flags, orderly, translated
from listopt.scenario.files import is_path, read_tree
from listopt.scenario.rules import same_name
from listopt.scenario.schema import Strategy
from listopt.scenario.tree import Node, plain

DEFAULT = "default"
"""Strategy in force when none is named."""


@dataclass(frozen=True)
class Preset:
    """A strategy as read, free of faults.

    Attributes
    ----------
    tree
        Its content with places.
    base
        Folder that the paths in it count from.
    file
        Where it was read from.
    """

    tree: Node
    base: Path
    file: Path

    @property
    def name(self) -> str:
        """Name it gives itself."""
        return str(node.content) if (node := self.tree.child("name")) is not None else ""

    @property
    def description(self) -> str:
        """What it is for."""
        return str(node.content) if (node := self.tree.child("description")) is not None else ""


def strategies() -> dict[str, Path]:
    """Give the strategies that ship with listopt: name -> file, sorted."""
    folder = Path(str(resources.files("listopt") / "strategies"))
    return dict(sorted((path.stem, path) for path in folder.glob("*.yaml")))


def find_preset(name: str, base: Path, faults: Faults, named: Node | None = None) -> Preset | None:
    """Read and check a strategy, named or a file; None when it has faults.

    Parameters
    ----------
    name
        Name of a shipped strategy, or path of a file.
    base
        Folder that a relative path counts from.
    faults
        Gathers what is wrong.
    named
        Value that names it, for faults; None when it is named on the command line, or not at all.
    """
    shipped = strategies()
    if not is_path(name) and name not in shipped:
        expected = f"a file, or a strategy that comes with listopt: {', '.join(shipped)}"
        place, found = ("strategy", name) if named is None else (named.place, named.quoted)
        faults.add(place, found, expected, did_you_mean(name, shipped))
        return None
    file = base / name if is_path(name) else shipped[name]
    try:
        tree = _shipped(file) if file in shipped.values() else read_tree(file, "" if named is None else named.place)
    except InputError as error:
        faults.found += error.faults
        return None
    wrong = [] if file in shipped.values() else strategy_faults(tree)
    faults.found += wrong
    return None if wrong else Preset(tree, file.parent, file)


@cache
def _shipped(file: Path) -> Node:
    """Read a strategy that comes with listopt, once."""
    return read_tree(file)


def read_preset(name: str) -> Preset:
    """Read a strategy, named or a file counted from the current folder.

    Raises
    ------
    InputError
        With every fault of it.
    """
    faults = Faults()
    found = find_preset(name, Path(), faults)
    faults.raise_if_any()
    assert found is not None
    return found


def levels(tree: Node) -> Iterator[Node]:
    """Give a strategy itself and all its variants, those within variants included."""
    yield tree
    variants = tree.child("variants")
    for variant in variants.items if variants else []:
        yield from levels(variant)


def strategy_faults(tree: Node) -> list[Fault]:
    """Find everything that is wrong with one strategy file, strategies it extends aside."""
    found = [fault for level in levels(tree) for fault in _level_faults(level)]
    found += misread_flags(tree, strategy_schema)
    try:
        Strategy.model_validate(plain(tree))
    except ValidationError as error:
        found += translated(error, tree, strategy_schema())
    return orderly(found)


def _level_faults(tree: Node) -> Iterator[Fault]:
    """Faults of rules, conditions and rule ids of a strategy or variant."""
    yield from same_name(tree)
    yield from conditions(tree)
    yield from _unknown_ids(tree)


def _unknown_ids(tree: Node) -> Iterator[Fault]:
    """Find ids of rules of the seed articles that no article has."""
    lists = [node for key in ("risks", "gates", "checklist", "timeline", "advice") if (node := tree.child(key))]
    named = [said.child("rules") for items in lists for said in items.items]
    carries = tree.child("carries")
    named += list(carries.entries.values()) if carries else []
    known = [row["rule"] for row in read_reference("seed_rules")]
    for node in named:
        for item in node.items if node else []:
            if item.content not in known:
                yield Fault(item.place, item.quoted, "the id of a rule, such as A-031", did_you_mean(item.text, known))
