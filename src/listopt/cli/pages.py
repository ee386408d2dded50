"""The command that writes a report as a page: report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from listopt.cli.console import check_output, counting, interruptible, progress
from listopt.cli.group import EXIT_CODES, main
from listopt.cli.options import chosen_format, quietly

if TYPE_CHECKING:
    from listopt.questions.pages import Content


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="The page to write, a file that ends in .html.",
)  # fmt: skip
@click.option("--frontier/--no-frontier", default=True, help="Whether to solve for other budgets, too (default: yes).")
@quietly
@click.pass_context
def report(ctx: click.Context, source: Path, output: Path, frontier: bool, quiet: bool) -> None:
    """Write the report of SOURCE as one HTML page that works offline.

    SOURCE is a scenario (YAML), which is solved, or a result saved by `listopt solve --format json` (.json), of which
    the page shows what it holds. Exit codes are those of solve. Ctrl-C ends the search; the page then shows the best
    list so far.
    """
    import gc

    from listopt.files import write_atomically
    from listopt.report.html import write_page

    check_output(chosen_format(None, output, ("html",)), output)
    content = _content(source, frontier, quiet)
    for warning in () if quiet else content.report.warnings:
        click.echo(f"warning: {warning}", err=True)
    gc.freeze()  # what was solved stays: the collector need not look through it again and again, a tenth of a second
    write_atomically(output, write_page(content.report, content.extras).encode())
    click.echo(f"Wrote {output}.", err=True)
    ctx.exit(EXIT_CODES[content.status])


def _content(source: Path, frontier: bool, quiet: bool) -> Content:
    """Read or solve, and look at other budgets; after Ctrl-C with what there is."""
    import datetime

    from listopt.questions.frontier import Patience
    from listopt.questions.pages import result_content, scenario_content, with_frontier

    if source.suffix.lower() == ".json":
        return result_content(source)
    today = datetime.date.today()
    with interruptible() as interrupted:
        with progress(quiet) as tell:
            content = scenario_content(source, today=today, patience=Patience(interrupted), progress=tell)
        if not frontier or interrupted():
            return content
        with counting(quiet, "points") as count:
            return with_frontier(content, source, today=today, patience=Patience(interrupted, count))
