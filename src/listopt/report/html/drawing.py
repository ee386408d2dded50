"""Drawings inside a page: matplotlib draws, the page's style sheet colours.

A drawing is made with stand-in colours, one per role (see `INKS`), which become the style sheet's variables. What a
page that allows no inline styles could not show, or does not need, is taken out of matplotlib's SVG.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree

from listopt.report.page import tidy

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 360.0
"""Units across a drawing: the width of a telephone, so that letters are readable there."""
LETTERS = 11.0
"""Height of letters, in the same units."""
INCH = 72
"""Units of an inch."""
INKS = ("ink", "muted", "line", "land", "border", "accent", "reach", "target", "safety", "plain")
"""Roles of colours; the style sheet has a variable of each name."""

_SVG = "{http://www.w3.org/2000/svg}"
_USE = f"{_SVG}use"
_TERSE = re.compile(r" ?([MLCQz]) ?")
_NUMBER = re.compile(r"-?\d+\.\d+")
_SIZE = re.compile(r"([\d.]+)px")
_DROPPED = ("metadata", "style", "clipPath")
_KEPT = ("d", "x", "y", "href", "transform", "id")
_STYLES = ("fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "stroke-opacity",
           "text-anchor")  # fmt: skip


def ink(role: str) -> str:
    """Stand-in colour of a role."""
    return f"#0000{INKS.index(role) + 1:02x}"


_VARIABLES = {ink(role): f"var(--{role})" for role in INKS}


def drawing(
    name: str,
    height: float,
    draw: Callable[[Figure], None],
    *,
    title: str,
    about: str,
    width: float = WIDTH,
    tips: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Draw on a sheet; SVG for inside a page.

    Parameters
    ----------
    name
        Word that makes the drawing's identifiers its own in the page.
    height, width
        Size in units.
    draw
        Draws, with stand-in colours: on axes, or in units of the drawing from the lower left (`rectangle`, `words`).
    title, about
        What the drawing is, and what it shows, for those who do not see it.
    tips
        Identifier given to a row of marks (`set_gid`) -> text of each, shown when it is pointed at.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": name, "svg.fonttype": "none", "font.size": LETTERS, "text.parse_math": False,
                         "axes.unicode_minus": False, "path.simplify": False}):  # fmt: skip
        figure = Figure(figsize=(width / INCH, height / INCH), dpi=INCH, frameon=False)
        draw(figure)
        target = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of letters that its own font lacks
            figure.savefig(target, format="svg", metadata={"Date": None})
    drawn = ElementTree.fromstring(target.getvalue())
    _annotate(drawn, tips or {})
    inner = "".join(_markup(part, name) for part in drawn)
    size = f'viewBox="0 0 {width:g} {height:g}"'
    told = f'<title id="{name}-t">{_escaped(tidy(title))}</title><desc id="{name}-d">{_escaped(tidy(about))}</desc>'
    return f'<svg class="drawing" {size} role="img" aria-labelledby="{name}-t {name}-d">{told}{inner}</svg>'


def rectangle(figure: Figure, left: float, below: float, width: float, height: float, role: str) -> None:
    """Draw a rectangle, in units of the drawing."""
    from matplotlib.patches import Rectangle
    from matplotlib.transforms import IdentityTransform

    unit = IdentityTransform()
    figure.add_artist(Rectangle((left, below), width, height, color=ink(role), linewidth=0, transform=unit))


def words(figure: Figure, across: float, up: float, text: str, *, right: bool = False) -> None:
    """Write a line that begins (or, with ``right``, ends) at a place, in units of the drawing."""
    from matplotlib.transforms import IdentityTransform

    side: Literal["left", "right"] = "right" if right else "left"
    figure.text(across, up, text, ha=side, va="center_baseline", color=ink("ink"), transform=IdentityTransform())


def _annotate(drawn: ElementTree.Element, tips: Mapping[str, Sequence[str]]) -> None:
    """Give marks their tips, and what rows of marks have in common to the row."""
    for group in drawn.iter(f"{_SVG}g"):
        for mark, tip in zip(group.iter(_USE), tips.get(group.get("id", ""), ()), strict=False):
            ElementTree.SubElement(mark, "title").text = tidy(tip)
        marks = group.findall(_USE)
        styles = {mark.get("style", "") for mark in marks}
        if len(styles) == 1:
            group.set("style", styles.pop())
            for mark in marks:
                mark.attrib.pop("style", None)


def _markup(element: ElementTree.Element, name: str) -> str:
    """Element and what is in it as markup, without groups that say nothing."""
    tag = element.tag.rpartition("}")[2]
    if tag in _DROPPED:
        return ""
    inner = _escaped((element.text or "").strip()) + "".join(_markup(child, name) for child in element)
    attributes = "".join(f' {key}="{_escaped(value)}"' for key, value in _attributes(element, tag, name))
    if tag in ("g", "defs") and not (inner and attributes):
        return f"<defs>{inner}</defs>" if inner and tag == "defs" else inner
    return f"<{tag}{attributes}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>"


def _attributes(element: ElementTree.Element, tag: str, name: str) -> Iterator[tuple[str, str]]:
    """Attributes worth keeping, numbers short, declarations of style as attributes of their own."""
    for key, value in element.items():
        key = key.rpartition("}")[2]
        if key == "style":
            yield from _style(value)
        elif key == "href":
            yield key, f"#{name}-{value[1:]}"
        elif key == "id" and tag != "g":
            yield key, f"{name}-{value}"
        elif key in _KEPT and key != "id" and not value.startswith("rotate(-0 "):
            yield key, _TERSE.sub(r"\1", " ".join(_NUMBER.sub(_short, value).split()))


def _style(text: str) -> Iterator[tuple[str, str]]:
    for declaration in text.split(";"):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key in ("font", "font-size") and (size := _SIZE.search(value)):
            yield "font-size", f"{float(size[1]):g}"
        elif key in _STYLES:
            yield key, _VARIABLES.get(value, value)


def _short(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 1):g}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
