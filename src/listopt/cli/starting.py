"""Commands for a start: a scenario to edit, and the schema for editors."""

from __future__ import annotations

from pathlib import Path

import click

from listopt.cli.group import main
from listopt.errors import Fault, InputError


@main.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default=Path("scenario.yaml"))
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def init(path: Path, force: bool) -> None:
    """Write a commented starter scenario to PATH (default: scenario.yaml)."""
    from listopt.files import write_atomically
    from listopt.scenario import starter

    if path.exists() and not force:
        advice = "Choose another name, or overwrite it with --force."
        raise InputError([Fault(str(path), "an existing file", "a name that is not taken", advice)])
    write_atomically(path, starter().encode())
    click.echo(f"Wrote {path}. Edit it, then run: listopt solve {path}", err=True)


@main.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from listopt.scenario import scenario_schema

    click.echo(json.dumps(scenario_schema(), indent=2))
