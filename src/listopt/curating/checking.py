"""What is wrong with the tables of a catalogue, and what is worth a look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from listopt.catalogue import STATUSES, column_of, statuses
from listopt.errors import Faults, did_you_mean
from listopt.importers import read_stack, typed
from listopt.importers.sheet import KEY
from listopt.reference import specialties
from listopt.report.curating.cells import HOLDS, kind_of
from listopt.report.curating.checked import Checked, Remark
from listopt.report.words import count

if TYPE_CHECKING:
    import pandas as pd

    from listopt.importers.stack import Stack

CODE = 10
"""Digits of an ACGME code."""
PREFIX = 3
"""Digits of it that tell the specialty."""


def check_catalogue(names: Sequence[str], base: Path) -> Checked:
    """Read tables one over the other and tell all their faults, no matter how many, and what is worth a look.

    Parameters
    ----------
    names
        As a scenario names them.
    base
        Folder from which the paths of files count.
    """
    faults = Faults()
    stack = read_stack(names, base, (), faults)
    table = typed(stack, faults, most=None)
    seen = _Seen(stack, table[table.index != ""])
    remarks = (*seen.statuses(), *seen.own(), *seen.new(), *seen.without(), *seen.codes())
    return Checked(tuple(names), len(seen.table), len(seen.table.columns), tuple(faults.found), remarks)


@dataclass(frozen=True)
class _Seen:
    """Tables as they were read; each method gives one remark or none."""

    stack: Stack
    table: pd.DataFrame

    def statuses(self) -> Iterator[Remark]:
        """Words of ``status`` that are none of those the sheet offers."""
        status = statuses(self.table)
        other = status[(status != "") & ~status.isin(list(STATUSES))]
        if len(other):
            sentence = (
                f"{count(len(other), 'program')} with a status that has no effect, none of {', '.join(STATUSES)}."
            )
            told = (
                f"{self.stack.origin(str(code), 'status')}: {word!r}. {did_you_mean(word, STATUSES)}".strip()
                for code, word in other.items()
            )
            yield Remark("status", sentence, tuple(told))

    def own(self) -> Iterator[Remark]:
        """Columns that listopt does not know, and what they hold."""
        own = [str(name) for name in self.table if column_of(str(name)) is None]
        if own:
            sentence = f"{count(len(own), 'column')} of your own: kept, shown, and usable in `where:`."
            filled = self.table[own].notna().sum()
            told = (f"{name}: {HOLDS[kind_of(self.table[name]).kind]}, {filled[name]:,} filled" for name in own)
            yield Remark("own columns", sentence, tuple(told))

    def new(self) -> Iterator[Remark]:
        """Programs of a later table that no earlier one has."""
        if not self.stack.sheets:
            return
        first = self.stack.sheets[0].cells[KEY]
        codes = self.table.index[~self.table.index.isin(list(first))]
        if len(codes):
            sentence = f"{count(len(codes), 'program')} that no earlier table has."
            yield Remark("new programs", sentence, tuple(self._rows(codes)))

    def without(self) -> Iterator[Remark]:
        """Programs of which the specialty or the state is not known."""
        for name in ("specialty", "state"):
            codes = self.table.index[self.table[name].isna()] if name in self.table else self.table.index
            if len(codes):
                sentence = f"{count(len(codes), 'program')} without a {name}; no harm if an earlier table has it."
                yield Remark(f"no {name}", sentence, tuple(self._rows(codes)))

    def codes(self) -> Iterator[Remark]:
        """Ten-digit codes that begin otherwise than those of the program's specialty."""
        if "specialty" not in self.table:
            return
        wanted = self.table["specialty"].map({one.name: one.code_prefix for one in specialties().values()})
        code = self.table.index.to_series()
        wrong = (code.str.fullmatch(rf"\d{{{CODE}}}") & (code.str[:PREFIX] != wanted) & wanted.notna()).astype(bool)
        if wrong.any():
            sentence = f"{count(int(wrong.sum()), 'program')} whose code begins otherwise than its specialty's."
            told = (
                f"{where}, {name} (codes begin with {prefix})"
                for where, name, prefix in zip(
                    self._rows(code[wrong]), self.table.loc[wrong, "specialty"], wanted[wrong], strict=True
                )
            )
            yield Remark("codes", sentence, tuple(told))

    def _rows(self, codes: Iterable[str]) -> Iterator[str]:
        """Row that first names each program, and its code."""
        for code in codes:
            position, row = self.stack.written(code, KEY)[-1]
            sheet = self.stack.sheets[position]
            yield f"{sheet.name}, row {sheet.rows[row]}: {code}"
