"""Rows of somebody's table to the real programs."""

from listopt.intake.matching.likeness import Identity
from listopt.intake.matching.matcher import Match, Matcher

__all__ = ["Identity", "Match", "Matcher"]
