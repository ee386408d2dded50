"""Counting what happens during an import, for the report."""

from __future__ import annotations

import heapq
from collections import Counter
from typing import TYPE_CHECKING

from listopt.intake.gathering import Place
from listopt.intake.judging import FATES, Verdict
from listopt.intake.matching import Matcher
from listopt.intake.rows import HEADING, Row
from listopt.report.curating.merged import Contradiction
from listopt.report.intake.found import MOST_EXAMPLES, UNKNOWN_CODE, ColumnRead, Example, Group, Imported, SheetRead

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from listopt.intake.sheets import Sheet

_MOST_BY_NAME, _MOST_CLASHES, _MOST_REASONS = 5, 5, 1_000


class Telling:
    """What an import has found so far; holds examples, never all rows."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._fates: Counter[tuple[Sheet, str]] = Counter()
        self._how: Counter[str] = Counter()
        self._reasons: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], list[Example]] = {}
        self._worst: list[tuple[float, int, Example]] = []
        self._clashes: list[Contradiction] = []
        self._contradictions = 0
        self._overrides = 0
        self._mistaken = 0

    def row(self, sheet: Sheet, row: Row, place: Place, verdict: Verdict) -> None:
        """Count a row."""
        self._fates[sheet, verdict.fate] += 1
        if verdict.fate == "imported":
            self._how[verdict.how] += 1
            if verdict.how == "name" and verdict.score < 1:
                entry = (-verdict.score, -sum(self._how.values()), self._example(row, place, verdict))
                (heapq.heappush if len(self._worst) < _MOST_BY_NAME else heapq.heappushpop)(self._worst, entry)
            return
        key = (verdict.fate, _grouped(verdict.reason))
        if key not in self._reasons and len(self._reasons) >= _MOST_REASONS:
            key = (verdict.fate, "other reasons")
        self._reasons[key] += 1
        if len(examples := self._examples.setdefault(key, [])) < MOST_EXAMPLES:
            examples.append(self._example(row, place, verdict))

    def contradiction(self, clash: Contradiction) -> None:
        """Count a cell that sources tell differently."""
        self._contradictions += 1
        if len(self._clashes) < _MOST_CLASHES:
            self._clashes.append(clash)

    def override(self) -> None:
        """Count a cell that differs from the catalogue matched, and will override it."""
        self._overrides += 1

    def mistaken(self) -> None:
        """Count a specialty or state that is not the program's."""
        self._mistaken += 1

    def nothing(self, sheets: Sequence[Sheet]) -> tuple[str, str, str]:
        """Say that no row is about a program: what was found, what is expected, what to do."""
        count = sum(self._reasons.values())
        reasons = "; ".join(f"{number} x {reason}" for (_, reason), number in self._reasons.most_common(4))
        found = f"{count:,} rows, none of which is about a known program ({reasons})"
        guess = next((sheet.guess for sheet in sheets if sheet.guess is not None), None)
        names = (meant.header for sheet in sheets for meant in sheet.meant if "name" in meant.guesses)
        column = f"{header}=name" if (header := next(names, "")) else "Column=program_id"
        advice = f'Say which columns hold codes or names (--map "{column}"), and the specialty (--specialty).'
        if guess is not None and not guess.sure:
            advice = f'Name the specialty, e.g. --specialty "{guess.specialty}": {guess}.'
        return found, "rows with an ACGME code, or with specialty, state and name", advice

    def imported(
        self, sheets: Sequence[Sheet], against: str, programs: int, files: Mapping[str, str], *,
        skipped: tuple[str, ...], written: bool,
    ) -> Imported:  # fmt: skip
        """Everything that was found."""
        totals = Counter[str]()
        for (_, fate), count in self._fates.items():
            totals[fate] += count
        groups = sorted(self._reasons, key=lambda key: (FATES.index(key[0]), -self._reasons[key], key[1]))
        return Imported(
            against=against,
            sheets=tuple(self._sheet(sheet) for sheet in sheets),
            rows={fate: totals[fate] for fate in FATES},
            matched=dict(sorted(self._how.items())),
            programs=programs,
            by_name=tuple(example for _, _, example in sorted(self._worst, reverse=True)),
            left=tuple(Group(*key, self._reasons[key], tuple(self._examples[key])) for key in groups),
            contradictions=self._contradictions,
            overrides=self._overrides,
            mistaken=self._mistaken,
            clashes=tuple(
                (one.program_id, one.column, one.kept, one.kept_from, one.dropped, one.dropped_from)
                for one in self._clashes
            ),
            files=files,
            skipped=skipped,
            written=written,
        )

    def _sheet(self, sheet: Sheet) -> SheetRead:
        grid, source = sheet.table.grid, sheet.source
        columns = []
        for meant, column, profile in zip(sheet.meant, sheet.columns, sheet.table.profiles, strict=True):
            remarks = dict(column.remarks.most_common()) if column else {}
            unclear = column.unclear if column else Counter[str]()
            kept = column.own if column and (meant.kept or unclear) else ""
            columns.append(
                ColumnRead(
                    meant.header, meant.field, meant.how, meant.guesses, profile.n_filled, meant.percent, remarks,
                    sum(unclear.values()), tuple(cell for cell, _ in unclear.most_common(MOST_EXAMPLES)), kept,
                )
            )  # fmt: skip
        fates: dict[str, int] = {fate: self._fates[sheet, fate] for fate in FATES}
        return SheetRead(
            source.name, grid.sheet, grid.how, source.date.isoformat(), sheet.table.head + 1,
            sheet.specialty, sheet.specialty_from, tuple(columns), fates,
        )  # fmt: skip

    def _example(self, row: Row, place: Place, verdict: Verdict) -> Example:
        said = [row.written.get(name, "") for name in ("name", "institution") if row.written.get(name)]
        name = said[0] if said else next((cell for cell in row.line if cell.strip()), "")
        named = tuple(self._title(code) for code in verdict.candidates)
        return Example(str(place), name, self._title(verdict.code) if verdict.code else "", verdict.score, named)

    def _title(self, code: str) -> str:
        real = self._matcher.known.get(code)
        parts = (code, real.name, real.city, real.state) if real else (code,)
        return ", ".join(part for part in parts if part)


def _grouped(reason: str) -> str:
    """Reason without what differs from row to row."""
    if reason.startswith("the code ") and reason.endswith("is not in the catalogue"):
        return UNKNOWN_CODE
    if reason.startswith(HEADING):
        return HEADING
    return "the code is of another program than the row says" if reason.startswith("the code ") else reason
