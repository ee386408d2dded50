"""Faults of YAML's syntax in words for people who have never heard of YAML."""

from __future__ import annotations

from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.reader import ReaderError

from listopt.errors import Fault

INDENT = "Keys that belong together begin in the same column."
BEGINS = (
    "a quote that is not closed",
    "`key: value`",
    "a comma, or ] at the end of the list",
    "a comma, or } at the end",
)
"""Found or expected: faults that are shown where the value or key begins, not where the parser gave up."""
KNOWN = (
    ("found character '\\t'", "a tab", "spaces", "Indent with spaces; tabs are not allowed."),
    ("found unexpected end of stream", "a quote that is not closed", "a closing quote", ""),
    ("found unexpected document separator", "a quote that is not closed", "a closing quote", ""),
    ("mapping values are not allowed", "", "one `key: value` a line", f"Put text with a colon in quotes. {INDENT}"),
    ("expected <block end>", "", "a line that begins in the column of the lines above it", INDENT),
    ("could not find expected ':'", "", "`key: value`", f"Put a colon and a blank after the key. {INDENT}"),
    ("expected ',' or ']'", "", "a comma, or ] at the end of the list", ""),
    ("expected ',' or '}'", "", "a comma, or } at the end", ""),
)
"""Part of the parser's message, what was found (empty: the line), what is expected, what to do."""


def syntax_fault(text: str, name: str, error: Exception, mark: StreamMark | None) -> Fault:
    """Say what is wrong with the text, and where."""
    problem = str(error.problem or "") if isinstance(error, MarkedYAMLError) else ""
    if isinstance(error, ReaderError):
        return _odd_character(text, name, error)
    for part, found, expected, advice in KNOWN:
        if part in problem:
            begun = (
                error.context_mark if isinstance(error, MarkedYAMLError) and {found, expected} & set(BEGINS) else None
            )
            place, line = _where(text, begun or mark)
            return Fault(f"{name}:{place}", found or line, expected, advice)
    place, line = _where(text, mark)
    advice = f"The YAML reader says: {problem}." if problem else INDENT
    return Fault(f"{name}:{place}", line, "YAML, that is, lines such as `key: value`", advice)


def _where(text: str, mark: StreamMark | None) -> tuple[str, str]:
    """Line and column of a mark, and its line."""
    lines = text.splitlines() or [""]
    row = min(mark.line, len(lines) - 1) if mark is not None else 0
    column = mark.column if mark is not None else 0
    return f"{row + 1}:{column + 1}", lines[row].strip()[:60] or "the end of the file"


def _odd_character(text: str, name: str, error: ReaderError) -> Fault:
    position = int(error.position)
    before = text[:position]
    place = f"{before.count(chr(10)) + 1}:{position - before.rfind(chr(10))}"
    character = text[position : position + 1]
    return Fault(f"{name}:{place}", f"the character {character!r}", "printable characters", "Delete it.")
