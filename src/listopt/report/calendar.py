"""The season's timeline as a calendar (RFC 5545), for the applicant's own one."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from listopt.errors import Fault, InputError
from listopt.report.page import cut, tidy
from listopt.report.words import count

if TYPE_CHECKING:
    from listopt.report.contents import Report

HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//listopt//timeline//EN", "CALSCALE:GREGORIAN")
EXPECTED = "a strategy whose timeline has days"
OCTETS = 75
"""Bytes of a line before it goes on in the next one (RFC 5545, section 3.1)."""
LONGEST_TITLE = 100
"""Characters of an event's title; the description has the whole text."""
_SPECIAL = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,"})


def write_calendar(report: Report) -> bytes:
    """Calendar of all-day events, one per entry of the timeline that has days; the same bytes every time.

    An event's identifier follows from its days and text, so that the file can be read again without doubling it; its
    stamp is its first day, not the time of writing.

    Raises
    ------
    InputError
        When there is no such entry, with what to do.
    """
    name = tidy(str(report.result["scenario"]))
    if report.guided is None:
        advice = "Name one in the scenario (strategy: us-img); listopt strategy list tells which there are."
        raise InputError([Fault(name or "scenario", "no strategy", EXPECTED, advice)])
    strategy = tidy(report.guided.guidance.strategy)
    events = dict.fromkeys((entry.days, tidy(entry.text)) for entry in report.guided.timeline if entry.days)
    if not events:
        phases = count(len(report.guided.timeline), "phase")
        found = f"the strategy {strategy}, whose timeline has {phases} without days"
        advice = "Write a strategy file that extends it, with a timeline of entries that have begins and ends."
        raise InputError([Fault(name or "scenario", found, EXPECTED, advice)])
    lines = [*HEAD, f"X-WR-CALNAME:{_escaped(name)}"]
    for days, text in events:
        lines += _event(days, text, f"From the strategy {strategy}.")
    return "".join(_folded(line) for line in (*lines, "END:VCALENDAR")).encode()


def _event(days: tuple[datetime.date, datetime.date], text: str, source: str) -> Iterator[str]:
    first, last = (f"{day:%Y%m%d}" for day in days)
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(f'{first} {last} {text}'.encode()).hexdigest()[:32]}@listopt"
    yield f"DTSTAMP:{first}T000000Z"
    yield f"DTSTART;VALUE=DATE:{first}"
    yield f"DTEND;VALUE=DATE:{days[1] + datetime.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(cut(text, LONGEST_TITLE))}"
    yield f"DESCRIPTION:{_escaped(text)}\\n{_escaped(source)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """Text of one line whose characters that mean something in a calendar are escaped."""
    return text.translate(_SPECIAL)


def _folded(line: str) -> str:
    """Line with a break before every 75th byte; no character is torn apart."""
    pieces, room = [""], OCTETS
    for mark in line:
        size = len(mark.encode())
        if size > room:
            pieces.append(" ")
            room = OCTETS - 1
        pieces[-1] += mark
        room -= size
    return "\r\n".join(pieces) + "\r\n"
