"""Commands that keep catalogues: check, show, list, diff, template, merge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from listopt.cli.console import check_output, check_target, deliver
from listopt.cli.group import Group, main
from listopt.cli.options import ANSWERS, FORMATS, chosen_format, results

if TYPE_CHECKING:
    from listopt.catalogue import Catalogue

HERE = Path()
"""Folder from which the paths of tables count."""
tables = click.argument("names", nargs=-1, required=True, metavar="NAME...")
afresh = click.option("--overwrite", is_flag=True, help="Replace a file that exists.")


@main.group(cls=Group)
def catalogue() -> None:
    """Bring in tables of your own, look at catalogues, and keep them.

    A NAME is a catalogue that comes with listopt (us-2025, sample) or a file (.csv, .tsv, .xlsx). Several names are
    laid one over the other as in a scenario.
    """


@catalogue.command()
@tables
@results(ANSWERS)
@click.pass_context
def check(
    ctx: click.Context, names: tuple[str, ...], format_: str | None, output: Path | None, color: bool | None
) -> None:
    """Find every fault of tables.

    Each is told with row and column, then what is no fault but worth a look. Exit code 0 without faults, else 1.
    """
    from listopt.curating.checking import check_catalogue
    from listopt.report.curating.checked import write_checked_json, write_checked_text

    format_ = chosen_format(format_, output, ANSWERS)
    check_output(format_, output, names)
    found = check_catalogue(names, HERE)
    for fault in found.faults:
        click.echo(str(fault), err=True)
    write = write_checked_json if format_ == "json" else write_checked_text
    deliver(lambda page: write(found, page), format_, output, color)
    ctx.exit(1 if found.faults else 0)


@catalogue.command()
@tables
@click.option(
    "--program", "programs", multiple=True, metavar="CODE_OR_WORDS",
    help="Show all facts of one program instead, and where each is from; may be repeated.",
)  # fmt: skip
@results(ANSWERS)
def show(
    names: tuple[str, ...], programs: tuple[str, ...], format_: str | None, output: Path | None, color: bool | None
) -> None:
    """Show a catalogue at a glance, or a program.

    At a glance: how many programs of which specialties, how far the columns are filled, and the sources.
    """
    from listopt.curating.showing import facts, overview, read_tables
    from listopt.report.curating.facts import write_facts_json, write_facts_text
    from listopt.report.curating.overview import write_overview_json, write_overview_text

    format_ = chosen_format(format_, output, ANSWERS)
    check_output(format_, output, names)
    table, stack = read_tables(names, HERE)
    if not programs:
        seen = overview(table, stack.digests)
        write = write_overview_json if format_ == "json" else write_overview_text
        deliver(lambda page: write(seen, page), format_, output, color)
        return
    from listopt.questions.naming import meant

    found = facts(table, stack, [one.program for one in meant(table, programs, ())])
    tell = write_facts_json if format_ == "json" else write_facts_text
    deliver(lambda page: tell(found, page), format_, output, color)


@catalogue.command("list")
@tables
@click.option(
    "--where", default="", metavar="CONDITION",
    help='Programs that meet it, such as "state=NY,NJ and j1 and step2_min<=230".',
)  # fmt: skip
@click.option("--find", default="", metavar="WORDS", help="Programs with these words in name, institution or city.")
@click.option(
    "--sort", multiple=True, metavar="COLUMN", help="Sort by it, with - before it downwards; may be repeated."
)
@click.option("--columns", default="", metavar="A,B,...", help="Columns to show.")
@click.option("--limit", type=click.IntRange(min=1), help="Most programs to show (default: 50 as text, else all).")
@results(FORMATS)
def list_(
    names: tuple[str, ...],
    where: str,
    find: str,
    sort: tuple[str, ...],
    columns: str,
    limit: int | None,
    format_: str | None,
    output: Path | None,
    color: bool | None,
) -> None:
    """List programs of a catalogue.

    Terms of a condition are joined by `and`: COLUMN or `not COLUMN` for yes/no columns, COLUMN=VALUE,VALUE for any of
    several values, COLUMN>=NUMBER, COLUMN<=NUMBER. A fact that is not known meets no condition.
    """
    from listopt.curating.listing import Wish, list_programs
    from listopt.report.curating.listed import LISTED_WRITERS, SHOWN

    format_ = chosen_format(format_, output, FORMATS)
    check_output(format_, output, names)
    most = limit or (SHOWN if format_ == "text" else None)
    found = list_programs(_read(names).table, Wish(where, find, sort, _several(columns), most))
    deliver(lambda page: LISTED_WRITERS[format_](found, page), format_, output, color)
    for remark in found.remarks if format_ != "text" else ():
        click.echo(remark, err=True)


@catalogue.command()
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@results(FORMATS)
def diff(before: str, after: str, format_: str | None, output: Path | None, color: bool | None) -> None:
    """Show how AFTER differs from BEFORE.

    What differs are programs, columns and cells; an empty cell differs from a filled one. Write tables that are laid
    one over the other with commas between them: us-2025,my.csv.
    """
    from listopt.curating.differing import difference
    from listopt.report.curating.difference import DIFFERENCE_WRITERS

    format_ = chosen_format(format_, output, FORMATS)
    check_output(format_, output, (*_several(before), *_several(after)))
    found = difference((before, after), _read(_several(before)), _read(_several(after)))
    deliver(lambda page: DIFFERENCE_WRITERS[format_](found, page), format_, output, color)


@catalogue.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="File to write, .xlsx or .csv.",
)  # fmt: skip
@click.option("--columns", default="", metavar="A,B,...", help="Columns to fill in; your own begin with my_.")
@click.option("--specialty", multiple=True, help="Name the programs of this specialty; may be repeated.")
@click.option("--state", multiple=True, help="Name the programs of this state, such as NY; may be repeated.")
@afresh
def template(output: Path, columns: str, specialty: tuple[str, ...], state: tuple[str, ...], overwrite: bool) -> None:
    """Write an empty table to fill in.

    It is to be laid over a catalogue. Columns in square brackets say which program it is and are not read back; nor
    are empty cells.
    """
    from listopt.curating.templates import template as make
    from listopt.files import write_atomically
    from listopt.report.curating.template import template_xlsx
    from listopt.report.words import count
    from listopt.report.worksheetfiles import worksheet_csv

    check_target("--output", output, (".xlsx", ".csv"), overwrite=overwrite)
    sheet = make(_several(columns), specialty, state)
    write_atomically(output, template_xlsx(sheet) if output.suffix.lower() == ".xlsx" else worksheet_csv(sheet))
    click.echo(f"Wrote {output}: {count(len(sheet.rows), 'program')}, {count(len(sheet.headers), 'column')}.", err=True)


@catalogue.command()
@tables
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write, .csv."
)
@click.option(
    "--wins", type=click.Choice(("last", "first")), default="last", show_default=True,
    help="Which filled cell counts where tables contradict each other.",
)  # fmt: skip
@afresh
def merge(names: tuple[str, ...], output: Path, wins: str, overwrite: bool) -> None:
    """Lay tables together into one.

    Beside OUT.csv, OUT.contradictions.csv lists every cell of which the tables say different things, and, where an
    import kept them, OUT.sources.csv the origins of the values.
    """
    from listopt.curating.merging import merge as lay_together
    from listopt.files import Staging
    from listopt.importers.origins import origins_file
    from listopt.report.curating.merged import contradictions_csv, merged_csv, origins_csv, write_merged_text

    check_target("--output", output, (".csv",), overwrite=overwrite)
    found = lay_together(names, HERE, first_wins=wins == "first")
    files = {output: merged_csv(found), output.with_suffix(".contradictions.csv"): contradictions_csv(found)}
    if found.origins or origins_file(output).exists():
        files[origins_file(output)] = origins_csv(found)
    with Staging() as staging:
        for path, content in files.items():
            staging.binary(path).write(content)
        staging.commit()
    click.echo(f"Wrote {', '.join(map(str, files))}.", err=True)
    deliver(lambda page: write_merged_text(found, page), "text", None, None)


def _read(names: tuple[str, ...]) -> Catalogue:
    from listopt.importers import read_catalogue

    return read_catalogue(names, HERE)


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
