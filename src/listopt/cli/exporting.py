"""The command that writes files to work with: export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from listopt.cli.console import check_target, search
from listopt.cli.group import EXIT_CODES, main
from listopt.cli.options import quietly

if TYPE_CHECKING:
    from listopt.report.contents import Report
    from listopt.report.worksheet import Own

CALENDAR = ".ics"
ENDINGS = (".xlsx", ".csv", CALENDAR)


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--to", "targets", type=click.Path(path_type=Path, dir_okay=False), multiple=True, required=True,
    help="File to write; may be repeated. The ending chooses what: .xlsx or .csv the list, .ics the calendar.",
)  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace files that exist, with all that was typed into them.")
@quietly
@click.pass_context
def export(ctx: click.Context, source: Path, targets: tuple[Path, ...], overwrite: bool, quiet: bool) -> None:
    """Write the list of SOURCE as a sheet to work in, or its season as a calendar.

    SOURCE is a scenario (YAML), which is solved, or a result saved by `listopt solve --format json` (.json). The
    sheet has columns for status, rating and notes, and the scenario reads it back when it is named under
    `catalogue`. Exit codes are those of solve.
    """
    for target in targets:
        check_target("--to", target, ENDINGS, overwrite=overwrite)
    report, own = _saved(source) if source.suffix.lower() == ".json" else _solved(source, quiet)
    for warning in () if quiet else report.warnings:
        click.echo(f"warning: {warning}", err=True)
    contents = {target: _content(target, report, own) for target in targets}
    for target, content in contents.items():
        _write(target, content, report)
    ctx.exit(EXIT_CODES[str(report.result["status"])])


def _saved(path: Path) -> tuple[Report, Own]:
    from listopt.report.saved import read_result, report_of

    return report_of(read_result(path)), {}


def _solved(path: Path, quiet: bool) -> tuple[Report, Own]:
    """Read and solve, on Ctrl-C with the best list so far; what the applicant's tables say comes along."""
    import datetime

    from listopt.pipeline import solve_scenario
    from listopt.report.worksheet import own_cells
    from listopt.scenario import read_scenario

    scenario = read_scenario(path)
    with search(scenario.solver.seconds, quiet) as (clock, tell):
        outcome = solve_scenario(scenario, today=datetime.date.today(), clock=clock, progress=tell)
    portfolio = outcome.solution.portfolio
    own = own_cells(outcome.posed.catalogue.table, portfolio.programs) if portfolio else {}
    return outcome.report, own


def _content(target: Path, report: Report, own: Own) -> bytes | None:
    """Give what a file is to hold; None for a spreadsheet when there is no list."""
    if target.suffix.lower() == CALENDAR:
        from listopt.report.calendar import write_calendar

        return write_calendar(report)
    if report.result["status"] not in ("optimal", "feasible"):
        return None
    from listopt.report.worksheet import worksheet
    from listopt.report.worksheetfiles import worksheet_csv, worksheet_xlsx

    sheet = worksheet(report, own)
    return worksheet_csv(sheet) if target.suffix.lower() == ".csv" else worksheet_xlsx(sheet)


def _write(target: Path, content: bytes | None, report: Report) -> None:
    from listopt.files import write_atomically

    if content is None:
        click.echo(f"{target} was not written: there is no list.", err=True)
        return
    write_atomically(target, content)
    timeline = report.guided.timeline if report.guided and target.suffix.lower() == CALENDAR else ()
    phases = sum(entry.days is None for entry in timeline)
    click.echo(f"Wrote {target}." + (f" Phases without dates are not in it: {phases}." if phases else ""), err=True)
