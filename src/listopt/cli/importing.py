"""The command that brings in tables of one's own: catalogue import."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from listopt.cli.console import check_target, counting, deliver, orderly
from listopt.cli.curating import catalogue
from listopt.cli.options import ANSWERS, colourful, quietly
from listopt.errors import Fault, InputError

if TYPE_CHECKING:
    from listopt.intake.sources import Wins

WINS = ("newest", "first", "last")


@catalogue.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Catalogue to write (.csv)."
)
@click.option(
    "--map", "said", multiple=True, metavar='"COLUMN=FIELD"',
    help="What a column is: a field of the catalogue, own to keep it as yours, none to leave it out. May be repeated.",
)  # fmt: skip
@click.option(
    "--mapping", type=click.Path(path_type=Path), help="Mapping of columns saved before (YAML); --map goes before it."
)
@click.option(
    "--save-mapping", type=click.Path(path_type=Path, dir_okay=False), help="Save what the columns are (YAML)."
)
@click.option("--specialty", default="", help="Specialty of rows that tell none.")
@click.option("--sheet", "sheets", multiple=True, help="Sheet of a workbook to read (default: all). May be repeated.")
@click.option(
    "--wins", type=click.Choice(WINS), default="newest", show_default=True,
    help="Which file counts where several differ: the newest, or the first or last named.",
)  # fmt: skip
@click.option(
    "--date", "dates", multiple=True, metavar="FILE=YYYY-MM-DD",
    help="Date of a file, if not the day it was last changed. May be repeated.",
)  # fmt: skip
@click.option("--against", default="us-2025", show_default=True, help="Catalogue whose programs the rows are about.")
@click.option("--add-new", is_flag=True, help="Make programs of rows whose code that catalogue does not have.")
@click.option("--dry-run", is_flag=True, help="Report only; write nothing.")
@click.option("--overwrite", is_flag=True, help="Replace files that no import wrote.")
@click.option("--format", "format_", type=click.Choice(ANSWERS), default="text", help="How to print the report.")
@colourful
@quietly
def import_(
    files: tuple[Path, ...],
    output: Path,
    said: tuple[str, ...],
    mapping: Path | None,
    save_mapping: Path | None,
    specialty: str,
    sheets: tuple[str, ...],
    wins: str,
    dates: tuple[str, ...],
    against: str,
    add_new: bool,
    dry_run: bool,
    overwrite: bool,
    format_: str,
    color: bool | None,
    quiet: bool,
) -> None:
    """Turn tables of any kind (FILE...) into a catalogue of your own.

    Reads .csv, .tsv, .txt, .xlsx, .xls, .ods, .json, .js and .parquet. Columns are recognised by their names and cells,
    rows are matched with real programs by code, else by specialty, place and name. Beside OUT.csv stand
    OUT.rows.csv (what became of every row), OUT.sources.csv (where every value is from), OUT.unmatched.csv (rows to
    mend and import again) and OUT.contradictions.csv. Then name it in a scenario: catalogue: [us-2025, OUT.csv].
    """
    from listopt.files import write_atomically
    from listopt.intake import Wishes, import_files, mapping_text, read_mapping, read_saved_mapping
    from listopt.intake.language.specialties import read_specialty
    from listopt.report.intake import write_imported_json, write_imported_text

    if save_mapping is not None:
        if dry_run:
            raise click.UsageError("--dry-run writes nothing, so --save-mapping cannot.")
        check_target("--save-mapping", save_mapping, (".yaml", ".yml"), overwrite=overwrite)
    _check_output(output, files, overwrite=overwrite or dry_run)
    mine = read_mapping(said)
    named = read_specialty(specialty) if specialty else ("", "")
    if named is None:
        raise InputError([Fault("--specialty", repr(specialty), "a specialty as ERAS lists it", _nearest(specialty))])
    wishes = Wishes(
        {**(read_saved_mapping(mapping) if mapping else {}), **mine},
        cast("Wins", wins),
        _dates(dates),
        named[0],
        sheets,
        add_new,
    )
    with orderly(), _uncollected(), counting(quiet, "rows") as tell:
        found = import_files(
            files, output, against=against, wishes=wishes, must_have=tuple(mine), dry_run=dry_run, tell=tell
        )
    if save_mapping is not None:
        columns = [column for sheet in found.sheets for column in sheet.columns]
        write_atomically(save_mapping, mapping_text(columns).encode())
    write = write_imported_json if format_ == "json" else write_imported_text
    deliver(lambda page: write(found, page), format_, None, color)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare Python the search for cycles of objects: an import makes none, and looking takes a tenth of its time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _check_output(output: Path, files: tuple[Path, ...], *, overwrite: bool) -> None:
    """Say at once when a file cannot be written, or would replace one that somebody typed."""
    from listopt.intake.outputs import PARTS, beside, written_by_import

    check_target("--output", output, (".csv",), overwrite=True)
    try:
        inputs = {path.resolve() for path in files}
        for part in PARTS:
            beside(output, part).exists()
    except (OSError, RuntimeError) as error:
        found = f"a name that cannot be used ({error})"
        raise InputError([Fault(str(output), found, "the names of files")]) from None
    for part in PARTS:
        path = beside(output, part)
        if part and path.resolve() in inputs:
            found = f"a file that this import writes beside {output}"
            raise InputError([Fault(str(path), found, "another file", "Save it under another name first.")])
        if not overwrite and not written_by_import(output, part):
            advice = "Choose another name, or --overwrite if nothing in it is worth keeping."
            raise InputError([Fault(str(path), "a file that no import wrote", "a new file", advice)])


def _dates(texts: tuple[str, ...]) -> dict[str, datetime.date]:
    found = {}
    for text in texts:
        name, _, date = text.rpartition("=")
        try:
            found[name] = datetime.date.fromisoformat(date)
        except ValueError:
            raise click.UsageError(f"--date {text}: write FILE=YYYY-MM-DD.") from None
    return found


def _nearest(specialty: str) -> str:
    from listopt.errors import did_you_mean
    from listopt.reference import specialties

    return did_you_mean(specialty, specialties())
