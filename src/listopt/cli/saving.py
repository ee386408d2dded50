"""Saving a tuned list as a strategy file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from listopt.questions.frontier import Patience
    from listopt.report.tuning.weighed import Weighed
    from listopt.tuning.preset import Preset


def check_saving(save: Path | None, pick: int | None, *, force: bool, one_list: bool) -> None:
    """Say before the search what is wrong with what is to be saved."""
    if pick is not None and (save is None or one_list):
        raise click.UsageError("--pick says which setting or point to --save.")
    if save is None:
        if force:
            raise click.UsageError("--force belongs to --save.")
        return
    if pick is None and not one_list:
        raise click.UsageError("--save needs --pick N: the number of the setting or point to save.")
    from listopt.tuning.preset import check_name

    check_name(save, force=force)


def preset_for(scenario: Path, save: Path, patience: Patience) -> Preset:
    """Name the strategy file to be written."""
    import datetime

    from listopt.tuning.preset import Preset

    return Preset(scenario, save, datetime.date.today(), patience)


def tell_saved(found: Weighed) -> None:
    """Say on the error stream what was saved."""
    from listopt.report.tuning.weighedwriters import saved_notes

    for note in saved_notes(found):
        click.echo(note, err=True)
