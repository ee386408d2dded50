"""Put the real output of commands into the documents.

A line ``<!-- output of: listopt solve FILE | head -n 20 -->`` is followed by a fenced block; this tool fills the block
with what the command prints (``| head -n N`` keeps the first lines). Between ``<!-- tables of: listopt ... -->`` and
``<!-- end of tables -->`` stands Markdown that a command prints. ``--check`` only says whether a block is stale.
Versions are written as ``...`` so that a document does not age with every release of a dependency.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

from click.testing import CliRunner

from listopt.cli import main as listopt

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(
    r"(<!-- output of: listopt (?P<command>[^|]*?)(?: \| head -n (?P<lines>\d+))? -->\n```\w*\n)(.*?)(```)", re.S
)
TABLES = re.compile(r"(<!-- tables of: listopt (?P<command>[^|]*?) -->\n)(.*?)(<!-- end of tables -->)", re.S)


def output(command: str, lines: str | None) -> str:
    """Run a listopt command in the repository and return what it prints."""
    result = CliRunner().invoke(listopt, shlex.split(command), catch_exceptions=False)
    text = re.sub(r"^(listopt \d.*)$", "listopt ...", result.stdout, flags=re.M)
    kept = text.splitlines()[: int(lines) if lines else None]
    return "\n".join(line.rstrip() for line in kept) + "\n"


def filled(text: str) -> str:
    """Fill every output block and every block of tables of a document."""
    text = TABLES.sub(lambda block: f"{block[1]}\n{output(block['command'], None)}\n{block[4]}", text)
    return BLOCK.sub(lambda block: block[1] + output(block["command"].strip(), block["lines"]) + block[5], text)


def main() -> None:
    """Rewrite, or check, README and docs."""
    check = "--check" in sys.argv[1:]
    stale = []
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        before = path.read_text(encoding="utf-8")
        after = filled(before)
        if after != before:
            stale.append(path.name)
            if not check:
                path.write_text(after, encoding="utf-8")
    print("stale: " + ", ".join(stale) if stale else "up to date")
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    import os

    os.chdir(ROOT)
    main()
