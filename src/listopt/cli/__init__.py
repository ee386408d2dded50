"""The command line: arguments to pipeline to writer to exit code. The only package that prints."""

from listopt.cli import lists, odds, starting
from listopt.cli.group import EXIT_CODES, main
from listopt.cli.options import FORMATS

__all__ = ["EXIT_CODES", "FORMATS", "lists", "main", "odds", "starting"]
