"""Choosing between lists in the terminal."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from listopt.report.tuning.weighed import Choice
    from listopt.tuning.session import User
    from listopt.tuning.tastes import Answer

END = "q"


def terminal_user(answers: Path | None) -> User:
    """Ask at the terminal; every answer is kept in a file, if one is named."""
    from listopt.files import write_atomically
    from listopt.report import Page
    from listopt.report.tuning.weighedwriters import write_choice_text
    from listopt.tuning.answers import WORDS, write_answers
    from listopt.tuning.session import User

    def ask(choice: Choice) -> int | None:
        click.echo(f"\n{write_choice_text(choice, Page())}", err=True)
        word = _reply("1, 2, = (as good) or q (end)", [*WORDS, END])
        return None if word == END else WORDS[word]

    def take_back(words: str, clashing: tuple[int, ...]) -> int | None:
        click.echo(f"\n{words}.", err=True)
        numbers = [str(at + 1) for at in clashing]
        word = _reply(f"Which answer do you take back ({', '.join(numbers)}; q ends)", [*numbers, END])
        return None if word == END else int(word) - 1

    def keep(given: Sequence[Answer]) -> None:
        if answers is not None:
            write_atomically(answers, write_answers(given).encode())

    return User(ask, take_back, keep)


def _reply(text: str, words: Sequence[str]) -> str:
    """Ask for one of some words; the end of the input and Ctrl-C count as the end."""
    try:
        with _stoppable():
            return str(click.prompt(text, type=click.Choice(words), show_choices=False, err=True))
    except click.Abort:
        click.echo(err=True)
        return END


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let Ctrl-C end the waiting for a reply at once, whatever it means to a search."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
