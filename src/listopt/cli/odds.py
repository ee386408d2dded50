"""Commands about odds: odds, calibration, fit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from listopt.cli.console import check_output, deliver, need
from listopt.cli.group import main
from listopt.cli.options import ANSWERS, TABLES, chosen_format, colourful, quietly, results

if TYPE_CHECKING:
    from listopt.report import Page


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--program", "programs", multiple=True, required=True, help="A program_id; may be given several times.")
@results(ANSWERS)
def odds(
    scenario: Path, programs: tuple[str, ...], format_: str | None, output: Path | None, color: bool | None
) -> None:
    """Show the sum behind a program's odds in SCENARIO, with its sources."""
    import datetime
    import json

    from listopt.pipeline import account_for
    from listopt.report.accounts import accounts_json, write_accounts_text
    from listopt.scenario import read_scenario

    format_ = chosen_format(format_, output, ANSWERS)
    check_output(format_, output)
    given = read_scenario(scenario)
    posed, accounts = account_for(given, programs, today=datetime.date.today())

    def write(page: Page) -> str:
        if format_ == "json":
            table = accounts_json(given.name, posed.season.year, accounts)
            return json.dumps(table, indent=2, ensure_ascii=False) + "\n"
        return write_accounts_text(given.name, accounts, page)

    deliver(write, format_, output, color)


@main.command()
@click.option("--season", type=click.IntRange(2020, 2100), help="Year of the Match (default: the coming one).")
@click.option("--leave-out", is_flag=True, help="Also hide the rates of a fifth of the programs and foretell them.")
@results(TABLES)
def calibration(
    season: int | None, leave_out: bool, format_: str | None, output: Path | None, color: bool | None
) -> None:
    """Show how the odds stand against published figures, row by row."""
    import datetime

    from listopt.pipeline import compare_with_published
    from listopt.report.grids import GRID_WRITERS

    format_ = chosen_format(format_, output, TABLES)
    check_output(format_, output)
    if leave_out:
        need("scipy", "the fit behind --leave-out", "listopt[fit]")
    tables = compare_with_published(season, today=datetime.date.today(), hidden=leave_out)
    deliver(lambda page: GRID_WRITERS[format_](tables, page), format_, output, color)


@main.command()
@click.argument("outcomes", type=click.Path(path_type=Path))
@click.option(
    "--catalogue", multiple=True, default=("us-2025",), show_default=True,
    help="A shipped catalogue or a file; given several times, later ones override earlier ones.",
)  # fmt: skip
@click.option("--season", type=click.IntRange(2020, 2100), help="Match year of rows without one (default: the last).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the coefficients to this CSV file."
)
@click.option(
    "--format", "format_", type=click.Choice(ANSWERS), default="text", show_default=True, help="What to print."
)
@click.option(
    "--folds", type=click.IntRange(2, 100), default=5, show_default=True, help="Parts held out in turn for the check."
)
@quietly
@colourful
def fit(
    outcomes: Path,
    catalogue: tuple[str, ...],
    season: int | None,
    output: Path | None,
    format_: str,
    folds: int,
    quiet: bool,
    color: bool | None,
) -> None:
    """Refit the odds to own OUTCOMES, a CSV table of past applications.

    The fit is checked on held-out applicants. A scenario uses the file written with --output by naming it:
    odds: {coefficients: FILE}.
    """
    import datetime

    from listopt.files import write_atomically
    from listopt.pipeline import fit_outcomes
    from listopt.report.fits import coefficients_csv, write_fit_json, write_fit_text

    if output is not None and output.suffix.lower() != ".csv":
        raise click.UsageError(f"--output {output}: the coefficients are written as CSV; let the name end in .csv.")
    if output is not None and output.resolve() == outcomes.resolve():
        raise click.UsageError(f"--output {output}: that is the table of outcomes itself; choose another name.")
    check_output("csv", output)
    found = fit_outcomes(
        outcomes, catalogue, today=datetime.date.today(), season=season, folds=folds,
        tell=lambda line: None if quiet else click.echo(line, err=True),
    )  # fmt: skip
    write = write_fit_json if format_ == "json" else write_fit_text
    deliver(lambda page: write(found, page), format_, None, color)
    if output is not None:
        write_atomically(output, coefficients_csv(found).encode())
        click.echo(f"Wrote {output}.", err=True)
