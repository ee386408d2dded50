"""Odds of an interview and of a match at each program, with range and source."""

from listopt.odds.chance import p_match_range
from listopt.odds.estimate import Odds, estimate
from listopt.odds.ranges import Range

__all__ = ["Odds", "Range", "estimate", "p_match_range"]
