"""The group of commands, its exit codes and how faults reach the user."""

from __future__ import annotations

import click

from listopt.errors import ListoptError

EXIT_CODES = {"optimal": 0, "feasible": 0, "infeasible": 3, "unknown": 4}
"""Exit code of each status; 1 is a fault in the input, 2 wrong usage."""


class Group(click.Group):
    """Commands whose faults reach the user as one message and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; anything but a `ListoptError` is a bug and shows a traceback."""
        try:
            return super().invoke(ctx)
        except ListoptError as error:
            click.echo(str(error), err=True)
            ctx.exit(1)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="listopt")
def main() -> None:
    """Decide which residency programs to apply to, and which to signal."""
