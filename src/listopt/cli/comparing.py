"""The command that puts scenarios side by side: compare."""

from __future__ import annotations

from pathlib import Path

import click

from listopt.cli.console import check_output, counting, deliver, interruptible
from listopt.cli.group import EXIT_CODES, main
from listopt.cli.options import FORMATS, chosen_format, quietly, results


@main.command()
@click.argument("sides", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SIDE...")
@click.option(
    "--variant", "variants", multiple=True, metavar="NAME=VALUE[,...]",
    help="Add the first scenario with something set, as whatif --set does; may be given several times.",
)  # fmt: skip
@click.option(
    "--seasons", type=click.IntRange(2, 10_000_000), default=50_000, show_default=True,
    help="How many seasons to play with all lists.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Start of the random numbers.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Most processes that solve at a time (default: as many as processors)."
)
@results(FORMATS, files=("html",))
@quietly
@click.pass_context
def compare(
    ctx: click.Context,
    sides: tuple[Path, ...],
    variants: tuple[str, ...],
    seasons: int,
    seed: int,
    jobs: int | None,
    format_: str | None,
    output: Path | None,
    quiet: bool,
    color: bool | None,
) -> None:
    """Put scenarios, and saved results, side by side.

    A SIDE is a scenario file, or a result that solve --format json printed (*.json). Shows what differs and what it
    costs and buys, and plays all lists in the same seasons. Exit codes: 1 when the input of a side has faults, else 0
    when any side has a list, else those of solve for the first side. Ctrl-C keeps the sides that are finished.
    """
    import datetime
    import os

    format_ = chosen_format(format_, output, (*FORMATS, "html"))
    check_output(format_, output)

    from listopt.comparing.compare import compare as compare_sides
    from listopt.comparing.workers import solvers
    from listopt.questions.frontier import Patience
    from listopt.report.comparing.comparison import FAULTY

    n_processes = min(jobs or os.cpu_count() or 1, len(sides) + len(variants))
    with solvers(n_processes) as pool, interruptible() as interrupted, counting(quiet, "lists") as tell:
        comparison = compare_sides(
            sides, variants, today=datetime.date.today(), pool=pool, seasons=seasons, seed=seed,
            patience=Patience(interrupted, tell),
        )  # fmt: skip
    if format_ == "html":
        from listopt.questions.pages import places
        from listopt.report.html.versus import write_comparison_page

        deliver(lambda page: write_comparison_page(comparison, places(sides)), format_, output, color)
    else:
        from listopt.report.comparing.data import COMPARISON_WRITERS

        deliver(lambda page: COMPARISON_WRITERS[format_](comparison, page), format_, output, color)
    faulty = [one for one in comparison.contenders if one.side.status == FAULTY]
    for one in faulty:
        click.echo(one.message, err=True)
    statuses = [one.side.status for one in comparison.contenders]
    ctx.exit(1 if faulty else 0 if comparison.listed else EXIT_CODES.get(statuses[0], EXIT_CODES["unknown"]))
