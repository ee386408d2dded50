"""Commands about lists: solve, simulate, explain, near, whatif, frontier."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from listopt.cli.console import check_output, counting, deliver, interruptible, search, warn
from listopt.cli.group import EXIT_CODES, main
from listopt.cli.options import ANSWERS, CURVES, FORMATS, PICTURES, chosen_format, quietly, results

if TYPE_CHECKING:
    from listopt.pipeline import Outcome, Played

MOST_SEASONS = 10_000_000


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@results(FORMATS, files=("xlsx",))
@quietly
@click.pass_context
def solve(
    ctx: click.Context, scenario: Path, format_: str | None, output: Path | None, quiet: bool, color: bool | None
) -> None:
    """Find the best list for SCENARIO, a YAML file, and report it.

    Exit codes: 0 solved, 1 fault in the input, 2 wrong usage, 3 no list keeps the rules, 4 no list found in time.
    Ctrl-C ends the search with the best list so far.
    """
    format_ = chosen_format(format_, output, (*FORMATS, "xlsx"))
    check_output(format_, output)
    outcome = _solve(scenario, quiet)
    if not quiet and format_ != "text":
        warn(outcome)
    from listopt.report import WRITERS

    deliver(lambda page: WRITERS[format_](outcome.report, page), format_, output, color)
    ctx.exit(EXIT_CODES[outcome.status.value])


def _solve(path: Path, quiet: bool) -> Outcome:
    """Read and solve; on Ctrl-C the best list so far."""
    import datetime

    from listopt.pipeline import solve_scenario
    from listopt.scenario import read_scenario

    scenario = read_scenario(path)
    with search(scenario.solver.seconds, quiet) as (clock, tell):
        outcome = solve_scenario(scenario, today=datetime.date.today(), clock=clock, progress=tell)
        if outcome.status.value != "infeasible":
            return outcome
        from listopt.questions.repairs import with_repairs  # here because most scenarios need no repair

        with counting(quiet, "repairs") as count:
            return with_repairs(outcome, clock=clock, tell=count)


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--seasons", type=click.IntRange(2, MOST_SEASONS), default=100_000, show_default=True,
    help="How many seasons to play.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Start of the random numbers.")
@results(ANSWERS)
@quietly
@click.pass_context
def simulate(
    ctx: click.Context,
    scenario: Path,
    seasons: int,
    seed: int,
    format_: str | None,
    output: Path | None,
    quiet: bool,
    color: bool | None,
) -> None:
    """Solve SCENARIO, then play its list season by season.

    Shows how many interviews and which matches the seasons bring, with and without the limit on interviews that the
    applicant can attend, and how far they spread. Exit codes are those of solve. Ctrl-C ends the search, and the
    best list so far is played.
    """
    format_ = chosen_format(format_, output, ANSWERS)
    check_output(format_, output)
    played = _simulate(scenario, quiet, seasons, seed)
    if not quiet:
        warn(played.outcome)
    from listopt.report.seasons import write_seasons_json, write_seasons_text

    write = write_seasons_json if format_ == "json" else write_seasons_text
    deliver(lambda page: write(played.outcome.report, played.simulation, page), format_, output, color)
    ctx.exit(EXIT_CODES[played.outcome.status.value])


def _simulate(path: Path, quiet: bool, seasons: int, seed: int) -> Played:
    """Read, solve and play; on Ctrl-C with the best list so far."""
    import datetime

    from listopt.pipeline import simulate_scenario
    from listopt.scenario import read_scenario

    scenario, today = read_scenario(path), datetime.date.today()
    with search(scenario.solver.seconds, quiet) as (clock, tell):
        return simulate_scenario(scenario, today=today, seasons=seasons, seed=seed, clock=clock, progress=tell)


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.argument("programs", nargs=-1, required=True, metavar="PROGRAM...")
@results(ANSWERS)
@quietly
@click.pass_context
def explain(
    ctx: click.Context,
    scenario: Path,
    programs: tuple[str, ...],
    format_: str | None,
    output: Path | None,
    quiet: bool,
    color: bool | None,
) -> None:
    """Say why a PROGRAM is on the list of SCENARIO, or what it would take.

    A PROGRAM is a code, or words of its name, city, state and specialty in quotes. Exit codes are those of solve.
    Ctrl-C ends the search; programs not finished are named.
    """
    import datetime

    from listopt.questions.explanation import explain_programs
    from listopt.report.explained import write_answers_json, write_answers_text
    from listopt.scenario import read_scenario

    format_ = chosen_format(format_, output, ANSWERS)
    check_output(format_, output)
    given = read_scenario(scenario)
    with search(given.solver.seconds * (1 + len(programs)), True) as (clock, _), counting(quiet, "steps") as tell:
        answers = explain_programs(given, programs, today=datetime.date.today(), clock=clock, tell=tell)
    write = write_answers_json if format_ == "json" else write_answers_text
    deliver(lambda page: write(answers, page), format_, output, color)
    ctx.exit(EXIT_CODES[answers.status])


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--within", type=click.FloatRange(0, 0.5, min_open=True), default=0.005, show_default=True,
    help="Share of the best list's value that a list may lack.",
)  # fmt: skip
@results(ANSWERS)
@quietly
@click.pass_context
def near(
    ctx: click.Context,
    scenario: Path,
    within: float,
    format_: str | None,
    output: Path | None,
    quiet: bool,
    color: bool | None,
) -> None:
    """Count the lists nearly as good for SCENARIO, and what they share.

    Names the programs that are in all of them, and those that can be exchanged. Exit codes are those of solve.
    Ctrl-C ends the search; what is not settled is said to be so.
    """
    import datetime

    from listopt.questions.near import near_lists
    from listopt.report.nearby import write_near_json, write_near_text
    from listopt.scenario import read_scenario

    format_ = chosen_format(format_, output, ANSWERS)
    check_output(format_, output)
    given = read_scenario(scenario)
    with search(given.solver.seconds * 10, True) as (clock, _), counting(quiet, "steps") as tell:
        found = near_lists(given, today=datetime.date.today(), within=within, clock=clock, tell=tell)
    write = write_near_json if format_ == "json" else write_near_text
    deliver(lambda page: write(found, page), format_, output, color)
    ctx.exit(EXIT_CODES[found.status])


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--set", "settings", multiple=True, required=True, metavar="NAME=VALUE",
    help="What to set, e.g. budget=2700 or applicant.step2_ck=245; may be given several times.",
)  # fmt: skip
@results(ANSWERS)
@quietly
@click.pass_context
def whatif(
    ctx: click.Context,
    scenario: Path,
    settings: tuple[str, ...],
    format_: str | None,
    output: Path | None,
    quiet: bool,
    color: bool | None,
) -> None:
    """Show what setting something in SCENARIO changes: list, odds, cost.

    Any field of a scenario can be set by its path; budget, applications and signals.POOL.TIER are short words.
    Exit codes are those of solve, for the scenario with everything set. Ctrl-C ends the search; both sides then show
    the best lists so far.
    """
    import datetime

    from listopt.questions.frontier import Patience
    from listopt.questions.whatif import what_if
    from listopt.report.changewriters import write_change_json, write_change_text

    format_ = chosen_format(format_, output, ANSWERS)
    check_output(format_, output)
    with interruptible() as interrupted, counting(quiet, "lists") as tell:
        change = what_if(scenario, settings, today=datetime.date.today(), patience=Patience(interrupted, tell))
    write = write_change_json if format_ == "json" else write_change_text
    deliver(lambda page: write(change, page), format_, output, color)
    ctx.exit(EXIT_CODES[change.after.status])


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--over", required=True, metavar="FIELD", help="budget, applications, signals, or the path of any number."
)
@click.option("--from", "start", type=float, help="First value (default: chosen from the scenario).")
@click.option("--to", "stop", type=float, help="Last value (default: chosen from the scenario).")
@click.option("--steps", type=click.IntRange(2, 200), default=12, show_default=True, help="How many points.")
@click.option(
    "--unit", type=click.FloatRange(min=0, min_open=True),
    help="Step of the field that gains are stated for (default: $100, 10 applications, 1 signal).",
)  # fmt: skip
@click.option(
    "--threshold", type=click.FloatRange(min=0), default=0.5, show_default=True,
    help="Percentage points per unit below which a step counts as little.",
)  # fmt: skip
@results(CURVES, files=PICTURES)
@click.option(
    "--plot", type=click.Path(path_type=Path, dir_okay=False), help="Also draw a picture to this .svg or .png file."
)
@quietly
@click.pass_context
def frontier(
    ctx: click.Context,
    scenario: Path,
    over: str,
    start: float | None,
    stop: float | None,
    steps: int,
    unit: float | None,
    threshold: float,
    format_: str | None,
    output: Path | None,
    plot: Path | None,
    quiet: bool,
    color: bool | None,
) -> None:
    """Show the best lists of SCENARIO over a budget or any other number.

    Each point is the best list with the field at that value, with its proven gap; the point of diminishing returns is
    marked. Exit codes: 0 when any point has a list, else those of solve. Ctrl-C keeps the points that are finished.
    """
    import datetime

    from listopt.questions.frontier import Patience, Window
    from listopt.questions.frontier import frontier as solve_frontier
    from listopt.report.curvedata import CURVE_WRITERS

    format_ = chosen_format(format_, output, (*CURVES, *PICTURES))
    picture = chosen_format(None, plot, PICTURES) if plot is not None else ""
    for kind, path in ((format_, output), (picture, plot)):
        check_output(kind, path)
    with interruptible() as interrupted, counting(quiet, "points") as tell:
        curve = solve_frontier(
            scenario, over, today=datetime.date.today(), window=Window(start, stop, steps), unit=unit,
            threshold=threshold, patience=Patience(interrupted, tell),
        )  # fmt: skip
    if plot is not None:
        from listopt.files import write_atomically
        from listopt.report.plots import draw_curve

        write_atomically(plot, draw_curve(curve, picture))
        click.echo(f"Wrote {plot}.", err=True)
    if format_ in PICTURES:
        from listopt.report.plots import draw_curve

        deliver(lambda page: draw_curve(curve, format_), format_, output, color)
    else:
        deliver(lambda page: CURVE_WRITERS[format_](curve, page), format_, output, color)
    statuses = [point.status for point in curve.points]
    ctx.exit(0 if curve.solved else EXIT_CODES[statuses[0] if statuses else "unknown"])
