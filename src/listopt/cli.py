"""The command line: arguments to pipeline to writer to exit code. The only module that prints."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from listopt.errors import Fault, InputError, ListoptError

if TYPE_CHECKING:
    from listopt.pipeline import Outcome, Played
    from listopt.report import Page

EXIT_CODES = {"optimal": 0, "feasible": 0, "infeasible": 3, "unknown": 4}
"""Exit code of each status; 1 is a fault in the input, 2 wrong usage."""
FORMATS = ("text", "json", "csv", "md")
PLAYED_FORMATS = ("text", "json")
MOST_SEASONS = 10_000_000
NARROWEST, WIDEST = 60, 200
Tell = Callable[[float | None, float | None], None]


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


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(FORMATS), default=None, help="What to print (default: text).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file; the ending (.txt .json .csv .md .xlsx) chooses the format.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No progress and no warnings on the error stream.")
@click.option(
    "--color/--no-color", default=None, help="Colours in the terminal report (default: when it is a terminal)."
)
@click.pass_context
def solve(
    ctx: click.Context, scenario: Path, format_: str | None, output: Path | None, quiet: bool, color: bool | None
) -> None:
    """Find the best list for SCENARIO, a YAML file, and report it.

    Exit codes: 0 solved, 1 fault in the input, 2 wrong usage, 3 no list keeps the rules, 4 no list found in time.
    Ctrl-C ends the search with the best list so far.
    """
    format_ = _format(format_, output)
    _check_output(format_, output)
    outcome = _solve(scenario, quiet)
    if not quiet and format_ != "text":
        _warn(outcome)
    from listopt.report import WRITERS

    _deliver(lambda page: WRITERS[format_](outcome.report, page), format_, output, color)
    ctx.exit(EXIT_CODES[outcome.status.value])


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--seasons", type=click.IntRange(2, MOST_SEASONS), default=100_000, show_default=True,
    help="How many seasons to play.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Start of the random numbers.")
@click.option("--format", "format_", type=click.Choice(PLAYED_FORMATS), help="What to print (default: text).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file; the ending (.txt .json) chooses the format.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No progress and no warnings on the error stream.")
@click.option("--color/--no-color", default=None, help="Colours in the terminal (default: when it is a terminal).")
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
    format_ = _format(format_, output, PLAYED_FORMATS)
    _check_output(format_, output)
    played = _simulate(scenario, quiet, seasons, seed)
    if not quiet:
        _warn(played.outcome)
    from listopt.report.seasons import write_seasons_json, write_seasons_text

    write = write_seasons_json if format_ == "json" else write_seasons_text
    _deliver(lambda page: write(played.outcome.report, played.simulation, page), format_, output, color)
    ctx.exit(EXIT_CODES[played.outcome.status.value])


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--program", "programs", multiple=True, required=True, help="A program_id; may be given several times.")
@click.option("--format", "format_", type=click.Choice(PLAYED_FORMATS), help="What to print (default: text).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file; the ending (.txt .json) chooses the format.",
)  # fmt: skip
@click.option("--color/--no-color", default=None, help="Colours in the terminal (default: when it is a terminal).")
def odds(
    scenario: Path, programs: tuple[str, ...], format_: str | None, output: Path | None, color: bool | None
) -> None:
    """Show the sum behind a program's odds in SCENARIO, with its sources."""
    import datetime
    import json

    from listopt.pipeline import account_for
    from listopt.report.accounts import accounts_json, write_accounts_text
    from listopt.scenario import read_scenario

    format_ = _format(format_, output, PLAYED_FORMATS)
    _check_output(format_, output)
    given = read_scenario(scenario)
    posed, accounts = account_for(given, programs, today=datetime.date.today())

    def write(page: Page) -> str:
        if format_ == "json":
            table = accounts_json(given.name, posed.season.year, accounts)
            return json.dumps(table, indent=2, ensure_ascii=False) + "\n"
        return write_accounts_text(given.name, accounts, page)

    _deliver(write, format_, output, color)


