"""Importing tables that people keep: columns recognised, values normalised, rows matched with the real programs."""

from listopt.intake.line import import_files
from listopt.intake.mapping import mapping_text, read_mapping, read_saved_mapping
from listopt.intake.sources import Wishes

__all__ = ["Wishes", "import_files", "mapping_text", "read_mapping", "read_saved_mapping"]
