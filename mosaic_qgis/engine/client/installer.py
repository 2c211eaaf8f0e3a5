"""Fills a folder with the engine's packages, by pip and by hashes, and proves that they work.

QGIS side, without QGIS. Owns what pip is told. Never decides where the folder is or what happens to it afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .environment_root import remove
from .install_failures import EnvironmentFailure
from .interpreter import Interpreter, run_quietly
from .launch import LaunchPlan, child_environment
from .pip_output import PipProgress
from .pip_process import run_pip
from .pip_settings import pip_environment, sift
from .requirements import ENGINE_FOLDER, EngineRequirements

BOOTSTRAP: Final = ENGINE_FOLDER / "bootstrap.py"
PIP_RUNNER: Final = ENGINE_FOLDER / "pip_runner.py"
SETTINGS_TIMEOUT_S: Final = 60.0
CHECK_TIMEOUT_S: Final = 180.0


@dataclass(frozen=True, kw_only=True)
class PackageSource:
    """Where packages come from, as far as a person said so."""

    wheel_folder: Path | None = None
    """Only the wheels in this folder; no network."""
    index_url: str | None = None
    """This index instead of those that the machine's pip settings name."""
    proxy: str | None = None
    """``http://[user:password@]host:port`` instead of the machine's."""

    def __repr__(self) -> str:
        return f"PackageSource(wheel_folder={self.wheel_folder!r})"  # the other two may hold passwords


@dataclass(frozen=True, kw_only=True)
class Installer:
    """One interpreter, one lock file, one source."""

    python: Interpreter
    """Runs pip, and will run the engine."""
    requirements: EngineRequirements
    """What to install."""
    source: PackageSource
    """Where from."""
    environment: Mapping[str, str]
    """This process's variables."""

    def fill(
        self, folder: Path, download: Path, progress: Callable[[float, str], None], cancelled: Callable[[], bool]
    ) -> None:
        """Install everything into the empty ``folder``; ``download`` keeps what was fetched.

        Raises:
            EnvironmentFailure: and ``folder`` is then to be thrown away.
        """
        temporary = folder / "tmp"
        temporary.mkdir()
        wheel = self.requirements.pip_wheel()
        environment = pip_environment(
            self.environment, self._machine_settings(wheel),
            temporary=str(temporary), cache=str(download),
            index_url=self.source.index_url, proxy=self.source.proxy, offline=self.source.wheel_folder is not None,
        )  # fmt: skip
        size = self.requirements.size()
        log = temporary / "pip.log"
        run_pip(
            [*self._pip(wheel), *self._arguments(folder, log, shows_bytes=wheel is not None)],
            environment,
            log=log,
            progress=PipProgress(size.packages, int(size.download_megabytes * 1e6)),
            # pip unpacks into a temporary folder of its own before it moves everything into the target at once.
            unpacked=lambda: sum(1 for _ in temporary.glob("pip-target-*/lib/python/*.dist-info")),
            report=progress,
            cancelled=cancelled,
        )
        progress(0.96, "Checking")
        remove(temporary)
        remove(folder / "bin")  # command line programs: nobody starts them, and they name the folder as it is now
        check_imports(self.plan(folder), self.requirements.imports)
        progress(0.98, "Checking")

    def plan(self, folder: Path) -> LaunchPlan:
        """How to start a program with the packages in ``folder``."""
        return LaunchPlan(
            python=self.python.path,
            folder=folder,
            bootstrap=BOOTSTRAP,
            environment=child_environment(self.environment),
        )

    def _pip(self, wheel: Path | None) -> list[str]:
        """The command that runs pip: the pinned one that the plugin's zip carries, else the interpreter's own."""
        isolated = [str(self.python.path), "-I", "-X", "utf8", "-u"]
        return (
            [*isolated, "-S", str(PIP_RUNNER), str(wheel)] if wheel is not None else [*isolated, str(PIP_RUNNER), "-"]
        )

    def _arguments(self, folder: Path, log: Path, *, shows_bytes: bool) -> list[str]:
        arguments = [
            "install", "--require-hashes", "--only-binary=:all:",
            "--no-deps",  # the lock is complete, and a resolver would only take time
            "--no-compile",  # Python compiles what the engine imports when it first imports it
            # An interpreter's own pip may be older than that kind of progress; then only packages are counted.
            f"--progress-bar={'raw' if shows_bytes else 'off'}",
            "--no-warn-script-location", "--no-warn-conflicts", "--root-user-action=ignore",
            f"--target={folder}", f"--requirement={self.requirements.lock}", f"--log={log}",
        ]  # fmt: skip
        if self.source.wheel_folder is not None:
            arguments += ["--no-index", f"--find-links={self.source.wheel_folder.absolute()}"]
        return arguments

    def _machine_settings(self, wheel: Path | None) -> dict[str, str]:
        """What the machine's pip configuration says about package sources; see pip_settings.py."""
        if self.source.wheel_folder is not None:
            return {}  # no source but that folder counts
        # pip_runner.py ends with its standard input: this one stays open until pip has answered.
        read_end, write_end = os.pipe()
        try:
            command = [*self._pip(wheel), "config", "list"]
            answer = run_quietly(command, child_environment(self.environment), SETTINGS_TIMEOUT_S, stdin=read_end)
        except OSError as exc:
            raise EnvironmentFailure("no_pip", f"pip does not run with {self.python.path}: {exc}.") from exc
        finally:
            os.close(read_end)
            os.close(write_end)
        if answer.returncode != 0:
            raise PipProgress(1, 1).failure(answer.returncode, answer.stderr)
        return sift(answer.stdout)


def check_imports(plan: LaunchPlan, imports: tuple[str, ...]) -> None:
    """Import the given modules in a process of the engine's kind.

    Raises:
        EnvironmentFailure: ``broken``, with what Python says.
    """
    command = [str(plan.python), "-I", "-S", "-X", "utf8", str(plan.bootstrap), str(plan.folder)]
    try:
        answer = run_quietly([*command, "-c", f"import {', '.join(imports)}"], plan.environment, CHECK_TIMEOUT_S)
    except OSError as exc:
        raise EnvironmentFailure(
            "broken", f"The engine's packages cannot be checked with {plan.python}: {exc}."
        ) from exc
    if answer.returncode != 0:
        raise EnvironmentFailure(
            "broken",
            f"The engine's packages do not work with {plan.python}: {_last_line(answer.stderr)}.",
            answer.stderr,
        )


def _last_line(text: str) -> str:
    return (text.strip() or "no message").splitlines()[-1].rstrip(".")