@main.command()
@click.option("--season", type=click.IntRange(2020, 2100), help="Year of the Match (default: the coming one).")
@click.option("--leave-out", is_flag=True, help="Also hide the rates of a fifth of the programs and foretell them.")
@click.option("--format", "format_", type=click.Choice(("text", "md", "json")), help="What to print (default: text).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file; the ending (.txt .md .json) chooses the format.",
)  # fmt: skip
@click.option("--color/--no-color", default=None, help="Colours in the terminal (default: when it is a terminal).")
def calibration(
    season: int | None, leave_out: bool, format_: str | None, output: Path | None, color: bool | None
) -> None:
    """Show how the odds stand against published figures, row by row."""
    import datetime

    from listopt.pipeline import compare_with_published
    from listopt.report.grids import GRID_WRITERS

    format_ = _format(format_, output, ("text", "md", "json"))
    _check_output(format_, output)
    if leave_out:
        _need("scipy", "the fit behind --leave-out", "listopt[fit]")
    tables = compare_with_published(season, today=datetime.date.today(), hidden=leave_out)
    _deliver(lambda page: GRID_WRITERS[format_](tables, page), format_, output, color)


def _need(module: str, what: str, extra: str) -> None:
    """Say how to install a library that a command needs."""
    import importlib.util

    if importlib.util.find_spec(module) is None:
        raise InputError([Fault(what, "no library for it", module, f"Run: pip install '{extra}'")])


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
    "--format", "format_", type=click.Choice(PLAYED_FORMATS), default="text", show_default=True, help="What to print."
)
@click.option(
    "--folds", type=click.IntRange(2, 100), default=5, show_default=True, help="Parts held out in turn for the check."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress on the error stream.")
@click.option("--color/--no-color", default=None, help="Colours in the terminal (default: when it is a terminal).")
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
    _check_output("csv", output)
    found = fit_outcomes(
        outcomes, catalogue, today=datetime.date.today(), season=season, folds=folds,
        tell=lambda line: None if quiet else click.echo(line, err=True),
    )  # fmt: skip
    write = write_fit_json if format_ == "json" else write_fit_text
    _deliver(lambda page: write(found, page), format_, None, color)
    if output is not None:
        write_atomically(output, coefficients_csv(found).encode())
        click.echo(f"Wrote {output}.", err=True)


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--set", "settings", multiple=True, required=True, metavar="NAME=VALUE",
    help="What to set, e.g. budget=2700 or applicant.step2_ck=245; may be given several times.",
)  # fmt: skip
@click.option("--format", "format_", type=click.Choice(PLAYED_FORMATS), help="What to print (default: text).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file; the ending (.txt .json) chooses the format.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No progress on the error stream.")
@click.option("--color/--no-color", default=None, help="Colours in the terminal (default: when it is a terminal).")
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

    format_ = _format(format_, output, PLAYED_FORMATS)
    _check_output(format_, output)
    with _interruptible() as interrupted, _counting(quiet, "lists") as tell:
        change = what_if(scenario, settings, today=datetime.date.today(), patience=Patience(interrupted, tell))
    write = write_change_json if format_ == "json" else write_change_text
    _deliver(lambda page: write(change, page), format_, output, color)
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
@click.option("--format", "format_", type=click.Choice(("text", "json", "csv")), help="What to print (default: text).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file; the ending (.txt .json .csv .svg .png) chooses the format.",
)  # fmt: skip
@click.option(
    "--plot", type=click.Path(path_type=Path, dir_okay=False), help="Also draw a picture to this .svg or .png file."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress on the error stream.")
@click.option("--color/--no-color", default=None, help="Colours in the terminal (default: when it is a terminal).")
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

    format_ = _format(format_, output, ("text", "json", "csv", "svg", "png"))
    picture = _format(None, plot, ("svg", "png")) if plot is not None else ""
    for kind, path in ((format_, output), (picture, plot)):
        _check_output(kind, path)
    with _interruptible() as interrupted, _counting(quiet, "points") as tell:
        curve = solve_frontier(
            scenario, over, today=datetime.date.today(), window=Window(start, stop, steps), unit=unit,
            threshold=threshold, patience=Patience(interrupted, tell),
        )  # fmt: skip
    if plot is not None:
        from listopt.files import write_atomically
        from listopt.report.plots import draw_curve

        write_atomically(plot, draw_curve(curve, picture))
        click.echo(f"Wrote {plot}.", err=True)
    if format_ in ("svg", "png"):
        from listopt.report.plots import draw_curve

        _deliver(lambda page: draw_curve(curve, format_), format_, output, color)
    else:
        _deliver(lambda page: CURVE_WRITERS[format_](curve, page), format_, output, color)
    statuses = [point.status for point in curve.points]
    ctx.exit(0 if curve.solved else EXIT_CODES[statuses[0] if statuses else "unknown"])


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.argument("programs", nargs=-1, required=True, metavar="PROGRAM...")
@click.option("--format", "format_", type=click.Choice(PLAYED_FORMATS), help="What to print (default: text).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file; the ending (.txt .json) chooses the format.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No progress on the error stream.")
@click.option("--color/--no-color", default=None, help="Colours in the terminal (default: when it is a terminal).")
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

    format_ = _format(format_, output, PLAYED_FORMATS)
    _check_output(format_, output)
    given = read_scenario(scenario)
    with _search(given.solver.seconds * (1 + len(programs)), True) as (clock, _), _counting(quiet, "steps") as tell:
        answers = explain_programs(given, programs, today=datetime.date.today(), clock=clock, tell=tell)
    write = write_answers_json if format_ == "json" else write_answers_text
    _deliver(lambda page: write(answers, page), format_, output, color)
    ctx.exit(EXIT_CODES[answers.status])


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--within", type=click.FloatRange(0, 0.5, min_open=True), default=0.005, show_default=True,
    help="Share of the best list's value that a list may lack.",
)  # fmt: skip
@click.option("--format", "format_", type=click.Choice(PLAYED_FORMATS), help="What to print (default: text).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a file; the ending (.txt .json) chooses the format.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No progress on the error stream.")
@click.option("--color/--no-color", default=None, help="Colours in the terminal (default: when it is a terminal).")
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

    format_ = _format(format_, output, PLAYED_FORMATS)
    _check_output(format_, output)
    given = read_scenario(scenario)
    with _search(given.solver.seconds * 10, True) as (clock, _), _counting(quiet, "steps") as tell:
        found = near_lists(given, today=datetime.date.today(), within=within, clock=clock, tell=tell)
    write = write_near_json if format_ == "json" else write_near_text
    _deliver(lambda page: write(found, page), format_, output, color)
    ctx.exit(EXIT_CODES[found.status])


