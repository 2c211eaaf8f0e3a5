"""The folder that holds engine environments: whose turn it is to install, what may be removed, what is in use.

QGIS side, without QGIS. Owns names and life of everything under the root; knows nothing about Python or packages::

    engine-<hash>/     a finished environment
    cluster-<hash>/    another kind of one, beside it
    part-<random>/     an installation under way; whoever holds install.lock may remove any other one
    old-<random>/      about to be removed
    download/          what pip fetched; kept only after a failure, so that the next try goes on from there
    in-use/            one locked file per process and environment
    install.lock       held while installing

The names of folders under way are short because Windows counts: some packages bring paths of 90 characters, and pip unpacks three folders deep.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from .file_lock import FileLock
from .install_failures import EnvironmentFailure

WAIT_S: Final = 0.1


class EnvironmentRoot:
    """One root folder, seen by one kind of environments. Nothing is made before it is needed."""

    def __init__(self, path: Path, prefix: str = "engine-") -> None:
        """``prefix``: what the names of the environments begin with; others are left alone."""
        self.path = Path(path).absolute()
        self._prefix = prefix
        self.download = self.path / "download"

    def environment(self, digest: str) -> Path:
        """Where the environment of the lock file with this fingerprint is, or will be."""
        return self.path / f"{self._prefix}{digest}"

    @contextmanager
    def turn(self, progress: Callable[[float, str], None], cancelled: Callable[[], bool]) -> Iterator[None]:
        """Be the only installer in this root. Waits for another one for as long as nobody cancels (it may need an hour
        on a slow line), then clears away what killed installers left.

        Raises:
            EnvironmentFailure: ``cancelled``.
            OSError: when the root cannot be written.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path / "install.lock")
        while not lock.acquire():
            if cancelled():
                raise EnvironmentFailure("cancelled", "The set-up of the engine was cancelled while another one ran.")
            progress(0.0, "Another QGIS is setting the engine up")
            time.sleep(WAIT_S)
        try:
            for pattern in ("part-*", "old-*"):
                for leftover in self.path.glob(pattern):
                    remove(leftover)
            yield
        finally:
            lock.release()

    @contextmanager
    def part(self) -> Iterator[Path]:
        """A new empty folder for an installation under way; removed at the end unless it was put in place."""
        path = self.path / f"part-{uuid.uuid4().hex[:8]}"
        path.mkdir()
        try:
            yield path
        finally:
            remove(path)

    def put_in_place(self, part: Path, final: Path) -> None:
        """Give ``part`` its final name, atomically and only when its files are on the disk. What has that name is
        unusable and goes away first."""
        _write_to_disk(part)
        if final.exists():
            self._discard(final)
        part.replace(final)

    def free_bytes(self) -> int:
        """Free space on the root's disk."""
        return shutil.disk_usage(self.path).free

    def mark_in_use(self, environment: Path) -> FileLock:
        """Keep ``environment`` from being removed until the returned lock is released or this process ends."""
        folder = self.path / "in-use"
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{environment.name}.{os.getpid()}-{uuid.uuid4().hex[:8]}")
        lock.acquire()
        return lock

    def remove_others(self, current: Path) -> None:
        """Remove environments other than ``current`` which no process uses. Only called during a turn."""
        used = self._in_use()
        for folder in self.path.glob(f"{self._prefix}*"):
            if folder.name != current.name and folder.name not in used and folder.is_dir():
                try:
                    self._discard(folder)
                except OSError:
                    continue  # Windows: a library of it is loaded somewhere. It is only space: the next set-up tries again.

    def remove_unused(self, environment: Path) -> bool:
        """Remove an environment unless some process uses it. Whether it is gone. Only called during a turn."""
        if environment.name in self._in_use():
            return False
        if environment.exists():
            try:
                self._discard(environment)
            except OSError:  # Windows: a library of it is loaded somewhere
                return False
        return True

    def _in_use(self) -> set[str]:
        """Names of environments that some process holds; the files of processes that are gone are removed."""
        used = set()
        for path in (self.path / "in-use").glob(f"{self._prefix}*"):
            lock = FileLock(path)
            if lock.acquire():
                lock.release()
                path.unlink(missing_ok=True)
            else:
                used.add(path.name.split(".")[0])
        return used

    def _discard(self, folder: Path) -> None:
        """Rename, then remove: an environment is never half there under its own name. On Windows the rename fails while
        a process has one of its libraries loaded."""
        doomed = self.path / f"old-{uuid.uuid4().hex[:8]}"
        folder.replace(doomed)
        remove(doomed)


def remove(path: Path) -> None:
    """Remove a folder with everything in it; what cannot be removed now is left to the next turn."""
    shutil.rmtree(path, ignore_errors=True)


def _write_to_disk(folder: Path) -> None:
    if sys.platform != "win32":
        os.sync()
        return
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("r+b") as file:
                os.fsync(file.fileno())
