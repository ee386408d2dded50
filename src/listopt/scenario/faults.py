"""What pydantic finds wrong, as faults with places and in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from listopt.errors import Fault, did_you_mean
from listopt.scenario.describe import Schema, alternatives, described, keys, words
from listopt.scenario.fieldtexts import flags
from listopt.scenario.names import PLAIN
from listopt.scenario.tree import Node, Step

KEY = "[key]"
"""Last step of pydantic's path when a key of a mapping is wrong."""
PLACE = re.compile(r"(.*):(\d+):(\d+)", re.DOTALL)
DOLLARS = "Write numbers without commas and signs, such as 2400."
QUOTE = 'Put it in quotes: "{}".'


@dataclass(frozen=True)
class _Spot:
    """Where an error is: the value, the path to it, and whether its key is meant."""

    node: Node
    path: tuple[Step, ...]
    key: bool
    error: ErrorDetails

    @property
    def place(self) -> str:
        return self.node.key_place if self.key else self.node.place


def translated(error: ValidationError, tree: Node, schema: Schema) -> list[Fault]:
    """Give one fault per place, in the order of the errors."""
    spots = [_spot(tree, details) for details in error.errors(include_url=False)]
    deep = {spot.path for spot in spots}
    return [
        _fault(spot, tree, schema)
        for spot in spots
        if not (_of_type(spot) and any(path[: len(spot.path)] == spot.path != path for path in deep))
    ]


def misread_flags(tree: Node, schema: Callable[[], Schema], path: tuple[Step, ...] = ()) -> Iterator[Fault]:
    """Find true and false where a number is expected; pydantic would read them as 1 and 0."""
    node = tree.child(*path)
    if node is None or (path and path[-1] == "where"):
        return
    steps: list[Step] = [*node.entries, *range(len(node.items))]
    for step in steps:
        yield from misread_flags(tree, schema, (*path, step))
    misplaced = isinstance(node.content, bool) and node.key not in flags()  # the schema is slow to build
    options = alternatives(tree, path, schema()) if misplaced else []
    if options and all(option.get("type") != "boolean" for option in options):
        expected = described(options)
        yield Fault(node.place, node.quoted, expected, QUOTE.format(node.text) if expected == "text" else "")


def orderly(faults: Iterable[Fault]) -> list[Fault]:
    """Put faults in the order of their places, without what was found twice at one place."""
    once: dict[tuple[str, str], Fault] = {}
    for fault in faults:
        once.setdefault((fault.place, fault.found), fault)
    return sorted(once.values(), key=lambda fault: _line_and_column(fault.place))


def _line_and_column(place: str) -> tuple[str, int, int]:
    parts = PLACE.fullmatch(place)
    return (parts[1], int(parts[2]), int(parts[3])) if parts else ("", 0, 0)


def _of_type(spot: _Spot) -> bool:
    """Whether an error only says that another kind of value was expected, as branches of a union do."""
    kind = spot.error["type"]
    return kind.endswith(("_type", "_parsing", "_error")) and kind not in ("value_error", "assertion_error")


def _spot(tree: Node, error: ErrorDetails) -> _Spot:
    """Follow pydantic's path in the tree; steps that name a branch of a union are not there."""
    node, path = tree, list[Step]()
    for step in error["loc"]:
        below = node.child(step)
        if below is not None:
            node, path = below, [*path, step]
    key = error["loc"][-1:] == (KEY,) or error["type"] == "extra_forbidden"
    return _Spot(node, tuple(path), key, error)


def _fault(spot: _Spot, tree: Node, schema: Schema) -> Fault:
    kind = spot.error["type"]
    context = spot.error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(spot, tree, schema)
    if kind in ("missing", "union_tag_not_found"):
        return _missing(spot, tree, schema)
    found = spot.node.key if spot.key else spot.node.quoted
    if kind == PLAIN:
        return Fault(spot.place, found, str(context["expected"]), str(context["advice"]))
    if kind in ("value_error", "assertion_error"):
        return Fault(spot.place, found, str(context.get("error", "")))
    options = alternatives(tree, spot.path, schema)
    if kind == "union_tag_invalid":
        kinds = words(options)
        node = spot.node.child("kind") or spot.node
        return Fault(node.place, node.quoted, f"one of {', '.join(kinds)}", did_you_mean(str(node.content), kinds))
    if spot.key:
        return Fault(spot.place, found, *_keys_expected(spot.error, found))
    return Fault(spot.place, found, described(options), _advice(spot, options))


def _keys_expected(error: ErrorDetails, found: str) -> tuple[str, str]:
    """Read the allowed keys of a mapping off the error, which names them in quotes."""
    allowed = str(error.get("ctx", {}).get("expected", "")).split("'")[1::2]
    return (f"one of {', '.join(allowed)}" if allowed else "another key"), did_you_mean(found, allowed)


def _unknown_key(spot: _Spot, tree: Node, schema: Schema) -> Fault:
    known = keys(alternatives(tree, spot.path[:-1], schema))
    expected = f"one of the keys {', '.join(known)}"
    cut = spot.node.key.isdigit() and spot.node.content is None
    begun = [key for key in known if key.startswith(spot.node.key)]
    advice = did_you_mean(spot.node.key, begun if len(begun) == 1 else known)
    return Fault(spot.place, spot.node.quoted, expected, DOLLARS if cut else advice)


def _missing(spot: _Spot, tree: Node, schema: Schema) -> Fault:
    missing = spot.error["loc"][-1] if spot.error["type"] == "missing" else "kind"
    options = alternatives(tree, spot.path, schema)
    kinds = words(options) if missing == "kind" else []
    wanted = f"one of {', '.join(kinds)}" if kinds else described(alternatives(tree, (*spot.path, missing), schema))
    place = spot.node.place
    found = f"no `{missing}`" + (f" in {spot.node.quoted}" if spot.path else "")
    return Fault(place, found, f"`{missing}`: {wanted}")


def _advice(spot: _Spot, options: list[Schema]) -> str:
    """Say how to write what was probably meant."""
    value, kind = spot.node.content, spot.error["type"]
    if kind == "string_type" and isinstance(value, int | float):
        return QUOTE.format(spot.node.text)
    if isinstance(value, str) and (near := did_you_mean(value, words(options))):
        return near
    if kind == "tuple_type" and isinstance(value, str | int | float):
        return f"Put it in brackets: [{spot.node.text}]."
    if isinstance(value, int | float) and 5 <= value <= 100 and any(_at_most_one(option) for option in options):
        return f"Write {value / 100:g}, not {spot.node.text}."
    return _number_advice(value) if isinstance(value, str) else ""


def _at_most_one(option: Schema) -> bool:
    return 1 in (option.get("maximum"), option.get("exclusiveMaximum"))


def _number_advice(text: str) -> str:
    """Suggest the bare number in texts like ``2,400`` and ``25%``."""
    if text.strip().startswith("$"):
        return DOLLARS
    bare = text.strip().replace(",", "").replace("_", "")
    percent = bare.endswith("%")
    try:
        number = float(bare.removesuffix("%"))
    except ValueError:
        return ""
    return f"Write {number / 100 if percent else number:g}."
