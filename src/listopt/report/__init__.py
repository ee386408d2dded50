"""What goes out: a report, and the formats it is written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from listopt.report.markdown import write_markdown
from listopt.report.page import Page
from listopt.report.tables import write_csv, write_json
from listopt.report.text import write_text
from listopt.report.xlsx import write_xlsx

if TYPE_CHECKING:
    from listopt.report.contents import Report

__all__ = ["WRITERS", "Page", "Writer"]

Writer = Callable[["Report", Page], str | bytes]
"""A format: the report and the page it is for -> the text, or the bytes of a file."""

WRITERS: Mapping[str, Writer] = {
    "text": write_text,
    "json": write_json,
    "csv": write_csv,
    "md": write_markdown,
    "xlsx": write_xlsx,
}
"""Format name -> writer. Only ``xlsx`` gives bytes; only ``text`` looks at the width and the colour of the page."""
