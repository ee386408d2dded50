"""Commands about strategies: list, show, check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from listopt.cli.console import check_output, deliver
from listopt.cli.group import Group, main
from listopt.cli.options import ANSWERS, chosen_format, results

if TYPE_CHECKING:
    from listopt.candidate import Candidate


@main.group(cls=Group)
def strategy() -> None:
    """Look at strategies: what there is, what they say, whether one is right."""


@strategy.command("list")
@results(ANSWERS)
def list_(format_: str | None, output: Path | None, color: bool | None) -> None:
    """List the strategies that come with listopt, and their variants."""
    from listopt.report.strategies import as_json, outline_json, write_strategies_text
    from listopt.scenario.outline import outline
    from listopt.scenario.preset import read_preset, strategies

    format_ = chosen_format(format_, output, ANSWERS)
    check_output(format_, output)
    outlines = [outline(read_preset(name)) for name in strategies()]
    if format_ == "json":
        content = as_json([outline_json(one) for one in outlines])
        deliver(lambda page: content, format_, output, color)
    else:
        deliver(lambda page: write_strategies_text(outlines, page), format_, output, color)


@strategy.command()
@click.argument("name")
@click.option(
    "--scenario", type=click.Path(path_type=Path),
    help="Show what it resolves to for the applicant of this scenario.",
)  # fmt: skip
@results(ANSWERS)
def show(name: str, scenario: Path | None, format_: str | None, output: Path | None, color: bool | None) -> None:
    """Show strategy NAME, a shipped one or a file, rule by rule."""
    from listopt.report.strategies import as_json, outline_json, write_outline_text
    from listopt.scenario.outline import outline
    from listopt.scenario.preset import read_preset

    format_ = chosen_format(format_, output, ANSWERS)
    check_output(format_, output)
    one = outline(read_preset(name), None if scenario is None else _candidate(scenario))
    if format_ == "json":
        deliver(lambda page: as_json(outline_json(one)), format_, output, color)
    else:
        deliver(lambda page: write_outline_text(one, page), format_, output, color)


def _candidate(path: Path) -> Candidate:
    """Read the applicant of a scenario, in its season."""
    import datetime

    from listopt.candidate import Candidate
    from listopt.scenario import read_scenario
    from listopt.season import coming_match

    given, today = read_scenario(path), datetime.date.today()
    names = tuple(choice.specialty for choice in given.specialties)
    return Candidate(given.applicant, given.season or coming_match(today), names)


@strategy.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def check(file: Path) -> None:
    """Check a strategy FILE and all that it extends; every fault is told."""
    from listopt.scenario.variants import check as checked

    n_variants = checked(file)
    told = "1 variant" if n_variants == 1 else f"{n_variants} variants"
    click.echo(f"{file}: no faults; {told}.")
