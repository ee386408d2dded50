"""What the user says columns are, and keeping that in a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from listopt.errors import Fault, Faults, InputError, did_you_mean
from listopt.intake.columns import LEFT_OUT, OWN, PERCENT, is_share
from listopt.intake.fields import fields, reader_of
from listopt.intake.language.vocabulary import spoken
from listopt.intake.table import Table
from listopt.report.intake.found import ColumnRead


def read_mapping(said: Sequence[str], place: str = "--map") -> dict[str, str]:
    """Header as `spoken` gives it -> field, from texts such as ``Column=field``.

    Raises
    ------
    InputError
        With every text that is none, and every field that listopt does not know.
    """
    faults, found = Faults(), {}
    for text in said:
        header, sign, name = text.rpartition("=")
        wanted = name.strip().lower().replace(" ", "_").replace("-", "_")
        if not sign or not header.strip():
            faults.add(place, repr(text), "COLUMN=FIELD", 'For example: --map "Min CK=step2_min".')
        elif not _is_field(wanted):
            expected = f"a field of the catalogue, {OWN} to keep the column as your own, or {LEFT_OUT} to leave it out"
            faults.add(place, repr(name.strip()), expected, did_you_mean(wanted, [*fields(), OWN, LEFT_OUT]))
        else:
            found[spoken(header)] = wanted
    faults.raise_if_any()
    return found


def _is_field(wanted: str) -> bool:
    """Whether a column can be ``wanted``; only shares can be percentages."""
    if wanted.endswith(PERCENT):
        return is_share(wanted.removesuffix(PERCENT))
    return wanted in (OWN, LEFT_OUT) or reader_of(wanted) is not None


def read_saved_mapping(path: Path) -> dict[str, str]:
    """Mapping saved as `mapping_text`: header as `spoken` gives it -> field.

    Raises
    ------
    InputError
        When the file cannot be read, or holds something else.
    """
    from listopt.scenario.files import read_tree  # here because most imports name no mapping

    tree = read_tree(path)
    columns = tree.child("columns")
    if columns is None or set(tree.entries) != {"columns"} or not isinstance(columns.content, dict):
        expected = "columns: and below it a line HEADER: FIELD for each column"
        raise InputError([Fault(str(path), tree.quoted, expected, "Save one with --save-mapping.")])
    return read_mapping([f"{header}={node.text}" for header, node in columns.entries.items()], str(path))


def mapping_text(columns: Iterable[ColumnRead]) -> str:
    """Mapping of recognised columns, and of the user's own, as `read_saved_mapping` reads it."""
    head = "# What the columns are: fields of the catalogue, own (kept as they are) or none (left out).\ncolumns:"
    fields = {column.header: _field(column) for column in columns if column.how != "empty"}
    lines = [f"  {json.dumps(header, ensure_ascii=False)}: {field}" for header, field in fields.items()]
    return "\n".join([head, *lines]) + "\n"


def _field(column: ColumnRead) -> str:
    """What a column is taken for, as a mapping says it."""
    if not column.field:
        return LEFT_OUT if column.how == "left out" else OWN
    return column.field + PERCENT * (column.percent and is_share(column.field))


def check_mapping(tables: Sequence[Table], strict: Sequence[str]) -> None:
    """Say which columns of ``strict`` (headers as `spoken`) no table has.

    Raises
    ------
    InputError
        Naming them, with the nearest header.
    """
    headers = {spoken(header): header for table in tables for header in table.headers}
    faults = [
        Fault("--map", repr(name), "the header of a column of these files", did_you_mean(name, headers.values()))
        for name in strict
        if name not in headers
    ]
    if faults:
        raise InputError(faults)
