"""Pages read back, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("meta", "link", "col", "input", "br", "img"))


@dataclass
class Element:
    """An element of a page: its name, attributes, parent and children."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside, on one line, with plain blanks."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join("".join(parts).replace("\u00a0", " ").split())

    def all(self, tag: str = "", **wanted: str) -> list[Element]:
        """Elements inside with this name and these attributes."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                holds = all(child.attributes.get(key) == value for key, value in wanted.items())
                found += [child] if holds and tag in ("", child.tag) else []
                found += child.all(tag, **wanted)
        return found


class Reader(HTMLParser):
    """Reads a page into elements; unclosed list items end at the next one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if tag == "li" and self.open[-1].tag == "li":
            self.open.pop()
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an empty element."""
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close an element; every other one must be closed in its turn."""
        if tag in ("ul", "ol") and self.open[-1].tag == "li":
            self.open.pop()
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        """Add text."""
        self.open[-1].children.append(data)


def read(page: str) -> Element:
    """Elements of a page that is well formed."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root]
    return reader.root
