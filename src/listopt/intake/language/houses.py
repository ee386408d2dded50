"""Names of programs: which cells look like one, and which headers say that there are some below."""

from __future__ import annotations

import re

_HOUSES = frozenset((
    "center", "centers", "centre", "clinic", "college", "consortium", "ctr", "foundation", "health", "healthcare",
    "hosp", "hospital", "hospitals", "hosps", "institute", "med", "medical", "medicine", "program", "school", "univ",
    "university",
))  # fmt: skip
"""Words for houses, of which the names of most programs have one."""
_NAMED = frozenset(
    (
        "hospital",
        "hospitals",
        "institution",
        "institutions",
        "program",
        "programs",
        "residencies",
        "residency",
    )
)
_NAMING = _NAMED | {"a", "and", "full", "list", "name", "names", "of", "site", "the", "title", "training"}
"""What a header names, of which it must say one, and the other words that it may have."""


def says_name(header: str) -> bool:
    """Whether a header, as `listopt.intake.language.vocabulary.spoken` gives it, is made of words for names only.

    Examples
    --------
    >>> says_name("residency program name"), says_name("hospital program"), says_name("fellowship programs")
    (True, True, False)
    """
    words = set(header.split())
    return len(words) > 1 and words <= _NAMING and not words.isdisjoint(_NAMED)


def names_program(cell: str) -> bool:
    """Whether a clean cell looks like the name of a program: words for a house, and others.

    Examples
    --------
    >>> names_program("Elm Medical Center"), names_program("Residency program name"), names_program("Medicine")
    (True, False, False)
    """
    words = set(re.findall(r"[^\W\d_]+", cell.lower()))
    return not words.isdisjoint(_HOUSES) and not words <= _HOUSES | _NAMING
