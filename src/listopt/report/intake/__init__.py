"""Reports of imports."""

from listopt.report.intake.found import ColumnRead, Example, Group, Imported, SheetRead
from listopt.report.intake.writers import write_imported_json, write_imported_text

__all__ = [
    "ColumnRead", "Example", "Group", "Imported", "SheetRead", "write_imported_json", "write_imported_text",
]  # fmt: skip
