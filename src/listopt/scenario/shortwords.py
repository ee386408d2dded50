"""The short words of settings: `budget`, `applications`, and ``signals.<pool>.<tier>``."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic_core import PydanticCustomError

from listopt.errors import Faults, InputError
from listopt.scenario.names import pool
from listopt.scenario.rules import title
from listopt.scenario.settings import RULES, Setting, having, put, read_settings
from listopt.scenario.tree import Node
from listopt.season import FIRST_SEASON, LAST_SEASON, coming_match, read_season

BUDGET, APPLICATIONS, SIGNALS = "budget", "applications", "signals"


def put_settings(tree: Node, texts: Sequence[str], today: datetime.date, faults: Faults) -> Node:
    """Put settings over a tree, those of signal pools last, since a season may be set, too."""
    try:
        settings = read_settings(texts, tree)
    except InputError as error:
        faults.found += error.faults
        return tree
    for setting in sorted(settings, key=lambda setting: setting.name.startswith(SIGNALS)):
        try:
            tree = _with_setting(tree, setting, today)
        except InputError as error:
            faults.found += error.faults
    return tree


def _with_setting(tree: Node, setting: Setting, today: datetime.date) -> Node:
    """Put one setting over a tree; raises when the name leads nowhere, or several rules may be meant."""
    head, _, rest = setting.name.partition(".")
    if head == "extends":
        raise setting.refuse("extends", "a value of the scenario", "Files are read before anything is set.")
    if setting.name in (BUDGET, APPLICATIONS):
        return _with_limit(tree, setting)
    if head == SIGNALS and rest:
        tree, name = _with_pool(tree, rest, setting, today)
        setting = replace(setting, name=name)
    changed = put(tree, setting.name, setting)
    if rest and head == SIGNALS and (stated := changed.child(SIGNALS)) is not None and stated.content == {}:
        changed = changed.lacking(SIGNALS)  # an empty mapping would mean: no signals at all
    return replace(changed, place=tree.place, text=tree.text)


def _with_limit(tree: Node, setting: Setting) -> Node:
    """Set the ``at_most`` of the one rule that is meant, or state such a rule."""
    rules = tree.child(RULES) or Node([], setting.place, "", RULES, setting.place)
    meant = [place for place, rule in enumerate(rules.items) if is_meant(rule, setting.name)]
    if len(meant) > 1:
        names = [str(title(rules.items[place])) for place in meant]
        expected = f"a name that means one of them: {', '.join(f'{RULES}.{name}.at_most' for name in names)}"
        raise setting.refuse(f"{len(meant)} rules that {setting.name} may mean", expected)
    if not meant:
        return tree if setting.value.content is None else _with_rule(tree, rules, setting)
    place = meant[0]
    alone = setting.value.content is None and rules.items[place].child("at_least") is None
    setting = replace(setting, name=f"{RULES}.{place}" if alone else f"{RULES}.{place}.at_most")
    return replace(put(tree, setting.name, setting), place=tree.place, text=tree.text)


def is_meant(rule: Node, word: str) -> bool:
    """Whether `budget` or `applications` means a rule: a budget, or a number of applications without a condition."""
    values = {key: node.content for key, node in rule.entries.items()}
    if word == BUDGET:
        return values.get("kind") == "budget"
    return values.get("kind") == "count" and values.get("unit", "count") == "count" and not values.get("where")


def _with_rule(tree: Node, rules: Node, setting: Setting) -> Node:
    """State the rule; under a name of its own where a rule already has the one it would get."""
    kind, at = ("budget" if setting.name == BUDGET else "count"), setting.place
    entries = {"kind": Node(kind, at, kind, "kind", at)}
    if kind in [title(rule) for rule in rules.items]:
        entries["name"] = Node(setting.name, at, setting.name, "name", at)
    entries["at_most"] = replace(setting.value, key="at_most", key_place=at)
    text = f"{{kind: {kind}, at_most: {setting.value.text}}}"
    return having(tree, RULES, replace(rules, content=[*rules.items, Node(entries, at, text)]))


def _with_pool(tree: Node, rest: str, setting: Setting, today: datetime.date) -> tuple[Node, str]:
    """Write out the season's tiers of a pool, so that setting one tier leaves the others as they are.

    Returns the tree, and the path of the value with the pool's key as it stands in the tree.
    """
    year = tree.child("season")
    known = year is not None and isinstance(year.content, int) and FIRST_SEASON <= year.content <= LAST_SEASON
    season = read_season(int(str(year.content)) if known and year is not None else coming_match(today))
    stated = tree.child(SIGNALS)
    written, _, tier = rest.rpartition(".")
    written, tier = (written, tier) if written else (tier, "")
    try:
        name = pool(written)
    except PydanticCustomError as error:
        context = error.context or {}
        raise setting.refuse(repr(written), str(context["expected"]), str(context["advice"])) from None
    name = season.pool_of.get(name, name)
    present = stated.entries if stated is not None else {}
    key = next((own for own in present if season.pool_of.get(_spelled(own), _spelled(own)) == name), name)
    pools = dict(present)
    if stated is not None and stated.content == {}:
        pools |= {other: _tiers(other, {}, setting.place) for other in season.pools if other != name}
        pools[key] = _tiers(key, {}, setting.place)
    elif key not in pools:
        pools[key] = _tiers(key, season.pools.get(name, {}), setting.place)
    signals = Node(pools, setting.place, "", SIGNALS, setting.place)
    return having(tree, SIGNALS, signals), ".".join(part for part in (SIGNALS, key, tier) if part)


def _spelled(word: str) -> str:
    try:
        return pool(word)
    except PydanticCustomError:
        return word


def _tiers(name: str, counts: Mapping[str, int], place: str) -> Node:
    entries = {tier: Node(count, place, str(count), tier, place) for tier, count in counts.items()}
    return Node(entries, place, "", name, place)
