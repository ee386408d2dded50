"""Several files that appear together or not at all."""

from __future__ import annotations

import os
import tempfile
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

from listopt.errors import Fault, InputError


class Staging:
    """Files written beside their places, and put there when all are whole; nothing is left behind otherwise."""

    def __init__(self) -> None:
        self._open: dict[Path, tuple[TextIOWrapper, Path]] = {}

    def __enter__(self) -> Staging:
        return self

    def open(self, path: Path, encoding: str = "utf-8") -> TextIOWrapper:
        """File to write what shall stand at ``path``.

        Raises
        ------
        InputError
            When the place cannot be written.
        """
        target = path.resolve()
        try:
            if target.exists() and not target.is_file():
                raise OSError(0, "something that is no ordinary file")
            handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        except OSError as error:
            raise InputError([Fault(str(path), error.strerror or str(error), "a file that can be written")]) from error
        stream = os.fdopen(handle, "w", encoding=encoding, newline="")
        self._open[target] = (stream, Path(name))
        return stream

    def commit(self) -> None:
        """Put every file in its place, the ones opened last first."""
        mask = os.umask(0)
        os.umask(mask)
        for stream, _ in self._open.values():
            stream.close()
        for target, (_, temporary) in reversed(self._open.items()):
            temporary.chmod(0o666 & ~mask)
            temporary.replace(target)
        self._open.clear()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream, temporary in self._open.values():
            stream.close()
            temporary.unlink(missing_ok=True)
