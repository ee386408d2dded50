"""A strategy laid open: what it supplies and says, line by line, with the rules of the articles behind each line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from listopt.candidate import Candidate, holds, told
from listopt.errors import Faults
from listopt.scenario.guidance import Chosen
from listopt.scenario.preset import Preset
from listopt.scenario.rules import title
from listopt.scenario.tree import Node, on_one_line, plain
from listopt.scenario.variants import APPENDED, condition, resolve, with_risks

HEADINGS = {
    "variants": "variants",
    "specialties": "specialties, where the scenario names none",
    "weights": "weights",
    "bands": "bands",
    "mix": "wished mix",
    "spread": "spread",
    "preferences": "preferences",
    "constraints": "rules",
    "risks": "risk factors",
    "gates": "warnings before applying",
    "checklist": "checklist",
    "timeline": "timeline",
    "advice": "advice",
}
"""Keys of a strategy in the order in which they are shown, and their headings."""


@dataclass(frozen=True)
class Line:
    """One thing that a strategy supplies or says.

    Attributes
    ----------
    part
        Key it stands under, such as ``constraints``.
    text
        The thing itself; of a sentence also whom it concerns.
    rules
        Rules of the articles that it carries out.
    """

    part: str
    text: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Outline:
    """A strategy or variant laid open.

    Attributes
    ----------
    name, description
        As it calls itself.
    extends
        What it is built on; empty when on nothing, or when that is worked in.
    when
        Whom a variant is for, in words.
    lines
        What it supplies and says.
    variants
        Its variants; empty when they are worked in.
    chosen, undecided
        With an applicant: variants worked in, and those that may apply.
    """

    name: str
    description: str
    extends: str
    when: str
    lines: tuple[Line, ...]
    variants: tuple[Outline, ...] = ()
    chosen: tuple[Chosen, ...] = ()
    undecided: tuple[str, ...] = ()


def outline(preset: Preset, who: Candidate | None = None) -> Outline:
    """Lay a strategy open; for an applicant, without the sentences that do not concern them.

    Parameters
    ----------
    preset
        The strategy.
    who
        The applicant for whom variants and what is extended are worked in; None shows the strategy as it is written.

    Raises
    ------
    InputError
        When a strategy that it extends has faults.
    """
    if who is None:
        return _as_written(preset.tree, preset.description, "")
    faults = Faults()
    found = resolve(preset, who, faults)
    faults.raise_if_any()
    assert found is not None
    lines = tuple(_lines(found.parts, with_risks(found.parts, who)))
    return Outline(preset.name, preset.description, "", "", lines, chosen=found.chosen, undecided=found.undecided)


def _as_written(tree: Node, description: str, when: str) -> Outline:
    variants = tree.child("variants")
    below = [
        _as_written(variant, "", told(condition(variant)) if condition(variant) else "everybody else")
        for variant in (variants.items if variants else [])
    ]
    return Outline(_text(tree, "name"), description, _text(tree, "extends"), when, tuple(_lines(tree)), tuple(below))


def _lines(tree: Node, who: Candidate | None = None) -> Iterator[Line]:
    carries = tree.child("carries")
    for part in HEADINGS:
        node = tree.child(part)
        if part == "variants":
            ids = tuple(_part_ids(carries, part))
            yield from [Line(part, "chosen by the facts of the applicant", ids)] if ids else []
            continue
        if node is None or node.content is None:
            continue
        if part in APPENDED:
            concerned = [item for item in node.items if who is None or holds(condition(item), who) is not False]
            yield from (Line(part, _sentence(item, who), _ids(item.child("rules"))) for item in concerned)
        elif part == "constraints":
            for rule in node.items:
                name = title(rule) or ""
                yield Line(part, f"{name}: {on_one_line(rule.lacking('name'))}", _ids(carries and carries.child(name)))
        else:
            yield Line(part, on_one_line(node), tuple(dict.fromkeys(_part_ids(carries, part))))


def _sentence(item: Node, who: Candidate | None) -> str:
    days = " to ".join(text for key in ("begins", "ends") if (text := _text(item, key)))
    mark = _text(item, "phase") or days
    when = condition(item)
    sure = who is not None and holds(when, who)
    for_whom = f" [{told(when, who)}]" if sure else f" [if {told(when)}]"
    met = condition(item, "met")
    return (
        f"{mark}: " * bool(mark)
        + _text(item, "text")
        + for_whom * bool(when)
        + (f" [done when {told(met)}]" if met else "")
    )


def _part_ids(carries: Node | None, part: str) -> Iterator[str]:
    """Rules behind a part: named by its key, or by a key within it such as ``preferences.regions``."""
    for key, node in carries.entries.items() if carries else ():
        if key == part or key.startswith(f"{part}."):
            yield from _ids(node)


def _ids(node: Node | None) -> tuple[str, ...]:
    return tuple(str(plain(item)) for item in node.items) if node is not None else ()


def _text(tree: Node, key: str) -> str:
    node = tree.child(key)
    return "" if node is None or node.content is None else str(node.content)
