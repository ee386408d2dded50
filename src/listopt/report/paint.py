"""Lines of a terminal report: spans of text, each with the role it plays, and the colours of the roles."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.style import Style

    from listopt.report.page import Page

Span = tuple[str, str]
"""Text and its role; an empty role is plain text."""
Line = tuple[Span, ...]

ROLES = {
    "title": "bold",
    "heading": "bold cyan",
    "label": "cyan",
    "strong": "bold",
    "dim": "dim",
    "good": "green",
    "warning": "yellow",
    "bad": "bold red",
    "gold": "bold yellow",
    "silver": "bold",
    "signal": "bold yellow",
    "reach": "magenta",
    "target": "blue",
    "safety": "green",
}
"""Role -> style, in the sixteen colours that every terminal lets its user choose."""


def render(line: Line, page: Page) -> str:
    """One line of text, coloured when the page has colour, without spaces at its end."""
    spans = list(line)
    while spans and not spans[-1][0].rstrip():
        spans.pop()
    if spans:
        spans[-1] = (spans[-1][0].rstrip(), spans[-1][1])
    if not page.color:
        return "".join(text for text, _ in spans)
    return "".join(_painted(text, role) for text, role in spans)


def _painted(text: str, role: str) -> str:
    if not ROLES.get(role) or not text.strip():
        return text
    from rich.color import ColorSystem  # here because colour is not always wanted and start-up counts

    bare = text.lstrip()
    return text[: len(text) - len(bare)] + _style(ROLES[role]).render(bare, color_system=ColorSystem.STANDARD)


@cache
def _style(definition: str) -> Style:
    from rich.style import Style

    return Style.parse(definition)
