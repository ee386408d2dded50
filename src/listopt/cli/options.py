"""Options that commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

FORMATS = ("text", "json", "csv", "md")
"""Formats of the report of a solve."""
ANSWERS = ("text", "json")
"""Formats of answers to other questions."""
TABLES = ("text", "md", "json")
"""Formats of tables of figures."""
CURVES = ("text", "json", "csv")
PICTURES = ("svg", "png")
"""Formats of a curve: printed, and only written to files."""
ENDINGS = {".txt": "text", **{f".{name}": name for name in ("json", "csv", "md", "xlsx", "svg", "png", "html")}}
"""Ending of a file's name -> format."""

Command = TypeVar("Command", bound=Callable[..., None])


quietly = click.option("-q", "--quiet", is_flag=True, help="No progress and no warnings on the error stream.")
colourful = click.option(
    "--color/--no-color", default=None, help="Colours in the terminal (default: when it is a terminal)."
)


def results(printed: Sequence[str], *, files: Sequence[str] = ()) -> Callable[[Command], Command]:
    """Options that say where results go: --format, --output and --color.

    ``printed`` are the formats to print or write, ``files`` those that only a file can hold.
    """
    endings = " ".join(ending for ending, meant in ENDINGS.items() if meant in (*printed, *files))

    def add(command: Command) -> Command:
        command = colourful(command)
        command = click.option(
            "-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
            help=f"Write to a file; the ending ({endings}) chooses the format.",
        )(command)  # fmt: skip
        return click.option("--format", "format_", type=click.Choice(printed), help="What to print (default: text).")(
            command
        )

    return add


def chosen_format(format_: str | None, output: Path | None, offered: Sequence[str]) -> str:
    """Format asked for, or the one that the file's ending means."""
    endings = {ending: meant for ending, meant in ENDINGS.items() if meant in offered}
    if output is None:
        return format_ or "text"
    meant = endings.get(output.suffix.lower())
    if format_ is None and meant is None:
        raise click.UsageError(f"--output {output}: the ending must be one of {', '.join(endings)}, or give --format.")
    if format_ is not None and meant is not None and format_ != meant:
        raise click.UsageError(f"--format {format_} does not fit --output {output}.")
    return format_ or meant or "text"