@main.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from listopt.scenario import scenario_schema

    click.echo(json.dumps(scenario_schema(), indent=2))


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


def _format(format_: str | None, output: Path | None, offered: Sequence[str] = (*FORMATS, "xlsx")) -> str:
    """Format asked for, or the one that the file's ending means."""
    endings = {".txt": "text", **{f".{name}": name for name in ("json", "csv", "md", "xlsx", "svg", "png")}}
    endings = {ending: meant for ending, meant in endings.items() if meant in offered}
    if output is None:
        return format_ or "text"
    meant = endings.get(output.suffix.lower())
    if format_ is None and meant is None:
        raise click.UsageError(f"--output {output}: the ending must be one of {', '.join(endings)}, or give --format.")
    if format_ is not None and meant is not None and format_ != meant:
        raise click.UsageError(f"--format {format_} does not fit --output {output}.")
    return format_ or meant or "text"


def _check_output(format_: str, output: Path | None) -> None:
    """Say before the search, not after it, when the result could not be written."""
    import importlib.util

    if output is not None and not output.resolve().parent.is_dir():
        expected = "a file in a folder that exists"
        raise InputError([Fault(str(output), f"no folder {str(output.parent)!r}", expected, "Make the folder first.")])
    if format_ == "xlsx" and importlib.util.find_spec("openpyxl") is None:
        advice = "Run: pip install openpyxl"
        raise InputError([Fault(str(output), "a spreadsheet", "openpyxl, which writes spreadsheets", advice)])
    if format_ in ("svg", "png"):
        from listopt.report.plots import require_matplotlib

        require_matplotlib(str(output))


