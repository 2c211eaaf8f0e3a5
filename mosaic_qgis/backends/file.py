"""``FileBackend``: a mosaic in a file. Runs in the ENGINE.

Writing is atomic: readers see the old document or the new one, never half of one, and a crash leaves the old one.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, ClassVar
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import attr

from ..mosaic.errors import (
    BadDocumentError,
    BadRequestError,
    MosaicAuthError,
    MosaicConflictError,
    MosaicError,
    MosaicExistsError,
    MosaicNotFoundError,
    ReadOnlyMosaicError,
    UnreachableError,
)
from .document import DocumentBackend, DocumentStore, Fetched, Precondition
from .locking import writing_in

_FETCH_ATTEMPTS = 3
# Between two times that a file system can tell apart: FAT has two seconds, others a tick of the system's clock.
_COARSE_STEP_NS = 2_100_000_000
_FINE_STEP_NS = 50_000_000


@attr.s
class FileBackend(DocumentBackend):
    """A mosaic in a file: a path (absolute, relative, ``~``, with a Windows drive) or a ``file:`` URI."""

    _backend_name: ClassVar[str] = "File"

    def _make_store(self) -> FileStore:
        return FileStore(path_of(os.fspath(self.input)))


def path_of(text: str) -> Path:
    """The absolute path that a path or a ``file:`` URI names.

    Raises:
        BadRequestError: the URI names another computer.
    """
    if not text.lower().startswith("file:"):
        try:
            return Path(text).expanduser().absolute()
        except RuntimeError as error:
            raise BadRequestError(f"There is no home folder for {text!r}") from error
    parts = urlsplit(text)
    if parts.netloc not in ("", "localhost") and sys.platform != "win32":
        raise BadRequestError(f"A file URI must name this computer (file:///path), got {text!r}")
    host = f"//{parts.netloc}" if parts.netloc not in ("", "localhost") else ""
    # "?" and "#" are ordinary characters in the names of files.
    rest = text.partition(":")[2].removeprefix(f"//{parts.netloc}")
    as_written = Path(host + rest).absolute()
    decoded = Path(url2pathname(host + rest) if sys.platform == "win32" else unquote(rest)).absolute()
    return as_written if as_written.exists() and not decoded.exists() else decoded


class FileStore(DocumentStore):
    """One file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def uri(self) -> str:
        """The absolute path."""
        return str(self._path)

    @property
    def place(self) -> str:
        """The folder of the file, with a separator at the end."""
        return f"{str(self._path.parent).rstrip(os.sep)}{os.sep}"

    @property
    def is_remote(self) -> bool:
        """A file may refer to other files."""
        return False

    def errors(self) -> AbstractContextManager[None]:
        """Turns ``OSError`` into errors of ours."""
        return file_errors(self._path)

    def fetch(self, known_version: str | None) -> Fetched | None:
        """The file, and a version made of its times, size and number."""
        for _ in range(_FETCH_ATTEMPTS):
            with self._path.open("rb") as file:
                before = _version_of(os.fstat(file.fileno()))
                if before == known_version:
                    return None
                body = file.read()
                status = os.fstat(file.fileno())
                if _version_of(status) == before:
                    return Fetched(body=body, version=before, is_settled=_is_settled(status))
        raise UnreachableError(f"{self._path} is being written to all the time, it could not be read as a whole")

    def store(self, body: bytes, precondition: Precondition, **options: Any) -> str:
        """Write a temporary file beside the target, bring it to the disk, and rename it."""
        if options:
            raise TypeError(f"A file is written without further arguments, got {', '.join(sorted(options))}")
        target = Path(os.path.realpath(self._path))
        with writing_in(target.parent):
            present = _stat_or_none(target)
            if precondition.must_be_absent and present is not None:
                raise MosaicExistsError(f"{self._path} exists already, pass overwrite=True to replace it")
            if precondition.version is not None and (present is None or _version_of(present) != precondition.version):
                raise MosaicConflictError(f"{self._path} was changed by somebody else, read it again and repeat")
            if present is not None and not stat.S_ISREG(present.st_mode):
                raise ReadOnlyMosaicError(f"{self._path} is no file but a folder or a device, choose another name")
            with _temporary_beside(target) as (file, name):
                file.write(body)
                file.flush()
                if present is not None:
                    _copy_access(present, file.fileno())
                os.fsync(file.fileno())
                file.close()
                if precondition.must_be_absent:
                    self._rename_if_absent(name, target)
                else:
                    name.replace(target)
            _sync_folder(target.parent)
            return _version_of(target.stat())

    def remove(self) -> None:
        """Delete the file."""
        self._path.unlink()

    def _rename_if_absent(self, name: Path, target: Path) -> None:
        try:
            # A hard link refuses to replace, where a rename does not.
            target.hardlink_to(name)
        except FileExistsError:
            raise
        except OSError:
            # File systems without hard links; the lock above keeps other writers of ours out.
            if target.exists():
                raise MosaicExistsError(f"{self._path} exists already, pass overwrite=True to replace it") from None
            name.replace(target)


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Turn what the operating system says about a file into errors of ours."""
    try:
        yield
    except MosaicError:
        raise
    except FileExistsError as error:
        raise MosaicExistsError(f"{path} exists already, pass overwrite=True to replace it") from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MosaicNotFoundError(f"There is no file {path}") from error
    except PermissionError as error:
        # Windows says this of folders as well.
        if path.is_dir():
            raise BadDocumentError(f"{path} is a folder, a mosaic is a file in it") from error
        raise MosaicAuthError(f"The file system refuses access to {path} ({error.strerror})") from error
    except IsADirectoryError as error:
        raise BadDocumentError(f"{path} is a folder, a mosaic is a file in it") from error
    except TimeoutError as error:
        raise UnreachableError(f"{path} does not answer ({error.strerror})") from error
    except (OSError, ValueError) as error:
        raise UnreachableError(f"{path} cannot be read or written ({error})") from error


def _version_of(status: os.stat_result) -> str:
    # The inode tells a replaced file, the times and the size a changed one.
    return f"{status.st_ino}-{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}"


def _is_settled(status: os.stat_result) -> bool:
    """Whether changing the file now would give it another time, as coarse as the times of its file system may be."""
    changed_ns = status.st_mtime_ns if sys.platform == "win32" else max(status.st_mtime_ns, status.st_ctime_ns)
    step_ns = _COARSE_STEP_NS if changed_ns % 1_000_000_000 == 0 else _FINE_STEP_NS
    return abs(time.time_ns() - changed_ns) > step_ns


def _stat_or_none(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


@contextmanager
def _temporary_beside(target: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A new file in the folder of ``target`` with the permissions of ordinary new files; removed if it is still there."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        name = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}")
        with contextlib.suppress(FileExistsError):
            # Not mkstemp, which lets nobody else read; 0o666 is cut by the umask.
            descriptor = os.open(name, flags, 0o666)
            break
    file = os.fdopen(descriptor, "wb")
    try:
        yield file, name
    finally:
        # On a full disk it tries once more to write what is left; that must not keep the file.
        with contextlib.suppress(OSError):
            file.close()
        with contextlib.suppress(FileNotFoundError):
            name.unlink()


def _copy_access(status: os.stat_result, descriptor: int) -> None:
    """Give a new file the permissions and, as far as allowed, the owner of the one that it will replace."""
    if sys.platform == "win32":
        return
    now = os.fstat(descriptor)
    if (now.st_uid, now.st_gid) != (status.st_uid, status.st_gid):
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, status.st_uid, status.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode))


def _sync_folder(folder: Path) -> None:
    """Bring the renaming itself to the disk; not every system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
