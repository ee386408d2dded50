"""Parquet files, where pyarrow is installed."""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Iterator
from pathlib import Path

from listopt.errors import Fault, InputError
from listopt.intake.reading.grid import Grid, Line

_BATCH = 5_000


def read_parquet(path: Path, name: str) -> tuple[Grid, ...]:
    """Sheet of a Parquet file, read batch by batch.

    Raises
    ------
    InputError
        When pyarrow is not installed, or the file is broken.
    """
    if importlib.util.find_spec("pyarrow") is None:
        advice = "Run: pip install 'listopt[parquet]', or save the table as CSV."
        raise InputError([Fault(name, "a Parquet file", "pyarrow, which reads it", advice)])
    import pyarrow  # type: ignore[import-untyped]  # here because it is large and seldom needed
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    broken = (pyarrow.ArrowException, OSError, ValueError, OverflowError)

    def fault(error: Exception) -> InputError:
        return InputError([Fault(name, f"a broken Parquet file ({error})", "a Parquet file")])

    try:
        head = pq.ParquetFile(path)
        titles = [str(title) for title in head.schema_arrow.names]
    except broken as error:
        raise fault(error) from None

    def lines() -> Iterator[Line]:
        yield titles
        try:
            for batch in pq.ParquetFile(path).iter_batches(_BATCH):
                columns = [column.to_pylist() for column in batch.columns]
                yield from ([_text(cell) for cell in line] for line in zip(*columns, strict=True))
        except broken as error:
            raise fault(error) from None

    return (Grid(name, "", lines, "a Parquet file"),)


def _text(cell: object) -> str:
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, (list, tuple)):
        return "; ".join(map(_text, cell))
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ").removesuffix(" 00:00:00")
    return str(cell)
