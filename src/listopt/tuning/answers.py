"""Answers in a file: read with all faults at once, written so that a session can go on another time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from listopt.errors import Faults
from listopt.report.contents import number
from listopt.scenario.files import read_tree
from listopt.scenario.tree import Node
from listopt.tuning.tastes import RULES, Answer, Scale

WORDS = {"1": 1, "2": 2, "=": 0}
"""What may be said to two lists -> the preferred one, 0 for neither."""
HEAD = """\
# Answers to the questions of `listopt tune --learn`, one a line. prefer: 1 or 2, or "=" when both lists are as good.
# first, second: the terms of the two lists, without their weights.
answers:
"""

Given = Answer | int
"""An answer with the lists it is about, or the bare answer to whatever is asked next."""


def read_answers(path: Path, scale: Scale) -> tuple[tuple[Given, str], ...]:
    """Read a file of answers, each with its place.

    Parameters
    ----------
    path
        A YAML file with the key ``answers``: a list of ``1``, ``2``, ``=``, or of mappings as `write_answers` makes
        them.
    scale
        The weights to learn: both lists of an answer need their terms.

    Raises
    ------
    InputError
        With every fault.
    """
    tree, faults = read_tree(path), Faults()
    listed = tree.child("answers")
    for key in sorted(set(tree.entries) - {"answers"}):
        faults.add(tree.entries[key].key_place, repr(key), "the key answers, and no other")
    if listed is None or not isinstance(listed.content, list | None):
        faults.add(
            listed.place if listed else str(path), listed.quoted if listed else "no answers", "a list of answers"
        )
    found = [(_given(node, scale, faults), node.place) for node in (listed.items if listed else [])]
    faults.raise_if_any()
    return tuple((given, place) for given, place in found if given is not None)


def write_answers(answers: Sequence[Answer]) -> str:
    """Write answers as a file that `read_answers` reads."""
    words = {prefers: word for word, prefers in WORDS.items()}
    lines = []
    for answer in answers:
        said = words[answer.prefers] if answer.prefers else '"="'
        check = ", check: true" if answer.check else ""
        lines.append(f"  - {{prefer: {said}, first: {_flow(answer.first)}, second: {_flow(answer.second)}{check}}}\n")
    return HEAD + "".join(lines)


def _flow(terms: Mapping[str, float]) -> str:
    return "{" + ", ".join(f"{name}: {number(value)!r}" for name, value in terms.items()) + "}"


def _given(node: Node, scale: Scale, faults: Faults) -> Given | None:
    if not isinstance(node.content, dict):
        return _word(node, node, faults)
    for key in sorted(set(node.entries) - {"prefer", "first", "second", "check"}):
        faults.add(node.entries[key].key_place, repr(key), "prefer, first, second or check")
    prefers = _word(node, node.child("prefer"), faults)
    first, second = (_terms(node, key, scale, faults) for key in ("first", "second"))
    if prefers is None or first is None or second is None:
        return None
    check = node.child("check")
    return Answer(first, second, prefers, check is not None and check.content is True, node.place)


def _word(at: Node, node: Node | None, faults: Faults) -> int | None:
    word = None if node is None else str(node.content)
    if word not in WORDS:
        faults.add(
            at.place if node is None else node.place, "no `prefer`" if node is None else node.quoted, "1, 2 or ="
        )
        return None
    return WORDS[word]


def _terms(at: Node, key: str, scale: Scale, faults: Faults) -> Mapping[str, float] | None:
    """Terms of one list; those that any weight needs must be there."""
    node = at.child(key)
    entries = node.entries if node is not None else {}
    wrong = [item for item in entries.values() if isinstance(item.content, bool | str | None)]
    needed = [*scale.at(scale.point({})), RULES]
    lacking = [name for name in needed if name not in entries and name != RULES]
    for item in wrong:
        faults.add(item.place, item.quoted, "a number")
    if lacking:
        advice = "Every term whose weight counts is needed; name the same --learn-terms as when it was answered."
        faults.add(
            at.place,
            f"no {', '.join(lacking)} in {key}",
            f"{key}: {{{', '.join(f'{n}: ...' for n in needed)}}}",
            advice,
        )
    if wrong or lacking:
        return None
    return {name: float(str(entries[name].content)) for name in needed if name in entries}
