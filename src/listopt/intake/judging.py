"""What becomes of a row: imported, unmatched or refused, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from listopt.intake.language.places import HOME
from listopt.intake.language.specialties import mentioned, numbered
from listopt.intake.matching import Identity, Match, Matcher
from listopt.intake.rows import Row

Fate = Literal["imported", "unmatched", "refused"]
FATES: tuple[Fate, ...] = ("imported", "unmatched", "refused")
NEW = "new"
"""How a row was matched that became a program of its own."""


@dataclass(frozen=True)
class Verdict:
    """What became of a row.

    Attributes
    ----------
    fate
        ``imported``, ``unmatched`` or ``refused``.
    code
        Program that it is about; empty when it is not imported.
    how
        ``code``, ``name`` or ``new``; empty when it is not imported.
    score
        Likeness of the names, 0 to 1; 1 for codes.
    reason
        Why it is not imported.
    candidates
        Codes of programs that it may be about, the likeliest first.
    shared
        Whether the name is also that of an institution with several programs, so that only one row can have it.
    """

    fate: Fate
    code: str = ""
    how: str = ""
    score: float = 0.0
    reason: str = ""
    candidates: tuple[str, ...] = ()
    shared: bool = False


def judged(
    rows: Iterable[Row], matcher: Matcher, unclear: Mapping[str, str], *, add_new: bool
) -> Iterator[tuple[Row, Verdict]]:
    """Say what becomes of each row; rows that must wait for the others, lest two have one name, come last.

    Parameters
    ----------
    rows
        The rows of one table.
    matcher
        The real programs.
    unclear
        ``specialty`` and ``state`` -> own column that keeps their cells when they are not understood.
    add_new
        Whether a well-formed code that the catalogue does not have makes a new program.
    """
    waiting: list[tuple[Row, Verdict]] = []
    for row in rows:
        verdict = _verdict(row, matcher, unclear, add_new)
        if verdict.shared:
            waiting.append((row, verdict))
        else:
            yield row, verdict
    yield from _unless_repeated(waiting)


def _verdict(row: Row, matcher: Matcher, unclear: Mapping[str, str], add_new: bool) -> Verdict:
    if row.aside:
        return Verdict("refused", reason=row.aside)
    known = row.told.get("program_id", "") in matcher.known
    country = row.told.get("country", HOME)
    if country != HOME and not known:
        return Verdict("refused", reason=f"not in the United States: {country}")
    said = {name: row.own[own] for name, own in unclear.items() if own in row.own}
    if "specialty" in said and "specialty" not in row.told and not known:
        return Verdict("refused", reason=f"unknown specialty: {said['specialty']}")
    found = matcher.match(identity(row))
    if found.code:
        return Verdict("imported", found.code, found.how, found.score, "", found.candidates, found.shared)
    if "state" in said and "state" not in row.told:
        return Verdict("unmatched", reason=f"no US state: {said['state']}", candidates=found.candidates)
    if add_new and not found.named and _can_be_new(row):
        return Verdict("imported", row.told["program_id"], NEW, 1.0)
    return _unmatched(found)


def _unless_repeated(verdicts: Sequence[tuple[Row, Verdict]]) -> Iterator[tuple[Row, Verdict]]:
    """Verdicts on rows whose name several programs share: names that stand in several rows tell none of them."""
    counts = Counter(identity(row) for row, _ in verdicts)
    for row, verdict in verdicts:
        if counts[identity(row)] == 1:
            yield row, verdict
        else:
            reason = "several rows have this name, and so do several programs"
            yield row, Verdict("unmatched", "", "", verdict.score, reason, verdict.candidates)


def identity(row: Row) -> Identity:
    """What a row tells about which program it is."""
    told, code = row.told, row.told.get("program_id", "")
    # With a code, a specialty that only the file's name tells would speak against programs of others.
    specialty = told.get("specialty", "") if not code or "specialty" in row.written else ""
    name = told.get("name", "")
    return Identity(
        code, name, told.get("institution", ""), specialty or numbered().get(code[:3], "") or mentioned(name),
        told.get("city", ""), told.get("state", ""),
    )  # fmt: skip


def _can_be_new(row: Row) -> bool:
    """Whether a row has a code of a specialty, and a name or institution."""
    code = row.told.get("program_id", "")
    return code[:3] in numbered() and bool(row.told.get("name") or row.told.get("institution"))


def _unmatched(found: Match) -> Verdict:
    return Verdict("unmatched", "", "", found.score, found.reason, found.candidates)
