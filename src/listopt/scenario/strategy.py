"""The strategy of a scenario: finding it, checking it, and filling in what the scenario does not say."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from listopt.errors import Fault, Faults, InputError, did_you_mean
from listopt.objectives import OBJECTIVES
from listopt.scenario.checks import conditions
from listopt.scenario.describe import strategy_schema
from listopt.scenario.faults import misread_flags, orderly, translated
from listopt.scenario.files import is_path, merged, read_tree
from listopt.scenario.rules import canonical, same_name
from listopt.scenario.schema import Strategy
from listopt.scenario.tree import Node, plain

DEFAULT = "default"
"""Strategy in force when none is named."""
SUPPLIED = ("weights", "bands", "mix", "spread", "preferences", "constraints")
"""Keys that a strategy supplies to a scenario."""


def strategies() -> dict[str, Path]:
    """Give the strategies that ship with listopt: name -> file, sorted."""
    folder = Path(str(resources.files("listopt") / "strategies"))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def with_strategy(tree: Node, base: Path, faults: Faults) -> tuple[Node, tuple[str, ...]]:
    """Put a scenario over its strategy.

    Without a named strategy, weights of the scenario's own stand alone: the default strategy then supplies all but
    weights.

    Returns
    -------
    The completed scenario, and the terms whose weights are the strategy's.
    """
    named = tree.child("strategy")
    named = named if named is not None and named.content is not None else None
    strategy = _read(named, base, faults)
    if strategy is None:
        return tree, ()
    parts = {key: node for key in SUPPLIED if (node := strategy.child(key)) is not None}
    own = tree.child("weights")
    stated = own is not None and own.content is not None
    if stated and named is None:
        parts.pop("weights", None)
    if "bands" in parts:
        parts["bands"] = _bands_for(tree, parts["bands"])
    given = parts["weights"].entries if "weights" in parts else {}
    borrowed = tuple(term for term in OBJECTIVES if term in given and not (own and term in own.entries))
    over = tree if own is not None and (own.entries or not given) else tree.lacking("weights")
    return merged(Node(parts, strategy.place, strategy.text), over), borrowed


def _bands_for(tree: Node, bands: Node) -> Node:
    """Thresholds for the scenario's applicant type; nothing when the strategy has none for it."""
    if "reach_below" in bands.entries:
        return bands
    kind = tree.child("applicant", "type")
    chosen = bands.child(str(kind.content)) if kind else None
    return chosen or Node(None, bands.place, "", bands.key, bands.key_place)


def _read(named: Node | None, base: Path, faults: Faults) -> Node | None:
    """Read and check the strategy; None when it has faults."""
    name, place = DEFAULT, ""
    if named is not None and isinstance(named.content, str):
        name, place = named.content, named.place
    shipped = strategies()
    if not is_path(name) and name not in shipped:
        expected = f"a file, or a strategy that comes with listopt: {', '.join(shipped)}"
        faults.add(place, f"strategy: {name}", expected, did_you_mean(name, shipped))
        return None
    try:
        tree = canonical(read_tree(base / name if is_path(name) else shipped[name], place))
    except InputError as error:
        faults.found += error.faults
        return None
    found = _faults(tree)
    faults.found += found
    return None if found else tree


def _faults(tree: Node) -> list[Fault]:
    found = [*same_name(tree), *conditions(tree), *misread_flags(tree, strategy_schema)]
    try:
        Strategy.model_validate(plain(tree))
    except ValidationError as error:
        found += translated(error, tree, strategy_schema())
    return orderly(found)
