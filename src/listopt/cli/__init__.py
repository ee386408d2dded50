"""The command line: arguments to pipeline to writer to exit code. The only package that prints."""

from listopt.cli import comparing, curating, exporting, importing, lists, odds, pages, starting, strategies, tuning
from listopt.cli.group import EXIT_CODES, main
from listopt.cli.options import FORMATS

__all__ = [
    "EXIT_CODES", "FORMATS", "comparing", "curating", "exporting", "importing", "lists", "main", "odds", "pages",
    "starting", "strategies", "tuning",
]  # fmt: skip
