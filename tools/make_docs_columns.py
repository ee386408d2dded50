"""Write the column table of ``docs/catalogue.md`` from the register.

Run ``python tools/make_docs_columns.py`` to rewrite the page, with ``--check`` to see whether it is up to date.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from listopt.catalogue import COLUMNS, Column

PAGE = Path(__file__).resolve().parents[1] / "docs" / "catalogue.md"
BEGIN = "<!-- columns: written by tools/make_docs_columns.py -->"
END = "<!-- end of columns -->"


def column_table() -> str:
    """Give the register as a Markdown table, one line per column."""
    head = ["| column | holds | unit | meaning |", "| --- | --- | --- | --- |"]
    rows = [f"| `{column.name}` | {_holds(column)} | {column.unit} | {column.meaning} |" for column in COLUMNS]
    return "\n".join([*head, *rows])


def _holds(column: Column) -> str:
    words = ", ".join(f"`{choice}`" for choice in column.choices)
    return f"{column.kind}: {words}" if words else column.kind


def updated(page: str) -> str:
    """Give the page with a fresh table between the two marks."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{column_table()}\n\n{END}{after}"


def main() -> int:
    """Write the page, or compare it."""
    parser = argparse.ArgumentParser(description="Write the column table of the catalogue page.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the page is out of date")
    check = parser.parse_args().check
    page = PAGE.read_text(encoding="utf-8")
    if check:
        return 0 if updated(page) == page else 1
    PAGE.write_text(updated(page), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
