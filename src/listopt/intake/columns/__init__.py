"""Columns of somebody's table: which fields they are."""

from listopt.intake.columns.fitting import setting
from listopt.intake.columns.meant import LEFT_OUT, OWN, Meant
from listopt.intake.columns.recognising import recognise

__all__ = ["LEFT_OUT", "OWN", "Meant", "recognise", "setting"]
