"""The rules of a scenario as written: their names, and specialties in conditions spelled as the catalogue does."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from listopt.constraints import KINDS
from listopt.errors import Fault
from listopt.reference import find_specialty
from listopt.scenario.tree import Node, plain


def title(rule: Node) -> str | None:
    """Name of a rule, given or by default; None when the rule itself has faults."""
    kind = rule.child("kind")
    model = KINDS.get(str(kind.content)) if kind else None
    if model is None:
        return None
    try:
        return model.model_validate(plain(rule)).title
    except ValidationError:
        return None


def specialties_of(tree: Node) -> tuple[str, ...]:
    """Canonical names of the specialties that a scenario or strategy writes down."""
    choices = tree.child("specialties")
    words = [(choice.child("specialty") or choice).content for choice in choices.items] if choices else []
    found = [find_specialty(word) for word in words if isinstance(word, str)]
    return tuple(one.name for one in found if one is not None)


def same_name(tree: Node) -> Iterator[Fault]:
    """Find rules of one file that have the same name."""
    first: dict[str, str] = {}
    rules = tree.child("constraints")
    for rule in rules.items if rules else []:
        name = title(rule)
        if name is not None and name in first:
            found = f"a second rule named {name!r} (first at {first[name]})"
            advice = "Give one of them a `name:`, or drop one."
            yield Fault(rule.place, found, "a name of its own for every rule", advice)
        elif name is not None:
            first[name] = rule.place


def canonical(tree: Node) -> Node:
    """Spell the specialties in conditions as the catalogue does."""
    rules = tree.child("constraints")
    if rules is None or not rules.items:
        return tree
    return tree.having(constraints=Node([_spelled(rule) for rule in rules.items], rules.place, rules.text, rules.key))


def _spelled(rule: Node) -> Node:
    where = rule.child("where")
    wanted = rule.child("where", "specialty")
    if where is None or wanted is None:
        return rule
    items = [_one_spelled(item) for item in wanted.items]
    spelled = Node(items, wanted.place, wanted.text, wanted.key) if items else _one_spelled(wanted)
    return rule.having(where=where.having(specialty=spelled))


def _one_spelled(node: Node) -> Node:
    found = find_specialty(node.content) if isinstance(node.content, str) else None
    return node if found is None else Node(found.name, node.place, node.text, node.key, node.key_place)
