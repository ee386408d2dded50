"""From text cells to values: one conversion per kind of column, and what to say about a cell that does not convert."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from listopt.catalogue import Column, column_of
from listopt.errors import did_you_mean
from listopt.reference import find_specialty, regions, specialties

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Values = npt.NDArray[np.float64] | npt.NDArray[np.object_] | pd.api.extensions.ExtensionArray
    """One column, ready for a table."""

T = TypeVar("T")
FLAGS = {"yes": 1, "y": 1, "true": 1, "1": 1, "no": 0, "n": 0, "false": 0, "0": 0}
_NEITHER = -1
UNKNOWN_WORDS = ("nan", "na", "n/a", "#n/a", "none", "null", "unknown", "inf", "-inf", "infinity", "?", "-")
LEAVE_EMPTY = "Leave the cell empty when it is not known."
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?", re.IGNORECASE | re.ASCII)
_LEADING_ZERO = re.compile(r"[-+]?0\d")


@dataclass(frozen=True, eq=False)
class Converted:
    """Values of one column, and the positions of the cells that are none of its kind (missing in the values)."""

    column: Values
    bad: tuple[int, ...]


class _Lookup(dict[str, T]):
    """Value of each different word, worked out once; ``missing`` for the empty word and those without a meaning."""

    def __init__(self, meaning: Callable[[str], T | None], missing: T) -> None:
        super().__init__({"": missing})
        self.meaning = meaning
        self.missing = missing
        self.wrong: dict[str, None] = {}

    def __missing__(self, word: str) -> T:
        value = self.meaning(word)
        if value is None:
            self.wrong[word] = None
            value = self.missing
        self[word] = value
        return value

    def values_of(self, cells: Sequence[str]) -> list[T]:
        return list(map(self.__getitem__, cells))

    def bad(self, cells: Sequence[str]) -> tuple[int, ...]:
        """Positions of the words without a meaning, once `values_of` has seen them."""
        return tuple(row for row, cell in enumerate(cells) if cell in self.wrong) if self.wrong else ()


def convert(column: Column, cells: Sequence[str]) -> Converted:
    """Values of a registered column; the kinds become the types named in `listopt.catalogue.Catalogue`."""
    import numpy as np
    import pandas as pd

    if column.numeric:
        return _numbers(column, cells)
    if column.kind == "flag":
        flags = _Lookup(lambda word: FLAGS.get(word.lower()), _NEITHER)
        values = np.array(flags.values_of(cells), dtype=np.int8)
        return Converted(pd.arrays.BooleanArray(values == 1, values == _NEITHER), flags.bad(cells))
    if column.kind == "choice":
        choices: _Lookup[str | float] = _Lookup(_chooser(column), np.nan)
        return Converted(_objects(choices.values_of(cells)), choices.bad(cells))
    return Converted(_text(cells), ())


def holds(column: Column, cell: str) -> bool:
    """Whether a cell that is not empty is of the kind of its registered column."""
    if column.numeric:
        return _number(column, cell) is not None
    if column.kind == "flag":
        return cell.lower() in FLAGS
    return column.kind != "choice" or _chooser(column)(cell) is not None


def convert_own(cells: Sequence[str]) -> Values:
    """Values of a user's own column: numbers if all cells are, true and false if all are, else text.

    Digits with a leading zero (postal codes) stay text.
    """
    filled = [cell for cell in cells if cell]
    if filled and all(cell.lower() in ("true", "false") for cell in filled):
        return convert(Column("", "flag", "", ""), cells).column
    if filled and not any(_LEADING_ZERO.match(cell) for cell in filled):
        numbers = convert(Column("", "number", "", ""), cells)
        if not numbers.bad:
            return numbers.column
    return _text(cells)


def same(name: str, one: str, other: str) -> bool:
    """Whether two cells of a column hold the same value, however it is spelled."""
    import pandas as pd

    if one == other:
        return True
    column = column_of(name)
    first, second = convert_own([one, other]) if column is None else convert(column, [one, other]).column
    return bool(pd.notna(first) and pd.notna(second) and first == second)


def expectation(column: Column, cell: str) -> tuple[str, str]:
    """Say what a cell of this column may hold, and what to do about this one."""
    if column.kind == "flag":
        return "yes or no", LEAVE_EMPTY
    if column.name == "state":
        return "the two-letter code of a US state or territory", did_you_mean(cell, regions())
    if column.name == "specialty":
        return "a specialty as ERAS lists it", did_you_mean(cell, _specialty_names())
    if column.kind == "choice":
        return f"one of {', '.join(column.choices)}", did_you_mean(cell, column.choices) or LEAVE_EMPTY
    return _range(column), _number_advice(column, cell)


def _text(cells: Sequence[str]) -> Values:
    return _objects([cell or math.nan for cell in cells])


def _objects(values: Sequence[object]) -> Values:
    import numpy as np

    return np.array(values, dtype=object)


def _numbers(column: Column, cells: Sequence[str]) -> Converted:
    import numpy as np
    import pandas as pd

    numbers = _Lookup(lambda word: _number(column, word), np.nan)
    values = np.array(numbers.values_of(cells), dtype=np.float64)
    if column.kind != "integer":
        return Converted(values, numbers.bad(cells))
    missing = np.isnan(values)
    whole = pd.arrays.IntegerArray(np.where(missing, 1, values).astype(np.int64), missing)
    return Converted(whole, numbers.bad(cells))


def _number(column: Column, word: str) -> float | None:
    """Value of a plain decimal number within the column's range, else None."""
    if not _NUMBER.fullmatch(word):
        return None
    value = float(word)
    too_low = column.low is not None and value < column.low
    too_high = column.high is not None and value > column.high
    part = column.kind == "integer" and not value.is_integer()
    return None if too_low or too_high or part or math.isinf(value) else value


def _chooser(column: Column) -> Callable[[str], str | None]:
    if column.name == "specialty":
        return _canonical_specialty
    words = tuple(regions()) if column.name == "state" else column.choices
    by_lower = {word.lower(): word for word in words}
    return lambda word: by_lower.get(word.lower())


def _canonical_specialty(word: str) -> str | None:
    specialty = find_specialty(word)
    return None if specialty is None else specialty.name


def _specialty_names() -> list[str]:
    register = specialties().values()
    return [specialty.name for specialty in register] + [alias for specialty in register for alias in specialty.aliases]


def _range(column: Column) -> str:
    noun = "a whole number" if column.kind == "integer" else "a number"
    if column.low is not None and column.high is not None:
        return f"{noun} from {column.low:g} to {column.high:g}"
    return noun if column.low is None else f"{noun} of {column.low:g} or more"


def _number_advice(column: Column, cell: str) -> str:
    if cell.lower() in UNKNOWN_WORDS:
        return LEAVE_EMPTY
    plain = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", cell) if column.kind != "share" else cell
    number = re.fullmatch(r"\$?\s*(\d*\.?\d+)\s*(%|\$|USD)?", plain.replace(",", "."))
    if number is None:
        return ""
    value = float(number[1])
    if column.kind == "share" and (number[2] == "%" or value > 1):
        return f"Write {value / 100:g} for {value:g} %." if value <= 100 else ""
    return f"Write {value:g}." if number[0] != cell or not cell.replace(".", "", 1).isdigit() else ""
