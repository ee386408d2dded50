"""Columns of somebody's table: which fields they are."""

from listopt.intake.columns.fitting import Known, setting
from listopt.intake.columns.meant import LEFT_OUT, OWN, PERCENT, Meant
from listopt.intake.columns.recognising import recognise
from listopt.intake.columns.units import is_share

__all__ = ["LEFT_OUT", "OWN", "PERCENT", "Known", "Meant", "is_share", "recognise", "setting"]
