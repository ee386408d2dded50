"""Facts and ties of the applicants in a table of outcomes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from listopt.applicant import Applicant
from listopt.catalogue import REGIONS
from listopt.fitting.columns import FACTS, TIES, Cell, Reading, words_of
from listopt.reference import regions

Key = tuple[str, int]
"""Applicant and season."""


def read_applicants(reading: Reading, keys: Sequence[Key], codes: Collection[str]) -> Mapping[Key, Applicant]:
    """Facts of each applicant in each season, from all rows that tell one.

    Parameters
    ----------
    reading
        The cells; takes the faults.
    keys
        Applicant and season of each row; rows without an applicant are passed over.
    codes
        Codes of all programs.
    """
    rows: dict[Key, list[int]] = {}
    for row, key in enumerate(keys):
        if key[0]:
            rows.setdefault(key, []).append(row)
    return {key: _applicant(reading, rows[key], key, codes) for key in sorted(rows)}


def known_code(word: str, codes: Collection[str]) -> str | None:
    """Program code that a cell means, leading zeros restored; None when there is no such program."""
    return next((code for code in (word, word.zfill(10)) if code in codes), None)


def _applicant(reading: Reading, rows: Sequence[int], key: Key, codes: Collection[str]) -> Applicant:
    facts = {column.name: _agreed(reading, rows, column.name, key) for column in FACTS}
    wrong = any(reading.text(row, "type") for row in rows)
    if facts["type"] is None and not wrong:
        reading.fault(rows[0], "type", "an empty cell", f"the type of {key[0]!r} in one of its rows")
    year = facts["graduation_year"]
    if isinstance(year, int) and year > key[1]:
        reading.fault(rows[0], "graduation_year", repr(str(year)), f"a year up to the season, {key[1]}")
        facts["graduation_year"] = None
    ties = {column.name: _tied(reading, rows, column.name, codes) for column in TIES}
    score, failures = facts["step2_ck"], facts["step2_failures"]
    return Applicant.model_validate(
        {
            "type": facts["type"],
            "step1": _exam(None, facts["step1_failures"]),
            "step2_ck": _exam(score, failures),
            "graduation_year": facts["graduation_year"],
            "usce_months": facts["usce_months"],
            "visa": None if facts["needs_visa"] is None else ("J-1",) if facts["needs_visa"] else (),
            "ties": {name.removeprefix("tie_"): words for name, words in ties.items()},
        }
    )


def _agreed(reading: Reading, rows: Sequence[int], column: str, key: Key) -> Cell:
    """Value that the filled cells agree on; None when all are empty."""
    filled = [row for row in rows if reading.columns[column][row] is not None]
    for row in filled[1:]:
        if reading.columns[column][row] != reading.columns[column][filled[0]]:
            first = f"{reading.text(filled[0], column)!r} in row {reading.sheet.rows[filled[0]]}"
            found = f"{reading.text(row, column)!r}, but {first}"
            reading.fault(row, column, found, f"the same in every row of {key[0]!r} in the {key[1]} Match")
    return reading.columns[column][filled[0]] if filled else None


def _tied(reading: Reading, rows: Sequence[int], column: str, codes: Collection[str]) -> tuple[str, ...]:
    """Ties named in any row."""
    valid, meaning, expected = {
        "tie_states": (tuple(regions()), _among(tuple(regions())), "the two-letter code of a US state or territory"),
        "tie_regions": (REGIONS, _among(REGIONS), f"one of {', '.join(REGIONS)}"),
        "tie_programs": (tuple(codes), lambda word: known_code(word, codes), "a program_id of the catalogue"),
    }[column]
    words: dict[str, None] = {}
    cells: set[str] = set()
    for row in rows:
        cell = reading.text(row, column)
        if cell not in cells:
            words |= dict.fromkeys(words_of(reading, row, column, meaning, expected, valid))
            cells.add(cell)
    return tuple(sorted(words))


def _among(valid: Sequence[str]) -> Callable[[str], str | None]:
    by_lower = {word.lower(): word for word in valid}
    return lambda word: by_lower.get(word.lower())


def _exam(score: Cell, failures: Cell) -> Mapping[str, object] | None:
    if score is None and failures is None:
        return None
    attempts = 1 + int(failures or 0)
    return {"attempts": attempts, **({"result": "pass"} if score is None else {"score": score})}
