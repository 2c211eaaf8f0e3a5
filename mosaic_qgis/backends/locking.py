"""One writer at a time in a folder, between threads and processes of one computer. Runs in the ENGINE.

The lock makes "check the version, then replace" one step for all programs that use it. It leaves no file behind in the
folder. File systems that know no locks (some network shares) are written without it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..mosaic.errors import MosaicConflictError

_PAUSE_S = 0.02


@contextmanager
def writing_in(folder: Path, *, timeout_s: float = 30.0) -> Iterator[None]:
    """Be the only writer in ``folder``.

    Raises:
        MosaicConflictError: another program has been writing there for ``timeout_s`` seconds.
        OSError: the folder cannot be opened.
    """
    descriptor, try_to_lock = _prepare(folder)
    try:
        deadline = time.monotonic() + timeout_s
        while not try_to_lock():
            if time.monotonic() > deadline:
                raise MosaicConflictError(
                    f"Another program has been writing in {folder} for {timeout_s:g} s, try again when it is done"
                )
            time.sleep(_PAUSE_S)
        yield
    finally:
        # Closing lets go of the lock.
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _prepare(folder: Path) -> tuple[int, Callable[[], bool]]:
        """Windows cannot lock folders: a file among the temporary ones stands for it."""
        name = hashlib.sha256(os.path.normcase(os.path.realpath(folder)).encode()).hexdigest()[:32]
        descriptor = os.open(Path(tempfile.gettempdir(), f"mosaic-{name}.lock"), os.O_RDWR | os.O_CREAT)

        def try_to_lock() -> bool:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except OSError:
                return False
            return True

        return descriptor, try_to_lock

else:
    import fcntl

    def _prepare(folder: Path) -> tuple[int, Callable[[], bool]]:
        """The folder itself is locked."""
        descriptor = os.open(folder, os.O_RDONLY)

        def try_to_lock() -> bool:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                # Anything but "somebody has it" means that this file system has no locks.
                return error.errno not in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)
            return True

        return descriptor, try_to_lock
