"""Why each chosen program is on the list: claims that hold, the one that tells most first."""

from listopt.reasons.claims import reasons
from listopt.reasons.words import percent

__all__ = ["percent", "reasons"]
