"""The command about weights: tune."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listopt.cli.console import check_output, counting, deliver, interruptible
from listopt.cli.group import EXIT_CODES, main
from listopt.cli.options import ANSWERS, CURVES, PICTURES, chosen_format, quietly, results
from listopt.cli.saving import check_saving, preset_for, tell_saved

if TYPE_CHECKING:
    from listopt.questions.frontier import Patience
    from listopt.report import Page
    from listopt.report.tuning.weighed import Weighed
    from listopt.tuning.preset import Preset


@dataclass(frozen=True)
class _Answer:
    """How an answer is written, its status for the exit code, and whether the search was ended before its end.

    ``keep`` saves one of several lists by its number.
    """

    write: Callable[[Page], str | bytes]
    status: str
    ended: bool = False
    keep: Callable[[Preset, int], Weighed] | None = None


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--weight", "weights", multiple=True, metavar="TERM=VALUES",
    help="Values of a term's weight: 0,0.02,0.05 or 0..0.1/5 (five, evenly spaced); several make a grid.",
)  # fmt: skip
@click.option(
    "--trade", metavar="A,B",
    help="Trade-off between two measures: a term, applications, or a group such as region=Midwest.",
)  # fmt: skip
@click.option("--steps", type=click.IntRange(2, 200), help="How many points a trade-off looks at (default: 9).")
@click.option(
    "--journal", type=click.Path(path_type=Path, dir_okay=False),
    help="Keep every finished solve in this file; run again with it, the search goes on where it was ended.",
)  # fmt: skip
@click.option(
    "--target", "targets", multiple=True, metavar="TEXT",
    help="Find weights that meet a target, e.g. 'interviews>=9', 'cost<=1800', 'region=Northeast>=12'.",
)  # fmt: skip
@click.option("--learn", is_flag=True, help="Learn the weights from your choices between lists.")
@click.option("--learn-terms", metavar="A,B", help="Terms whose weights to learn (default: those in force).")
@click.option(
    "--answers", type=click.Path(path_type=Path, dir_okay=False),
    help="Choices made before, from this file; with --learn further ones are kept there.",
)  # fmt: skip
@click.option(
    "--save", type=click.Path(path_type=Path, dir_okay=False),
    help="Write a strategy file that gives the list found, or the one of --pick.",
)  # fmt: skip
@click.option("--pick", type=click.IntRange(min=0), help="Number of the setting or point to save.")
@click.option("--force", is_flag=True, help="Overwrite an existing strategy file.")
@results(CURVES, files=PICTURES)
@quietly
@click.pass_context
def tune(
    ctx: click.Context,
    scenario: Path,
    weights: tuple[str, ...],
    trade: str | None,
    steps: int | None,
    journal: Path | None,
    targets: tuple[str, ...],
    learn: bool,
    learn_terms: str | None,
    answers: Path | None,
    save: Path | None,
    pick: int | None,
    force: bool,
    format_: str | None,
    output: Path | None,
    quiet: bool,
    color: bool | None,
) -> None:
    """Show what the weights of SCENARIO decide: which lists are best under others.

    Without --weight each weight in force goes through 0, 1/2, 1, 2 and 4 times its value. With --trade the exact
    trade-off between two measures is shown, points that no weights find included. With --target weights that meet
    targets are found, with --learn or --answers those that agree with choices between lists. Exit codes: 0 when there
    is any list (one that meets the targets), else those of solve. Ctrl-C keeps what is finished.
    """
    from listopt.questions.frontier import Patience

    choices = learn or answers is not None
    _check_question({"--weight": weights, "--trade": trade, "--target": targets, "--learn or --answers": choices})
    if learn_terms is not None and not choices:
        raise click.UsageError("--learn-terms belongs to --learn.")
    one_list = choices or bool(targets)
    if one_list and journal is not None:
        raise click.UsageError("--journal belongs to --weight and --trade; choices are kept with --answers.")
    if trade is None and steps is not None:
        raise click.UsageError("--steps belongs to --trade; --weight TERM=0..0.1/5 says how many values to take.")
    check_saving(save, pick, force=force, one_list=one_list)
    format_ = _format(format_, output, one_list=one_list)
    for kind, path in ((format_, output), ("jsonl", journal), ("yaml", save), ("yaml", answers)):
        check_output(kind, path)
    with interruptible() as interrupted, counting(quiet or learn, "lists") as tell:
        patience = Patience(interrupted, tell)
        if targets:
            answer = _target(scenario, targets, save, patience, format_)
        elif choices:
            answer = _learn(scenario, _terms(learn_terms), answers, save, patience, format_, asking=learn)
        elif trade is not None:
            answer = _trade(scenario, trade, steps, journal, patience, format_)
        else:
            answer = _sweep(scenario, weights, journal, patience, format_)
    deliver(answer.write, format_, output, color)
    if answer.ended:
        click.echo(_resuming(journal), err=True)
    if answer.keep is not None and save is not None and pick is not None:
        tell_saved(answer.keep(preset_for(scenario, save, Patience()), pick))
    ctx.exit(EXIT_CODES[answer.status])


def _check_question(asked: Mapping[str, object]) -> None:
    """Refuse two questions at once."""
    names = [name for name, given in asked.items() if given]
    if len(names) > 1:
        raise click.UsageError(f"{names[0]} and {names[1]} are two questions; ask them one after the other.")


def _format(format_: str | None, output: Path | None, *, one_list: bool) -> str:
    """Format asked for; a single list is no curve to draw."""
    chosen = chosen_format(format_, output, ANSWERS if one_list else (*CURVES, *PICTURES))
    if one_list and chosen not in ANSWERS:
        raise click.UsageError(f"--format {chosen}: one list is written as {' or '.join(ANSWERS)}.")
    return chosen


def _terms(text: str | None) -> list[str]:
    """Names of terms, as they are listed."""
    return [name.strip() for name in text.split(",")] if text else []


def _resuming(journal: Path | None) -> str:
    """Say how to go on after the search was ended."""
    if journal is not None:
        return f"To go on, run the same command again: what is finished is kept in {journal}."
    return "Nothing of this is kept. With --journal FILE a search can be ended and goes on when it is run again."


def _sweep(scenario: Path, weights: tuple[str, ...], journal: Path | None, patience: Patience, format_: str) -> _Answer:
    """Solve under several weights."""
    import datetime

    from listopt.report.tuning.plots import draw_sweep
    from listopt.report.tuning.sweepdata import SWEEP_WRITERS
    from listopt.tuning.picking import picked_setting
    from listopt.tuning.sweep import sweep

    found = sweep(scenario, weights, today=datetime.date.today(), journal=journal, patience=patience)
    statuses = [one.point.status for one in (*found.listed, *found.settings)]
    return _Answer(
        lambda page: draw_sweep(found, format_) if format_ in PICTURES else SWEEP_WRITERS[format_](found, page),
        statuses[0] if statuses else "unknown",
        bool(found.missing),
        lambda preset, number: picked_setting(found, number, preset),
    )


def _trade(
    scenario: Path, trade: str, steps: int | None, journal: Path | None, patience: Patience, format_: str
) -> _Answer:
    """Trade one measure for another."""
    import datetime

    from listopt.report.tuning.plots import draw_trade
    from listopt.report.tuning.tradedata import TRADE_WRITERS
    from listopt.tuning.picking import picked_point
    from listopt.tuning.tradeoff import STEPS, tradeoff

    found = tradeoff(
        scenario, trade, today=datetime.date.today(), steps=steps or STEPS, journal=journal, patience=patience
    )
    return _Answer(
        lambda page: draw_trade(found, format_) if format_ in PICTURES else TRADE_WRITERS[format_](found, page),
        "optimal" if found.points else found.status,
        found.missing is None or bool(found.missing),
        lambda preset, number: picked_point(found, number, preset),
    )


def _target(scenario: Path, targets: tuple[str, ...], save: Path | None, patience: Patience, format_: str) -> _Answer:
    """Find weights that meet targets."""
    import datetime

    from listopt.report.tuning.weigheddata import AIMED_WRITERS
    from listopt.tuning.aims import meet_targets

    preset = None if save is None else preset_for(scenario, save, patience)
    found = meet_targets(scenario, targets, today=datetime.date.today(), patience=patience, preset=preset)
    status = {"none": "infeasible", "open": "unknown"}.get(found.reached, "optimal")
    return _Answer(lambda page: AIMED_WRITERS[format_](found, page), status)


def _learn(
    scenario: Path,
    terms: list[str],
    answers: Path | None,
    save: Path | None,
    patience: Patience,
    format_: str,
    *,
    asking: bool,
) -> _Answer:
    """Learn weights from answers in a file, at the terminal, or both."""
    import datetime

    from listopt.cli.choosing import terminal_user
    from listopt.report.tuning.weigheddata import LEARNED_WRITERS
    from listopt.tuning.session import learn

    if asking:
        click.echo("Looking for lists to choose from ...", err=True)
    found = learn(
        scenario, terms, today=datetime.date.today(), patience=patience,
        answers=answers if answers is not None and (answers.exists() or not asking) else None,
        user=terminal_user(answers) if asking else None,
        preset=None if save is None else preset_for(scenario, save, patience),
    )  # fmt: skip
    return _Answer(lambda page: LEARNED_WRITERS[format_](found, page), found.weighed.change.after.status)
