"""Writing files in one piece, one or several together."""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, TextIO

from listopt.errors import Fault, InputError


class Staging:
    """Files written beside their places and put there when all are whole; nothing is left behind otherwise.

    Links are followed. Use it as a context; an `OSError` inside becomes an `InputError`.
    """

    def __init__(self) -> None:
        self._open: dict[Path, tuple[TextIO | BinaryIO, Path]] = {}

    def __enter__(self) -> Staging:
        return self

    def binary(self, path: Path) -> BinaryIO:
        """Stream for what shall stand at ``path``, as bytes.

        Raises
        ------
        InputError
            When the place cannot be written.
        """
        target, handle, temporary = _beside(path)
        stream = os.fdopen(handle, "wb")
        self._open[target] = (stream, temporary)
        return stream

    def text(self, path: Path) -> TextIO:
        """Stream for what shall stand at ``path``, as text in UTF-8; raises as `binary`.

        What UTF-8 cannot hold, as names of files may, becomes a question mark.
        """
        target, handle, temporary = _beside(path)
        stream = os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="")
        self._open[target] = (stream, temporary)
        return stream

    def commit(self, keep: Iterable[Path] = ()) -> list[Path]:
        """Put every file in its place.

        Parameters
        ----------
        keep
            Places whose present file is kept as ``<name>.bak`` when it is another than the new one.

        Returns
        -------
        list of Path
            The files kept so.
        """
        mask = os.umask(0)
        os.umask(mask)
        for stream, _ in self._open.values():
            stream.close()
        kept = [path for path in keep if self._changes(path.resolve())]
        for path in kept:
            shutil.copy2(path, _backup(path))
        for target, (_, temporary) in self._open.items():
            temporary.chmod(0o666 & ~mask)
            temporary.replace(target)
        self._open.clear()
        return [_backup(path) for path in kept]

    def _changes(self, target: Path) -> bool:
        """Whether a file stands at a place and is another than the one that will."""
        return (
            target in self._open and target.is_file() and not filecmp.cmp(target, self._open[target][1], shallow=False)
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream, temporary in self._open.values():
            with suppress(OSError):  # a full disk cannot take what is still to be flushed
                stream.close()
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            place = str(error.filename or ", ".join(map(str, self._open)))
            raise InputError([Fault(place, error.strerror or str(error), "a file that can be written")]) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: to a temporary file beside it, then rename. Links are followed.

    Raises
    ------
    InputError
        When the place cannot be written.
    """
    with Staging() as staging:
        staging.binary(path).write(content)
        staging.commit()


def _backup(path: Path) -> Path:
    return path.with_name(f"{path.name}.bak")


def _beside(path: Path) -> tuple[Path, int, Path]:
    """Place that a path means, and a temporary file beside it: its handle and its name."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise InputError([Fault(str(target), "something that is no ordinary file", "the name of a file")])
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise InputError([Fault(str(target), error.strerror or str(error), "a file that can be written")]) from error
    return target, handle, Path(temporary)
