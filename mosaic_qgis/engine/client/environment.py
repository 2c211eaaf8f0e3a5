"""The engine's isolated packages: whether they are there, making them, starting the engine with them.

QGIS side, without QGIS; every method may touch the disk, ``install`` the network too, so ``install`` and a first
``is_ready`` or ``launch_plan`` belong on a background thread. Never touches the packages of any Python, and never asks a
person anything.
"""

from __future__ import annotations

import errno
import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from . import interpreter as interpreters
from .environment_root import EnvironmentRoot, remove
from .file_lock import FileLock
from .install_failures import EnvironmentFailure
from .installer import BOOTSTRAP, Installer, PackageSource, check_imports
from .interpreter import EmbeddedPython, Interpreter
from .launch import LaunchPlan, child_environment
from .requirements import EngineRequirements, InstallSize

MARKER: Final = "finished.json"
"""Written last into an environment: without it nothing in the folder counts."""
OWN_PACKAGES: Final = Path("-")
"""bootstrap.py's word for the interpreter's own site-packages."""
SPARE_BYTES: Final = 100_000_000
TURN_S: Final = 5.0
"""So long the removal waits for another process that installs or removes."""


class EngineEnvironment:
    """The environment of one lock file under one root."""

    def __init__(
        self,
        root: Path,
        *,
        python: Path | None = None,
        wheel_folder: Path | None = None,
        index_url: str | None = None,
        proxy: str | None = None,
        external: Path | None = None,
        requirements: EngineRequirements | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Touches nothing.

        Args:
            root: folder for environments, made when needed; in QGIS ``<profile>/mosaic_qgis``.
            python: the interpreter to use, instead of looking for one.
            wheel_folder: install from the wheels in this folder and ask no network.
            index_url: package index to use instead of those that the machine's pip settings name.
            proxy: ``http://[user:password@]host:port`` for the installation.
            external: a Python executable whose own packages are already complete (conda); nothing is installed then.
            requirements: what to install; the plugin's own when None.
            environment: this process's variables; ``os.environ`` when None.
        """
        self._python = python
        self._source = PackageSource(wheel_folder=wheel_folder, index_url=index_url, proxy=proxy)
        self._external = external
        self._requirements = requirements or EngineRequirements()
        self._root = EnvironmentRoot(root, self._requirements.prefix)
        self._environment: Mapping[str, str] = os.environ if environment is None else environment
        self._in_use: FileLock | None = None
        self._proved: tuple[str, LaunchPlan] | None = None
        # The proof may take long; who comes second waits for it instead of making another one.
        self._proving = threading.Lock()

    @property
    def folder(self) -> Path:
        """Where the packages are, or will be."""
        return self._root.environment(self._requirements.digest)

    def size(self) -> InstallSize:
        """What the installation takes, known before it starts and without network."""
        return self._requirements.size()

    def is_ready(self) -> bool:
        """Whether ``launch_plan`` will give a plan. Quick, apart from one short process the first time."""
        try:
            self._plan()
        except EnvironmentFailure:
            return False
        return True

    def launch_plan(self) -> LaunchPlan:
        """How to start the engine. From now on, as long as this process lives, nobody removes the environment.

        Raises:
            EnvironmentFailure: code ``environment``, when there is no usable environment.
        """
        plan = self._plan()
        if self._external is None and self._in_use is None:
            try:
                self._in_use = self._root.mark_in_use(self.folder)
            except OSError as exc:
                raise _disk_failure(exc) from exc
        return plan

    def install(
        self, progress: Callable[[float, str], None], cancelled: Callable[[], bool], *, repair: bool = False
    ) -> None:
        """Make the environment; returns at once when it is there. Blocks: minutes, on a slow line more.

        Args:
            repair: make it anew even when it is there, because its packages are damaged; the old one stays until then.
            progress: receives a fraction 0…1 that never falls, and a short English text; called on this thread.
            cancelled: asked about ten times a second.

        Raises:
            EnvironmentFailure: with a reason. No half-made environment is left, whatever happens, even a crash.
        """
        if self._external is not None:
            self._plan()
            return
        try:
            with self._root.turn(progress, cancelled):
                if repair or not self.is_ready():
                    self._install(progress, cancelled)
                self._root.remove_others(self.folder)
        except OSError as exc:
            raise _disk_failure(exc) from exc
        progress(1.0, "Ready")

    def remove(self) -> None:
        """Delete the packages, where they are the plugin's own. Blocks: seconds. No engine of this process may run on them.

        Raises:
            EnvironmentFailure: ``in_use`` by another process, or it could not be deleted; it then is there as before.
        """
        if self._external is not None:
            return
        if self._in_use is not None:
            self._in_use.release()
            self._in_use = None
        ends = time.monotonic() + TURN_S
        try:
            with self._root.turn(lambda *_: None, lambda: time.monotonic() > ends):
                is_gone = self._root.remove_unused(self.folder)
        except EnvironmentFailure:
            is_gone = False
        except OSError as exc:
            raise _disk_failure(exc) from exc
        self._proved = None
        if not is_gone:
            raise EnvironmentFailure(
                "in_use", f"The packages in {self.folder} are in use, perhaps by another QGIS. Close it and try again."
            )

    def _install(self, progress: Callable[[float, str], None], cancelled: Callable[[], bool]) -> None:
        self._check_space()
        progress(0.0, "Looking for Python")
        python = self._interpreter()
        installer = Installer(
            python=python, requirements=self._requirements, source=self._source, environment=self._environment
        )
        with self._root.part() as part:
            try:
                installer.fill(part, self._root.download, progress, cancelled)
            except EnvironmentFailure as exc:
                if exc.reason == "cancelled":
                    remove(self._root.download)
                raise
            marker = {"tag": python.tag, "python": str(python.path)}
            (part / MARKER).write_text(json.dumps(marker, indent=1) + "\n", encoding="utf-8")
            self._root.put_in_place(part, self.folder)
        remove(self._root.download)

    def _interpreter(self) -> Interpreter:
        if self._python is not None:
            return interpreters.probe(self._python, self._environment)
        return interpreters.find(EmbeddedPython.running(), self._environment)

    def _check_space(self) -> None:
        size = self.size()
        needed_mb = size.megabytes + size.download_megabytes + SPARE_BYTES / 1e6
        free_mb = self._root.free_bytes() / 1e6
        if free_mb < needed_mb:
            raise EnvironmentFailure(
                "disk_full",
                f"Setting the engine up needs {needed_mb:.0f} MB for a moment and {size.megabytes:.0f} MB afterwards; "
                f"{self._root.path} has {free_mb:.0f} MB free. Make room and try again.",
            )

    def _plan(self) -> LaunchPlan:
        """As ``launch_plan``. The interpreter is run once, and again only when its file has changed."""
        marker = {} if self._external is not None else self._marker()
        python = self._external or Path(marker["python"])
        try:
            facts = python.stat()
        except OSError as exc:
            raise EnvironmentFailure(
                "not_installed", f"The engine's interpreter {python} is gone ({exc.strerror}). Set the engine up again."
            ) from exc
        state = f"{marker} {python} {facts.st_mtime_ns} {facts.st_size}"
        with self._proving:
            if self._proved is None or self._proved[0] != state:
                self._proved = (state, self._prove(python, marker))
            return self._proved[1]

    def _prove(self, python: Path, marker: Mapping[str, Any]) -> LaunchPlan:
        """Run the interpreter, and where nobody has checked the packages yet, import them."""
        found = interpreters.probe(python, self._environment)
        plan = LaunchPlan(
            python=python,
            folder=OWN_PACKAGES if self._external is not None else self.folder,
            bootstrap=BOOTSTRAP,
            environment=child_environment(self._environment),
        )
        if self._external is not None:
            check_imports(plan, self._requirements.imports)
        elif found.tag != marker["tag"]:
            raise EnvironmentFailure(
                "not_installed",
                f"The engine was set up for {marker['tag']} and {python} is now {found.tag}. Set it up again.",
            )
        return plan

    def _marker(self) -> dict[str, Any]:
        path = self.folder / MARKER
        try:
            marker: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if not (isinstance(marker["python"], str) and isinstance(marker["tag"], str)):
                raise TypeError(marker)
        except (OSError, ValueError, KeyError, TypeError) as exc:
            raise EnvironmentFailure(
                "not_installed",
                f"The engine's packages are not set up: {path} is not there or not readable. Set it up.",
            ) from exc
        return marker


def _disk_failure(exc: OSError) -> EnvironmentFailure:
    reason = "pip_failed"
    if isinstance(exc, PermissionError) or exc.errno == errno.EROFS:
        reason = "no_permission"
    elif exc.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}:
        reason = "disk_full"
    return EnvironmentFailure(reason, f"The engine's folder cannot be written: {exc}.")
