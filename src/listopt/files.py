"""Writing files in one piece."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from listopt.errors import Fault, InputError


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: to a temporary file beside it, then rename. Links are followed.

    Raises
    ------
    InputError
        When the place cannot be written.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise InputError([Fault(str(path), "something that is no ordinary file", "the name of a file")])
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise InputError([Fault(str(path), error.strerror or str(error), "a file that can be written")]) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        raise InputError([Fault(str(path), error.strerror or str(error), "a file that can be written")]) from error
    finally:
        Path(temporary).unlink(missing_ok=True)
