"""Rules that follow from where applications stand: the catalogue's column ``status``."""

from __future__ import annotations

import pandas as pd

from listopt.catalogue import STATUSES, statuses
from listopt.constraints.membership import Include


class Standing(Include):
    """Programs where an application stands are on the list; made from the catalogue, and nobody's to change."""


def standing(table: pd.DataFrame) -> tuple[Standing, ...]:
    """Hard rules that keep programs on the list, one for each word of the column ``status`` that occurs.

    Parameters
    ----------
    table
        Programs open to the applicant; index ``program_id``.
    """
    found = statuses(table)
    words = [word for word, stands in STATUSES.items() if stands and (found == word).any()]
    return tuple(Standing(name=f"status {word}", programs=tuple(found.index[found == word])) for word in words)
