"""Text files: any delimiter, any encoding."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from listopt.errors import Fault, InputError
from listopt.formulas import bare
from listopt.intake.reading.grid import Grid, Line
from listopt.report.words import count

DELIMITERS = (",", "\t", ";", "|", "^", "~")
NAMES = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar", "^": "caret", "~": "tilde"}
_SAMPLE = 200_000
"""Bytes looked at to tell the encoding, characters to tell the delimiter."""
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
          codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}  # fmt: skip
"""Byte order marks; those of UTF-32 come before those of UTF-16, which they begin with."""
_LONGEST_CELL = 10_000_000
_STRAY = 0.02
"""Share of zero bytes up to which they are strays of a broken export."""
STRAYS = "listopt.strays"
"""How to open files with stray bytes: name by which Python knows `_as_windows`."""
_LINK = re.compile(r"!?\[([^]\[]*)\]\([^\s()]*(?:\([^\s()]*\)[^\s()]*)*\)")
"""Links as Markdown writes them."""
_EMPHASIS = re.compile(r"^(\*{1,3}|_{1,3}|~~|`)(?=\S)((?:(?!\1).)+)(?<!\s)\1$", re.DOTALL)
"""What Markdown marks as a whole."""


def read_text(path: Path, name: str) -> tuple[Grid, ...]:
    """Sheet of a text file.

    Raises
    ------
    InputError
        When it is no text, or its quotation marks do not close.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    encoding, remark = encoding_of(path, name)
    with path.open(encoding=encoding, errors=STRAYS, newline="") as stream:
        sample = stream.read(_SAMPLE)
    delimiter = _delimiter(sample)
    quoting = _quoting(path, encoding, delimiter, name)

    read = _marked if path.suffix.lower() == ".md" else _bare

    def lines() -> Iterator[Line]:
        with path.open(encoding=encoding, errors=STRAYS, newline="") as stream:
            for line in csv.reader(_plain(stream), delimiter=delimiter, quoting=quoting):
                yield [] if _is_rule(line) else list(map(read, line))

    how = f"{NAMES[delimiter]}-separated, {encoding.removesuffix('-sig').upper()}{remark}"
    return (Grid(name, "", lines, how),)


def encoding_of(path: Path, name: str) -> tuple[str, str]:
    """Encoding of a file, by its mark, UTF-8 if that fits, else the likeliest; and what is to be said of it.

    Raises
    ------
    InputError
        When it is no text.
    """
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE)
    marked = next((encoding for mark, encoding in _MARKS.items() if sample.startswith(mark)), None)
    if marked is not None:
        return marked, ""
    zeros = sample.count(b"\0")
    if zeros > _STRAY * len(sample):
        wide = {sample[1::2].count(b"\0"): "utf-16-le", sample[::2].count(b"\0"): "utf-16-be"}
        if max(wide) * 2 < 0.4 * len(sample):
            place = f"{name}, line {len(sample[: sample.index(0) + 1].splitlines())}"
            advice = "Save the table as CSV or .xlsx."
            raise InputError([Fault(place, "bytes that are not text", "a text file", advice)])
        return wide[max(wide)], ""
    fits, strays = _utf8(path)
    if strays > fits:
        return _likeliest(path), ""
    return "utf-8", f" ({count(strays, 'line')} with other bytes, read as CP1252)" if strays else ""


def _utf8(path: Path) -> tuple[int, int]:
    """How many lines with letters beyond ASCII are UTF-8, and how many are not."""
    fits = strays = 0
    with path.open("rb") as stream:
        for line in stream:
            if not line.isascii():
                try:
                    line.decode()
                    fits += 1
                except UnicodeDecodeError:
                    strays += 1
    return fits, strays


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows writes them in the West."""
    assert isinstance(error, UnicodeDecodeError)
    encoding = "cp1252" if error.encoding == "utf-8" else "ascii"
    return error.object[error.start : error.end].decode(encoding, "replace"), error.end


codecs.register_error(STRAYS, _as_windows)


def _likeliest(path: Path) -> str:
    """Encoding of older programs that fits best: the one that Windows uses in the West unless another is clear."""
    from charset_normalizer import from_bytes  # here because few files need it

    with path.open("rb") as stream:
        odd = b"\n".join(line for line in stream if not line.isascii())[:_SAMPLE]
    best = from_bytes(odd, cp_isolation=["cp1252", "mac_roman", "cp437", "cp850"]).best()
    found = best.encoding if best is not None else "cp1252"
    try:
        with path.open(encoding=found) as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "latin-1"
    return found


def _delimiter(sample: str) -> str:
    """Delimiter that cuts most lines into the same number of cells, more than one."""
    lines = sample.splitlines()
    text = "\n".join(lines[:-1] if len(lines) > 1 and len(sample) >= _SAMPLE else lines)

    def fit(delimiter: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            widths = Counter(len(line) for line, _ in zip(reader, range(500), strict=False) if any(line))
        except csv.Error:
            return 0.0, 0
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            return 0.0, 0
        width = max(wide, key=lambda one: (wide[one], one))
        return wide[width] / sum(widths.values()) * (1 - 0.5 / width), width

    return max(DELIMITERS, key=lambda one: (fit(one), -DELIMITERS.index(one)))


def _quoting(path: Path, encoding: str, delimiter: str, name: str) -> Literal[0, 3]:
    """Whether quotation marks enclose cells: yes, unless they do not close in a file pasted from a screen."""
    with path.open(encoding=encoding, errors=STRAYS, newline="") as stream:
        reader = csv.reader(_plain(stream), delimiter=delimiter, strict=True)
        try:
            for _ in reader:
                pass
        except csv.Error as error:
            if delimiter != ",":
                return csv.QUOTE_NONE
            found = f"broken quoting ({error})"
            advice = "Close every quotation mark, and double it where it stands inside a cell."
            raise InputError(
                [Fault(f"{name}, line {reader.line_num}", found, "cells as in a CSV file", advice)]
            ) from None
    return csv.QUOTE_MINIMAL


def _bare(cell: str) -> str:
    return bare(cell) if "'" in cell else cell


def _marked(cell: str) -> str:
    """Text of a cell of Markdown: links as their words, without the marks of bold and slanted letters around it."""
    text = _LINK.sub(r"\1", cell).strip()
    return _EMPHASIS.sub(r"\2", text)


def _is_rule(line: Line) -> bool:
    """Whether a line only draws a rule, as tables in Markdown have below their headers."""
    drawn = "-:|+= "
    return bool(line) and not line[0].strip(drawn) and "---" in (text := "".join(line)) and not text.strip(drawn)


def _plain(stream: io.TextIOBase) -> Iterator[str]:
    """Lines without the zero characters that broken exports hold."""
    return (line.replace("\0", "") if "\0" in line else line for line in stream)
