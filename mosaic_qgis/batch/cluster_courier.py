"""What is sent to a cluster as code: it brings the package to each worker, and tasks into it. Runs on WORKERS and the SCHEDULER.

Everything here travels by value, because neither the scheduler nor a worker has this package: it uses the standard library
and `distributed` only, nothing of this package, and keeps no state in the module.
"""

from __future__ import annotations

import importlib
import io
import os
import shutil
import sys
import tempfile
import threading
import zipfile
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin, get_worker


class Courier(WorkerPlugin):
    """Stays at each worker, those that come later included, under the name of the package that it brings."""

    idempotent = True

    def __init__(self, package: str, archive: bytes, conditions: bytes) -> None:
        self.package = package
        self._archive = archive
        self._conditions = conditions

    # WorkerPlugin interface

    def setup(self, worker: Any) -> None:
        """On the worker's own thread, which must not wait: the package is unpacked by the first task."""
        self._lock = threading.Lock()
        self._folder = Path(worker.local_directory) / self.package
        self._threads = int(worker.state.nthreads)
        self._memory_bytes = int(worker.memory_manager.memory_limit or 0)

    # For tasks

    def perform(self, parcel: bytes, work: str) -> bytes:
        """See ``cluster_tasks.perform``."""
        return self._tasks().perform(
            parcel, work=work, conditions=self._conditions, threads=self._threads, memory_bytes=self._memory_bytes
        )

    def rest(self, work: str) -> None:
        """See ``cluster_tasks.rest``; does nothing where no task has ever run."""
        module = sys.modules.get(f"{self.package}.batch.cluster_tasks")
        if module is not None:
            module.rest(work)

    def _tasks(self) -> Any:
        with self._lock:
            if not (self._folder / self.package).is_dir():
                self._unpack()
            if str(self._folder) not in sys.path:
                # Last: nothing of the worker's own is hidden.
                sys.path.append(str(self._folder))
                importlib.invalidate_caches()
        return importlib.import_module(f"{self.package}.batch.cluster_tasks")

    def _unpack(self) -> None:
        """All or nothing: another worker of this machine may look for the same folder."""
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        part = tempfile.mkdtemp(prefix=f"{self.package}-", dir=self._folder.parent)
        try:
            with zipfile.ZipFile(io.BytesIO(self._archive)) as archive:
                archive.extractall(part)
            shutil.rmtree(self._folder, ignore_errors=True)
            os.replace(part, self._folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)


class Parcel:
    """A task on its way. Its repr is what logs of a cluster show: nothing of what is in it."""

    __slots__ = ("content", "package", "work")

    def __init__(self, package: str, work: str, content: bytes) -> None:
        self.package = package
        self.work = work
        self.content = content

    def __repr__(self) -> str:
        return f"<{len(self.content)} bytes for {self.package}>"


def perform(parcel: Parcel) -> bytes:
    """Hand a task to the courier that is at the same worker."""
    worker = get_worker()
    courier = worker.plugins.get(parcel.package)
    if courier is None:
        raise RuntimeError(f"The package {parcel.package} has not reached the worker {worker.address}.")
    return courier.perform(parcel.content, parcel.work)


def rest(package: str, work: str, dask_worker: Any = None) -> None:
    """A work has ended; called at each worker, on its own thread."""
    courier = dask_worker.plugins.get(package)
    if courier is not None:
        threading.Thread(target=courier.rest, args=(work,), daemon=True).start()
