"""What one column of a table is taken for."""

from __future__ import annotations

from dataclasses import dataclass

OWN, LEFT_OUT = "own", "none"
"""What a mapping says of a column that is the user's own, and of one to leave out."""
PERCENT = "%"
"""What a mapping puts behind a field of which the bare numbers are percentages."""


@dataclass(frozen=True)
class Meant:
    """What one column is taken for.

    Attributes
    ----------
    header
        Its header as written.
    field
        Field of `listopt.intake.fields.fields`; empty for a column of the user's own.
    how
        ``name``, ``spelling``, ``content``, ``mapping``: how it was told; ``unsure`` for an own column that may be a
        field, ``own``, ``empty``, ``left out`` for the others.
    guesses
        Fields that it may be, the likeliest first, also with `PERCENT`.
    percent
        Whether its bare numbers are percentages.
    """

    header: str
    field: str
    how: str
    guesses: tuple[str, ...] = ()
    percent: bool = False

    @property
    def kept(self) -> bool:
        """Whether the column is kept as the user's own."""
        return not self.field and self.how not in ("empty", "left out")
