"""A Dask cluster as real processes: a scheduler, and workers with the engine's packages that come and go.

The programs run in the engine's interpreter with the packages of `cluster.lock`, as `docs/cluster.md` sets a cluster up; the workers
do not have `mosaic_qgis` on their path.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from .process import LOOPBACK, REPOSITORY, ServerError, ServerProcess

ENGINE = REPOSITORY / "build" / "engine"
TASKS = REPOSITORY / "tests" / "cluster"
"""Odd tasks, which workers of the tests find on their path."""
_AUTHORITIES = "DASK_DISTRIBUTED__COMM__TLS__CA_FILE"
_PROGRAM = """
import os, pathlib, sys
pathlib.Path("pid").write_text(str(os.getpid()))
sys.path.pop()  # the plugin's own folder
sys.path[len(sys.path):] = {folders!r}
from distributed.cli.dask_{program} import main
sys.argv = [{program!r}, *{arguments!r}]
main()
"""


def packages_folder() -> Path:
    """What `make env` has installed of Dask."""
    from mosaic_qgis.engine.client.requirements import CLUSTER

    folder = ENGINE / f"{CLUSTER.prefix}{CLUSTER.digest}"
    if not (folder / "distributed").is_dir():
        raise ServerError(f"Dask's packages must be in {folder}: run make env")
    return folder


class _DaskProgram(ServerProcess):
    start_timeout_s: ClassVar[float] = 60.0
    stop_signal: ClassVar[str] = "SIGKILL"
    """It holds nothing that has to be saved, and says farewell at length."""
    program: ClassVar[str]

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        """`variables`: settings of Dask; with a file of authorities among them it speaks TLS."""
        super().__init__()
        self._variables = dict(variables or {})

    @property
    def address(self) -> str:
        return f"{'tls' if _AUTHORITIES in self._variables else 'tcp'}://{LOOPBACK}:{self.port}"

    def arguments(self) -> Sequence[str]:
        raise NotImplementedError

    def folders(self) -> Sequence[str]:
        """Where it finds packages beside the engine's."""
        return [str(packages_folder())]

    def command(self) -> Sequence[str | Path]:
        program = _PROGRAM.format(
            program=self.program, arguments=[str(each) for each in self.arguments()], folders=list(self.folders())
        )
        return [REPOSITORY / "build" / "engine-python", "-c", program]

    def environment(self) -> Mapping[str, str]:
        return self._variables


class DaskScheduler(_DaskProgram):
    """Knows workers and hands tasks to them."""

    name: ClassVar[str] = "dask-scheduler"
    program: ClassVar[str] = "scheduler"

    def arguments(self) -> Sequence[str]:
        return [
            "--host",
            self.address.rpartition(":")[0],
            "--port",
            str(self.port),
            "--dashboard-address",
            f"{LOOPBACK}:0",
        ]


class DaskWorker(_DaskProgram):
    """Does one task at a time, unless told otherwise. `extra_folders` are what it finds beside Dask."""

    name: ClassVar[str] = "dask-worker"
    program: ClassVar[str] = "worker"

    def __init__(
        self,
        scheduler: DaskScheduler,
        *,
        threads: int = 1,
        extra_folders: Sequence[Path] = (),
        variables: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(variables)
        self._scheduler = scheduler
        self._threads = threads
        self._extra = [str(folder) for folder in extra_folders]

    def folders(self) -> Sequence[str]:
        return [*super().folders(), *self._extra]

    def arguments(self) -> Sequence[str]:
        return [
            self._scheduler.address, "--host", LOOPBACK, "--worker-port", str(self.port), "--nthreads", str(self._threads),
            "--no-nanny", "--no-dashboard", "--memory-limit", "2GiB", "--local-directory", str(self.folder / "scratch"),
        ]  # fmt: skip

    @property
    def pid(self) -> int:
        """The worker's process."""
        return int((self.folder / "pid").read_text())

    def kill(self) -> None:
        """End it as a machine that goes off would."""
        os.kill(self.pid, signal.SIGKILL)
