"""What commands do at a console: progress, Ctrl-C, and delivering results."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from listopt.cli.options import PICTURES
from listopt.errors import Fault, InputError

if TYPE_CHECKING:
    from listopt.pipeline import Outcome
    from listopt.report import Page

NARROWEST, WIDEST = 60, 200
Tell = Callable[[float | None, float | None], None]


def need(module: str, what: str, extra: str) -> None:
    """Say how to install a library that a command needs."""
    import importlib.util

    if importlib.util.find_spec(module) is None:
        raise InputError([Fault(what, "no library for it", module, f"Run: pip install '{extra}'")])


def check_output(format_: str, output: Path | None, inputs: Sequence[str] = ()) -> None:
    """Say before the search, not after it, when the result could not be written, or would replace an input."""
    import importlib.util

    if output is not None and output.resolve() in [Path(name).resolve() for name in inputs]:
        raise InputError([Fault(str(output), "a table that is read", "another file", "Choose another name.")])
    if output is not None and not output.resolve().parent.is_dir():
        expected = "a file in a folder that exists"
        raise InputError([Fault(str(output), f"no folder {str(output.parent)!r}", expected, "Make the folder first.")])
    if format_ == "xlsx" and importlib.util.find_spec("openpyxl") is None:
        advice = "Run: pip install openpyxl"
        raise InputError([Fault(str(output), "a spreadsheet", "openpyxl, which writes spreadsheets", advice)])
    if format_ == "html":
        from listopt.report.html.page import require_jinja

        require_jinja(str(output))
    if format_ in PICTURES:
        from listopt.report.plots import require_matplotlib

        require_matplotlib(str(output))


def check_target(option: str, target: Path, endings: Sequence[str], *, overwrite: bool) -> None:
    """Say at once when a file to work in cannot be written, or would be lost."""
    if target.suffix.lower() not in endings:
        raise click.UsageError(f"{option} {target}: the ending must be one of {', '.join(endings)}.")
    check_output(target.suffix.lower()[1:], target)
    if target.exists() and not overwrite:
        advice = "Choose another name, or --overwrite if nothing in it is worth keeping."
        raise InputError([Fault(str(target), "a file, which may hold what you typed", "a new file", advice)])


def warn(outcome: Outcome) -> None:
    """Repeat the warnings of a report on the error stream."""
    for warning in outcome.report.warnings:
        click.echo(f"warning: {warning}", err=True)


@contextmanager
def search(seconds: float, quiet: bool) -> Iterator[tuple[Callable[[], float], Tell]]:
    """Time left, none after Ctrl-C, and who is told of progress."""
    from listopt.pipeline import stopwatch

    left = stopwatch(seconds)
    with interruptible() as interrupted, progress(quiet) as tell:
        yield (lambda: 0.0 if interrupted() else left()), tell


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a request to finish; a second one ends at once."""
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        click.echo("Finishing with the best list so far (Ctrl-C again to quit) ...", err=True)

    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def orderly() -> Iterator[None]:
    """Let a closed terminal and a request to end take the ordinary way out, which clears half-written files away."""

    def leave(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)  # as a shell tells of a signal

    ends = [end for name in ("SIGTERM", "SIGHUP") if (end := getattr(signal, name, None)) is not None]
    main = threading.current_thread() is threading.main_thread()
    before = [(end, signal.signal(end, leave)) for end in ends if main]
    try:
        yield
    finally:
        for end, handler in before:
            signal.signal(end, handler)


@contextmanager
def progress(quiet: bool) -> Iterator[Tell]:
    """Report on the error stream once a solve takes longer than a second."""
    start = time.monotonic()
    shown = [0.0]

    def tell(value: float | None, bound: float | None) -> None:
        now = time.monotonic() - start
        if quiet or now < 1 or now - shown[0] < 1:
            return
        shown[0] = now
        best = "no list yet" if value is None else f"best {value:.4f}"
        limit = "" if bound is None else f", no list is worth more than {bound:.4f}"
        click.echo(f"{now:4.0f} s: {best}{limit}", err=True)

    timer = threading.Timer(1.0, lambda: click.echo("Searching ... (Ctrl-C ends with the best list so far)", err=True))
    timer.daemon = True
    if not quiet:
        timer.start()
    try:
        yield tell
    finally:
        timer.cancel()


@contextmanager
def counting(quiet: bool, noun: str) -> Iterator[Callable[[int, int], None]]:
    """Report on the error stream how many solves are done and how long the rest may take.

    A bar on a terminal; elsewhere a line now and then, once it takes longer than a second.
    """
    start = time.monotonic()
    if not quiet and sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as shown:
            task = shown.add_task(noun, total=None)
            yield lambda done, total: shown.update(task, completed=done, total=total)
        return
    last = [start]

    def tell(done: int, total: int) -> None:
        now = time.monotonic()
        if quiet or now - last[0] < 1 or done >= total:
            return
        last[0] = now
        left = (now - start) / done * (total - done)
        click.echo(f"{done} of {total} {noun}, about {max(1, round(left))} s left", err=True)

    yield tell


def deliver(write: Callable[[Page], str | bytes], format_: str, output: Path | None, color: bool | None) -> None:
    """Print the report, or write it to a file in one piece."""
    import shutil

    from listopt.files import write_atomically
    from listopt.report import Page

    terminal = output is None and sys.stdout.isatty()
    width = min(WIDEST, max(NARROWEST, shutil.get_terminal_size().columns)) if terminal else 100
    plain = output is None and format_ == "text" and not (sys.stdout.encoding or "").lower().startswith("utf")
    page = Page(width=width, color=terminal if color is None else color, ascii=plain)
    content = write(page)
    data = content if isinstance(content, bytes) else content.encode(errors="replace")  # for names of files
    if output is not None:
        write_atomically(output, data)
        click.echo(f"Wrote {output}.", err=True)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
