"""Settings such as ``budget=2700``: values put over those of a scenario before it is checked.

A name is a path of keys, ``applicant.step2_ck``; items of a list go by their name, specialty, kind or position:
``specialties.Internal Medicine.utility``, ``constraints.count region=Midwest.at_least``. Three short words mean rules
and pools: `budget`, `applications` and ``signals.<pool>.<tier>`` (`listopt.scenario.shortwords`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from listopt.applicant import Exam
from listopt.errors import Fault, Faults, InputError, did_you_mean
from listopt.reference import find_specialty
from listopt.scenario.checks import EXAMS
from listopt.scenario.rules import title
from listopt.scenario.strategy import SUPPLIED
from listopt.scenario.tree import AS_TEXT, Node, Step, on_one_line
from listopt.scenario.yamltext import parse_yaml

RULES = "constraints"
NAMES = ("name", "specialty")
"""Keys by whose value an item of a list may be called."""


@dataclass(frozen=True)
class Setting:
    """One ``NAME=VALUE``.

    Attributes
    ----------
    text
        As written.
    name
        Path of the value.
    value
        What to put there; its content is None when the value is to be removed.
    """

    text: str
    name: str
    value: Node

    @property
    def place(self) -> str:
        """How faults call it."""
        return f"--set {self.text}"

    def refuse(self, found: str, expected: str, advice: str = "") -> InputError:
        """Build the error that says what is wrong with it."""
        return InputError([Fault(self.place, found, expected, advice)])


def of_strategy(text: str, tree: Node) -> bool:
    """Whether a setting speaks of something that a strategy may supply, so that it must be put over the strategy.

    Specialties decide what the strategy supplies: they are set before it, unless it is the strategy that names them.
    """
    name = text.partition("=")[0].strip()
    head = name.partition(".")[0]
    if head == "specialties":
        return name != head and tree.child(head) is None
    return head in (*SUPPLIED, "budget", "applications")


def read_settings(texts: Sequence[str], tree: Node) -> tuple[Setting, ...]:
    """Read settings; names of the rules of ``tree`` may contain an equals sign.

    Raises
    ------
    InputError
        With every text that is no ``NAME=VALUE``.
    """
    faults, found = Faults(), []
    for text in texts:
        name, equals, written = _split(text, tree)
        if not equals or not name or not written.strip():
            advice = f"Write {name}=null to remove it." if equals and name else ""
            faults.add(f"--set {text}", repr(text), "NAME=VALUE, such as budget=2700", advice)
            continue
        try:
            found.append(Setting(text, name, _value(text, name, written)))
        except InputError as error:
            faults.found += error.faults
    faults.raise_if_any()
    return tuple(found)


def _split(text: str, tree: Node) -> tuple[str, str, str]:
    rules = tree.child(RULES)
    named = _item(rules, text.removeprefix(f"{RULES}.")) if rules and text.startswith(f"{RULES}.") else None
    start = 0 if named is None else len(text) - len(named[1])
    name, equals, written = text[start:].partition("=")
    return (text[:start] + name).strip(), equals, written


def _value(text: str, name: str, written: str) -> Node:
    key = name.rpartition(".")[2]
    try:
        tree = parse_yaml(f"{key if key in AS_TEXT else 'value'}: {written}", "")
    except InputError as error:
        raise InputError([replace(fault, place=f"--set {text}") for fault in error.faults]) from None
    (node,) = tree.entries.values()
    return _placed(node, f"--set {text}")


def _placed(node: Node, place: str) -> Node:
    """Let a value and all that is in it stand at one place."""
    content = node.content
    if isinstance(content, dict):
        content = {key: _placed(item, place) for key, item in content.items()}
    elif isinstance(content, list):
        content = [_placed(item, place) for item in content]
    return replace(node, content=content, place=place, key_place=place if node.key else "")


def put(tree: Node, path: str, setting: Setting) -> Node:
    """Put the setting's value at a path; what is on the way and missing is made.

    Raises
    ------
    InputError
        When an item of a list is named that is not there, or the path leads into a plain value.
    """
    if not path:
        return replace(setting.value, key=tree.key, key_place=setting.place if tree.key else "")
    tree = _long_form(tree, path)
    if isinstance(tree.content, list):
        return _put_item(tree, path, setting)
    if tree.content is not None and not tree.entries and tree.content != {}:
        expected = "a name that ends there, or the name of something that has parts"
        raise setting.refuse(f"{path!r} in {tree.quoted}", expected)
    key, rest = _key(tree, path)
    if not rest and setting.value.content is None:
        return _changed(tree.lacking(key), setting)
    old = tree.child(key) or Node(None, setting.place, "", key, setting.place)
    return _changed(having(tree, key, put(replace(old, key=key), rest, setting)), setting)


def locate(tree: Node, path: str) -> tuple[Step, ...] | None:
    """Keys and positions that a path stands for; None when there is nothing there."""
    if not path:
        return ()
    step: Step
    if isinstance(tree.content, list):
        found = _item(tree, path)
        if found is None:
            return None
        step, rest = found[0], found[1].removeprefix(".")
    else:
        step, rest = _key(tree, path)
    below = tree.child(step)
    further = None if below is None else locate(below, rest)
    return None if further is None else (step, *further)


def having(tree: Node, key: str, value: Node) -> Node:
    """Give the same mapping with one entry set."""
    return replace(tree, content={**tree.entries, key: value})


def _put_item(tree: Node, path: str, setting: Setting) -> Node:
    found = _item(tree, path)
    if found is None:
        names = [name for names in _item_names(tree) for name in names[:1]]
        expected = f"one of {', '.join(names)}" if names else "another name: the list is empty"
        raise setting.refuse(repr(path), expected, did_you_mean(path.partition(".")[0], names))
    place, rest = found
    rest = rest.removeprefix(".")
    if not rest and setting.value.content is None:
        return _changed(replace(tree, content=[*tree.items[:place], *tree.items[place + 1 :]]), setting)
    item = put(tree.items[place], rest, setting)
    return _changed(replace(tree, content=[*tree.items[:place], item, *tree.items[place + 1 :]]), setting)


def _changed(tree: Node, setting: Setting) -> Node:
    """Let faults about the whole of a changed part name the setting, and quote the part as it is now."""
    return replace(tree, place=setting.place, text=on_one_line(tree))


def _key(tree: Node, path: str) -> tuple[str, str]:
    """Split off the first key of a path; keys that exist may contain dots."""
    existing = sorted((key for key in tree.entries if f"{path}.".startswith(f"{key}.")), key=len)
    key = existing[-1] if existing else path.partition(".")[0]
    return key, path[len(key) + 1 :]


def _item(tree: Node, path: str) -> tuple[int, str] | None:
    """Position of the item that a path begins with, and what follows it; the longest name counts."""
    wanted = path.lower()
    matches = [
        (len(name), -rank, -place)
        for place, names in enumerate(_item_names(tree))
        for rank, name in enumerate(names)
        if wanted.startswith(name.lower()) and wanted[len(name) : len(name) + 1] in ("", ".", "=")
    ]
    if matches:
        length, _, place = max(matches)
        return -place, path[length:]
    word, dot, rest = path.partition(".")
    alias = find_specialty(word)
    return None if alias is None or alias.name == word else _item(tree, f"{alias.name}{dot}{rest}")


def _item_names(tree: Node) -> list[tuple[str, ...]]:
    """Names of each item of a list: of rules the title, and the kind where it is the only one; else name or value."""
    kinds = [str(kind.content) for item in tree.items if (kind := item.child("kind")) is not None]
    found = []
    for place, item in enumerate(tree.items):
        names = [title(item)] if item.child("kind") else []
        names += [str(node.content) for key in NAMES if (node := item.child(key)) is not None]
        names += [item.text] if isinstance(item.content, str) else []
        kind = item.child("kind")
        names += [str(kind.content)] if kind is not None and kinds.count(str(kind.content)) == 1 else []
        found.append((*(name for name in names if name), str(place)))
    return found


def _long_form(node: Node, path: str) -> Node:
    """Write a short form in full where a path leads into it: ``238`` as a score, a name as a specialty."""
    key = ""
    if node.key in EXAMS:
        key = "score" if isinstance(node.content, int) else "result" if isinstance(node.content, str) else ""
        key = key if path.partition(".")[0] in Exam.model_fields else ""
    elif node.key == "unknown" and isinstance(node.content, str):
        key = "default"
    elif not node.key and isinstance(node.content, str):
        key = "specialty"
    elif path in ("low", "high") and len(node.items) == 2:
        return replace(node, content={"low": replace(node.items[0], key="low"), "high": node.items[1]})
    return replace(node, content={key: replace(node, key=key, key_place=node.place)}) if key else node
