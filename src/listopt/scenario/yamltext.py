"""YAML text into a tree of values with their places.

The text is read event by event: values keep the place and the spelling they have in the file, deep nesting and
aliases that multiply are refused before they cost anything, and no tag ever runs code. Words like ``no`` and dates
are text, as in YAML 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from listopt.errors import Fault, Faults, InputError
from listopt.scenario.syntax import syntax_fault
from listopt.scenario.tree import AS_TEXT, DEEPEST, Node, Scalar

MOST_NODES = 20_000
"""Most values a scenario may hold, aliases written out."""
LARGEST = 1e15
"""Largest number that means anything in a scenario."""

_WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,400}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_TEXT_TAGS = ("!", "tag:yaml.org,2002:str")


def parse_yaml(text: str, name: str) -> Node:
    """Read one YAML document that is a mapping.

    Parameters
    ----------
    text
        The text, without a byte order mark.
    name
        How places call the file.

    Raises
    ------
    InputError
        With the fault of syntax, or every duplicate key, tag and impossible number.
    """
    builder = _Builder(text, name)
    try:
        root = builder.document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InputError([syntax_fault(text, name, error, mark)]) from None
    except (YAMLError, ValueError, IndexError, AssertionError) as error:
        raise InputError([syntax_fault(text, name, error, None)]) from None
    builder.faults.raise_if_any()
    return root


def scalar_of(text: str) -> Scalar:
    """Value of unquoted text: nothing, true or false, a number, else text."""
    word = text if text in ("", "~") else text.lower()
    if word in _WORDS and text in (word, word.upper(), word.capitalize()):
        return _WORDS[word]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return float(text.replace(".", "", 1)) if _SPECIAL.fullmatch(text) else text


class _Builder:
    """Builds the tree from the parser's events."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.faults = Faults()
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.size = 0
        self.events: Iterator[Event] = iter(YAML(typ="safe", pure=True).parse(text))

    def document(self) -> Node:
        """Read the only document of the text."""
        start = self.next_document()
        root = self.value(next(self.events), 0, text=False) if start else None
        if root is None or root.content is None:
            raise self.stop("1:1", "an empty file", "a scenario", "`listopt init` writes one to start from.")
        another = self.next_document()
        if another is not None:
            raise self.stop(self.at(another), "a second document (---)", "one scenario a file")
        if not isinstance(root.content, dict):
            raise self.stop(self.at_mark(root.place), root.quoted, "keys and values, such as `catalogue: us-2025`")
        return root

    def next_document(self) -> Event | None:
        """Go to where the next document begins; None when there is none."""
        return next((event for event in self.events if isinstance(event, DocumentStartEvent)), None)

    def value(self, event: Event, depth: int, *, text: bool) -> Node:
        """Read the value that begins with an event."""
        self.size += 1
        if depth > DEEPEST:
            raise self.stop(self.at(event), "too many levels", f"at most {DEEPEST} levels of nesting")
        if self.size > MOST_NODES:
            raise self.stop(self.at(event), "too many values", f"at most {MOST_NODES:,} values, aliases included")
        if isinstance(event, AliasEvent):
            return self.alias(event)
        if not isinstance(event, ScalarEvent | CollectionStartEvent):
            raise self.stop(self.at(event), "no value", "a value")
        before = self.size
        node = self.fresh(event, depth, text=text)
        if event.anchor is not None:
            self.anchors[str(event.anchor)] = (node, self.size - before + 1)
        return node

    def fresh(self, event: ScalarEvent | CollectionStartEvent, depth: int, *, text: bool) -> Node:
        """Read a value that is no alias."""
        tag = str(event.tag) if event.tag is not None else ""
        if tag and tag not in _TEXT_TAGS:
            self.faults.add(self.place(event), f"the tag {tag}", "plain values", "Remove the tag.")
        if isinstance(event, ScalarEvent):
            return self.scalar(event, text=text or bool(tag))
        read = self.mapping if isinstance(event, MappingStartEvent) else self.sequence
        return read(event, depth, text=text)

    def alias(self, event: AliasEvent) -> Node:
        """Repeat the value of an anchor."""
        node, size = self.anchors.get(str(event.anchor), (None, 0))
        if node is None:
            raise self.stop(self.at(event), f"*{event.anchor}", f"an anchor &{event.anchor} that is complete above it")
        self.size += size
        return replace(node, place=self.place(event))

    def scalar(self, event: ScalarEvent, *, text: bool) -> Node:
        written = self.text[event.start_mark.index : event.end_mark.index]
        word = str(event.value)
        value = word if text or event.style is not None else scalar_of(word)
        if isinstance(value, int | float) and not abs(value) <= LARGEST:
            self.faults.add(self.place(event), written, "a finite number", "Leave the key out to set no limit.")
            value = None
        return Node(value, self.place(event), written)

    def sequence(self, event: CollectionStartEvent, depth: int, *, text: bool) -> Node:
        items: list[Node] = []
        while not isinstance(following := next(self.events), SequenceEndEvent):
            items.append(self.value(following, depth + 1, text=text))
        return Node(items, self.place(event), self.text[event.start_mark.index : following.end_mark.index])

    def mapping(self, event: CollectionStartEvent, depth: int, *, text: bool) -> Node:
        entries: dict[str, Node] = {}
        while not isinstance(following := next(self.events), MappingEndEvent):
            key, at = self.key(following), self.place(following)
            node = self.value(next(self.events), depth + 1, text=text or key in AS_TEXT)
            if key in entries:
                first = entries[key].key_place
                self.faults.add(at, f"{key} a second time", f"each key once (first at {first})")
            entries[key] = replace(node, key=key, key_place=at)
        inherited = entries.pop("<<").entries if "<<" in entries else {}
        written = self.text[event.start_mark.index : following.end_mark.index]
        return Node({**inherited, **entries}, self.place(event), written)

    def key(self, event: Event) -> str:
        if not isinstance(event, ScalarEvent) or not event.value:
            raise self.stop(self.at(event), "no plain key", "a name before the colon")
        return str(event.value)

    def at(self, event: Event) -> str:
        mark: StreamMark = event.start_mark
        return f"{mark.line + 1}:{mark.column + 1}"

    def at_mark(self, place: str) -> str:
        return place.removeprefix(f"{self.name}:")

    def place(self, event: Event) -> str:
        return f"{self.name}:{self.at(event)}"

    def stop(self, at: str, found: str, expected: str, advice: str = "") -> InputError:
        """Fault after which reading cannot go on, together with those before it."""
        return InputError([*self.faults.found, Fault(f"{self.name}:{at}", found, expected, advice)])