def _solve(path: Path, quiet: bool) -> Outcome:
    """Read and solve; on Ctrl-C the best list so far."""
    import datetime

    from listopt.pipeline import solve_scenario
    from listopt.scenario import read_scenario

    scenario = read_scenario(path)
    with _search(scenario.solver.seconds, quiet) as (clock, tell):
        outcome = solve_scenario(scenario, today=datetime.date.today(), clock=clock, progress=tell)
        if outcome.status.value != "infeasible":
            return outcome
        from listopt.questions.repairs import with_repairs  # here because most scenarios need no repair

        with _counting(quiet, "repairs") as count:
            return with_repairs(outcome, clock=clock, tell=count)


def _simulate(path: Path, quiet: bool, seasons: int, seed: int) -> Played:
    """Read, solve and play; on Ctrl-C with the best list so far."""
    import datetime

    from listopt.pipeline import simulate_scenario
    from listopt.scenario import read_scenario

    scenario, today = read_scenario(path), datetime.date.today()
    with _search(scenario.solver.seconds, quiet) as (clock, tell):
        return simulate_scenario(scenario, today=today, seasons=seasons, seed=seed, clock=clock, progress=tell)


def _warn(outcome: Outcome) -> None:
    for warning in outcome.report.warnings:
        click.echo(f"warning: {warning}", err=True)


@contextmanager
def _search(seconds: float, quiet: bool) -> Iterator[tuple[Callable[[], float], Tell]]:
    """Time left, none after Ctrl-C, and who is told of progress."""
    from listopt.pipeline import stopwatch

    left = stopwatch(seconds)
    with _interruptible() as interrupted, _progress(quiet) as tell:
        yield (lambda: 0.0 if interrupted() else left()), tell


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a request to finish; a second one ends at once."""
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        click.echo("Finishing with the best list so far (Ctrl-C again to quit) ...", err=True)

    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(quiet: bool) -> Iterator[Tell]:
    """Report on the error stream once a solve takes longer than a second."""
    start = time.monotonic()
    shown = [0.0]

    def tell(value: float | None, bound: float | None) -> None:
        now = time.monotonic() - start
        if quiet or now < 1 or now - shown[0] < 1:
            return
        shown[0] = now
        best = "no list yet" if value is None else f"best {value:.4f}"
        limit = "" if bound is None else f", no list is worth more than {bound:.4f}"
        click.echo(f"{now:4.0f} s: {best}{limit}", err=True)

    timer = threading.Timer(1.0, lambda: click.echo("Searching ... (Ctrl-C ends with the best list so far)", err=True))
    timer.daemon = True
    if not quiet:
        timer.start()
    try:
        yield tell
    finally:
        timer.cancel()


@contextmanager
def _counting(quiet: bool, noun: str) -> Iterator[Callable[[int, int], None]]:
    """Report on the error stream how many solves are done and how long the rest may take.

    A bar on a terminal; elsewhere a line now and then, once it takes longer than a second.
    """
    start = time.monotonic()
    if not quiet and sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as shown:
            task = shown.add_task(noun, total=None)
            yield lambda done, total: shown.update(task, completed=done, total=total)
        return
    last = [start]

    def tell(done: int, total: int) -> None:
        now = time.monotonic()
        if quiet or now - last[0] < 1 or done >= total:
            return
        last[0] = now
        left = (now - start) / done * (total - done)
        click.echo(f"{done} of {total} {noun}, about {max(1, round(left))} s left", err=True)

    yield tell


def _deliver(write: Callable[[Page], str | bytes], format_: str, output: Path | None, color: bool | None) -> None:
    """Print the report, or write it to a file in one piece."""
    import shutil

    from listopt.files import write_atomically
    from listopt.report import Page

    terminal = output is None and sys.stdout.isatty()
    width = min(WIDEST, max(NARROWEST, shutil.get_terminal_size().columns)) if terminal else 100
    plain = output is None and format_ == "text" and not (sys.stdout.encoding or "").lower().startswith("utf")
    page = Page(width=width, color=terminal if color is None else color, ascii=plain)
    content = write(page)
    data = content if isinstance(content, bytes) else content.encode()
    if output is not None:
        write_atomically(output, data)
        click.echo(f"Wrote {output}.", err=True)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
