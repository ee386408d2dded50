"""The catalogue: one row per program, and the register of the columns listopt knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd


Kind = Literal["code", "text", "choice", "flag", "share", "number", "integer", "dollars"]

APPLICANT_TYPES = {
    "us_md": "seniors of US MD schools",
    "us_do": "seniors of US DO schools",
    "us_img": "US citizens who trained abroad",
    "non_us_img": "non-US citizens who trained abroad",
}
SIGNAL_STATES = {
    "gold": "with a gold signal",
    "silver": "with a silver signal",
    "signal": "with the only kind of signal there is",
    "no_signal": "without a signal",
}
TIERS = ("gold", "silver", "signal")
REGIONS = ("Northeast", "Midwest", "South", "West", "Territories")
PROGRAM_TYPES = ("university", "community_university_affiliated", "community", "military", "other")
ENTRIES = ("new_graduates", "after_training")
BANDS = ("reach", "target", "safety")
STATUSES: Mapping[str, bool] = {
    "applied": True, "invited": True, "rejected": False, "waitlisted": True, "withdrawn": False
}  # fmt: skip
"""Words of the column ``status`` that have an effect -> whether the application stands."""


@dataclass(frozen=True)
class Column:
    """One column of the catalogue that listopt knows.

    Attributes
    ----------
    name
        Header of the column.
    kind
        What its cells hold; decides how they are read and kept (see `Catalogue`).
    unit
        Unit of the value; empty for words.
    meaning
        One sentence for the reference page.
    choices
        Words allowed when ``kind`` is ``choice``; empty when a reference table lists them (state, specialty).
    low, high
        Least and greatest value allowed for the numeric kinds; None means no limit.
    """

    name: str
    kind: Kind
    unit: str
    meaning: str
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def numeric(self) -> bool:
        """True when the cells are numbers."""
        return self.kind in ("share", "number", "integer", "dollars")


def _share(name: str, meaning: str) -> Column:
    return Column(name, "share", "0 to 1", meaning, low=0, high=1)


def _year(name: str, meaning: str) -> Column:
    return Column(name, "integer", "year", meaning, low=1990, high=2100)


def _integer(name: str, unit: str, meaning: str, high: float | None = None) -> Column:
    return Column(name, "integer", unit, meaning, low=0, high=high)


def _flag(name: str, meaning: str) -> Column:
    return Column(name, "flag", "yes/no", meaning)


def _own_odds(stage: str, outcome: str) -> tuple[Column, ...]:
    unsignalled = _share(f"p_{stage}", f"Own probability that an application without a signal {outcome}.")
    tiers = (_share(f"p_{stage}_{tier}", f"The same {SIGNAL_STATES[tier]}.") for tier in TIERS)
    return unsignalled, *tiers


IDENTITY = (
    Column("program_id", "code", "", "Key of the row: the ten-digit ACGME code as text, leading zeros included."),
    Column("name", "text", "", "Name of the program."),
    Column("institution", "text", "", "Hospital or school that sponsors it."),
    Column("specialty", "choice", "", "Specialty of the register; aliases are turned into the name listopt uses."),
    Column("city", "text", "", "City of the main site."),
    Column("state", "choice", "", "Two-letter code of the state or territory."),
    Column("region", "choice", "", "Census region; follows from the state where it is empty.", REGIONS),
    Column("metro", "text", "", "Metropolitan area; follows from city and state for four of them where it is empty."),
    Column("latitude", "number", "degrees", "North is positive.", low=-90, high=90),
    Column("longitude", "number", "degrees", "East is positive, so the mainland is negative.", low=-180, high=180),
)
TRAINING = (
    Column("program_type", "choice", "", "Kind of teaching hospital.", PROGRAM_TYPES),
    Column("tracks", "text", "", "Tracks on offer, separated by semicolons: categorical; advanced; preliminary."),
    _integer("positions", "seats a year", "Positions offered in the Match each year, all tracks together."),
    Column("entry", "choice", "", "Who may start here; `after_training` needs a residency first.", ENTRIES),
    _flag("has_integrated_ir", "The institution also has an integrated interventional radiology residency."),
    _flag("offers_esir", "Offers early specialization in interventional radiology (ESIR)."),
    _flag("offers_independent_ir", "The institution also has an independent interventional radiology residency."),
)
IMG_FRIENDLINESS = (
    _share("img_share", "Share of residents who are international medical graduates (IMGs)."),
    _share("us_img_share", "Share of residents who are IMGs and US citizens."),
    _share("non_us_img_share", "Share of residents who are IMGs and not US citizens."),
    *(
        _share(f"interview_rate_{who}", f"Interviews per application from {words}.")
        for who, words in APPLICANT_TYPES.items()
    ),
    *(
        _share(f"interview_rate_{state}", f"Interviews per application {words}.")
        for state, words in SIGNAL_STATES.items()
    ),
    _share("interview_rate_in_state", "Interviews per application from medical schools in the program's state."),
    _share("interview_rate_out_of_state", "Interviews per application from medical schools elsewhere."),
)
FILTERS = (
    _flag("j1", "Takes residents on a J-1 visa."),
    _flag("h1b", "Takes residents on an H-1B visa."),
    _flag("h1b_requires_step3", "Sponsors H-1B only for applicants who passed Step 3."),
    _year("visa_year", "Year the visa facts are of."),
    _integer("step1_min", "points", "Least three-digit Step 1 score; 0 means none is asked.", 300),
    _integer("step2_min", "points", "Least Step 2 CK score; 0 means none is asked.", 300),
    _integer("max_attempts", "attempts", "Most attempts at any one Step exam, the passed one included."),
    _flag("accepts_failures", "Considers applicants who failed a Step or Level exam."),
    _integer("max_years_since_graduation", "years", "Most years between graduation and the start of training."),
    Column("min_usce_months", "number", "months", "Least US clinical experience; 0 means none is asked.", low=0),
    _flag("requires_step1", "Step 1 (or Level 1) must be passed when applying."),
    _flag("requires_step3", "Step 3 must be passed before applying."),
    _flag("requires_ecfmg", "IMGs must hold the ECFMG certificate when applying."),
    _flag("takes_signals", "Takes part in program signaling."),
)
SELECTION = (
    _integer("step2_preferred", "points", "Step 2 CK score the program says it prefers; not a filter.", 300),
    _flag("holistic_review", "States that it reviews files as a whole."),
    _flag("waits_for_step2", "Waits for a Step 2 CK score before it decides on a file."),
    Column("contact_policy", "text", "", "What the program says about messages after an interview."),
)
PROVENANCE = (
    Column("source", "text", "", "Where the facts of the row are from."),
    _year("source_year", "Newest year in which a source lists the program."),
    Column("verified", "text", "", "When and where the applicant checked the facts of the row."),
)
APPLICANT = (
    Column("rating", "integer", "1 to 5", "How much the applicant likes the program; 5 is best.", low=1, high=5),
    _flag("ties", "The applicant has a tie to the program or its place."),
    Column("note", "text", "", "Anything the applicant wants to remember."),
    Column("status", "text", "", f"Where the application stands: {', '.join(STATUSES)}; other words have no effect."),
)
OWN_ODDS = (
    *_own_odds("interview", "leads to an interview"),
    *_own_odds("match", "would end in a match here if nothing preferred came first"),
    Column("utility", "number", "any", "Own worth of matching here, in any unit; used as given.", low=0),
    Column("fee", "dollars", "US dollars", "Own price of this application, instead of the season's tiers.", low=0),
    Column("band", "choice", "", "Own band, instead of the one that follows from p_interview.", BANDS),
)
COLUMNS: tuple[Column, ...] = (
    *IDENTITY,
    *TRAINING,
    *IMG_FRIENDLINESS,
    *FILTERS,
    *SELECTION,
    *PROVENANCE,
    *APPLICANT,
    *OWN_ODDS,
)
"""Every registered column in the order in which a catalogue holds them."""

_OWN_TIER = re.compile(r"(p_interview|p_match)_([a-z][a-z0-9_]*)")


@cache
def registered() -> Mapping[str, Column]:
    """Columns of the register by name, in their order."""
    return {column.name: column for column in COLUMNS}


def own_tier(name: str) -> tuple[str, str]:
    """Column and signal tier that a name like ``p_match_gold`` is made of; two empty texts for any other name."""
    parts = _OWN_TIER.fullmatch(name)
    return (parts[1], parts[2]) if parts else ("", "")


def column_of(name: str) -> Column | None:
    """Column that listopt knows by this name, or None when it is the user's own.

    Own odds may name any signal tier (``p_match_platinum``), for a scenario may define its own tiers.
    """
    stem, tier = own_tier(name)
    if name in registered() or not tier:
        return registered().get(name)
    return _share(name, f"Own probability as in {stem}, with a signal of the tier {tier}.")


def statuses(table: pd.DataFrame) -> pd.Series[str]:
    """Where the application to each program stands, index as in a catalogue's ``table``.

    A word of `STATUSES` whatever its case, blanks and hyphens; any other text as it is written; empty where none is.
    """
    import pandas as pd  # here because importing tables does without

    if "status" not in table:
        return pd.Series("", index=table.index, dtype=object)
    written = table["status"].fillna("").astype(str)
    word = written.str.lower().str.replace(r"[\s-]+", "", regex=True)
    return written.where(~word.isin(list(STATUSES)), word)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Programs as read: one table, after all overlays.

    Attributes
    ----------
    table
        Index: ``program_id`` (text), sorted. Columns: the registered ones that some file has, in the order of
        `COLUMNS`, then own odds for further tiers and the user's own columns by name. Kinds become: code, text,
        choice: object (str); flag: ``boolean``; share, number, dollars: ``float64``; integer: ``Int64``. A user's own
        column is ``float64`` when all its cells are numbers, ``boolean`` when all are true or false, else text.
        Missing is NaN in text and floats, ``pd.NA`` in flags and integers.
    digests
        SHA-256 of the content of each file by its name as written in the scenario. Order of rows and columns, line
        ends, delimiter, byte order mark and blanks around cells do not change it.
    """

    table: pd.DataFrame
    digests: Mapping[str, str]
