"""A sheet as a table: its header, its columns, its rows."""

from listopt.intake.table.profile import Profile
from listopt.intake.table.table import Table, find_tables

__all__ = ["Profile", "Table", "find_tables"]
