"""Which Python runs the engine: candidates, and the proof that one works.

QGIS side, without QGIS. Inside QGIS ``sys.executable`` is QGIS itself or whatever python comes first on the PATH, never
reliably the embedded one, so an interpreter is looked for beside the embedded one's files and then proved by running it.
Never runs a file that is not called python. Never installs anything.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .install_failures import EnvironmentFailure
from .launch import child_environment

OLDEST: Final = (3, 11)
NEWEST: Final = (3, 14)
PROBE_TIMEOUT_S: Final = 30.0

# What the engine needs of the standard library is imported here: distributions split it into packages, and some builds
# inside QGIS bundles come without parts of it.
PROBE: Final = """
import bz2, ctypes, json, sqlite3, ssl, struct, sys, sysconfig, zlib
print(json.dumps({
    "version": list(sys.version_info[:3]), "implementation": sys.implementation.name, "bits": 8 * struct.calcsize("P"),
    "platform": sysconfig.get_platform(), "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
}))
"""


@dataclass(frozen=True, kw_only=True)
class Interpreter:
    """A Python that was run and found fit."""

    path: Path
    """The executable."""
    version: tuple[int, int, int]
    """Major, minor and micro number."""
    platform: str
    """As sysconfig.get_platform() names it, such as ``linux-x86_64``, ``win-amd64``, ``macosx-14.0-arm64``."""

    @property
    def tag(self) -> str:
        """What compiled packages depend on: interpreter version and platform, such as ``cp311-linux-x86_64``."""
        return f"cp{self.version[0]}{self.version[1]}-{self.platform}"


@dataclass(frozen=True, kw_only=True)
class EmbeddedPython:
    """What the running interpreter says about itself."""

    prefixes: tuple[Path, ...]
    """sys.base_exec_prefix, sys.base_prefix and their like, best first."""
    executable: Path | None
    """sys.executable; inside QGIS often QGIS's own binary, so only its folder is used."""
    version: tuple[int, int]
    """Major and minor number."""
    windows: bool
    """Whether executables end in .exe and lie in the prefix itself."""
    search_path: tuple[Path, ...]
    """The folders of PATH and the places where other installers put Python."""

    @classmethod
    def running(cls) -> EmbeddedPython:
        """The facts of this process."""
        windows = sys.platform == "win32"
        usual = [] if windows else ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
        if sys.platform == "darwin":
            usual += [
                f"/Library/Frameworks/Python.framework/Versions/{OLDEST[0]}.{minor}/bin" for minor in range(11, 15)
            ]
        folders = [*os.environ.get("PATH", "").split(os.pathsep), *usual]
        return cls(
            prefixes=tuple(Path(text) for text in (sys.base_exec_prefix, sys.base_prefix, sys.exec_prefix) if text),
            executable=Path(sys.executable) if sys.executable else None,
            version=sys.version_info[:2],
            windows=windows,
            search_path=tuple(Path(folder) for folder in folders if folder),
        )


def candidates(embedded: EmbeddedPython) -> Iterator[Path]:
    """Where a fitting interpreter may be, best first, without asking the file system: QGIS's own, then others."""
    major, minor = embedded.version
    own = [f"python{major}.{minor}", f"python{major}", "python"]
    others = [f"python{major}.{other}" for other in range(NEWEST[1], OLDEST[1] - 1, -1)]
    if embedded.windows:
        own = [f"{name}.exe" for name in reversed(own)]
        others = []
    folders: list[Path] = []
    for prefix in embedded.prefixes:
        # A Windows prefix holds python.exe itself; in a macOS bundle the prefix is Contents/Frameworks or Contents/MacOS.
        folders += (
            [prefix, prefix / "bin"] if embedded.windows else [prefix / "bin", prefix, prefix.parent / "MacOS" / "bin"]
        )
        folders += [] if embedded.windows else [prefix.parent / "MacOS"]
    if embedded.executable is not None:
        folders += [embedded.executable.parent, embedded.executable.parent / "bin"]
    seen: set[Path] = set()
    # The Windows Store puts a python.exe on the PATH that opens the Store.
    elsewhere = [folder for folder in embedded.search_path if "WindowsApps" not in folder.parts]
    for names, places in ((own, folders), ([own[0], *others, *own[1:]], elsewhere)):
        for folder in places:
            for name in names:
                path = folder / name
                if path not in seen:
                    seen.add(path)
                    yield path


def find(embedded: EmbeddedPython, environment: Mapping[str, str]) -> Interpreter:
    """The first candidate that exists and fits. Runs at most a few short processes.

    Raises:
        EnvironmentFailure: ``no_python`` when there is none; the message names what was tried.
    """
    refusals = []
    for path in candidates(embedded):
        if not path.is_file():
            continue
        try:
            return probe(path, environment)
        except EnvironmentFailure as exc:
            refusals.append(exc.message)
    tried = " ".join(refusals) or "None was found beside QGIS or on the PATH."
    raise EnvironmentFailure(
        "no_python",
        f"The engine needs CPython {_range()} and no such interpreter was found: name one in the options. {tried}",
    )


def probe(path: Path, environment: Mapping[str, str]) -> Interpreter:
    """Run ``path`` once and see what it is.

    Raises:
        EnvironmentFailure: ``no_python`` when it does not run or does not fit, with the reason.
    """
    facts = _ask(path, environment)
    version = tuple(facts["version"])
    if facts["implementation"] != "cpython" or facts["free_threaded"] or facts["bits"] != 64:
        kind = f"{facts['implementation']}, {facts['bits']} bit" + (", free-threaded" if facts["free_threaded"] else "")
        raise EnvironmentFailure("no_python", f"The engine needs an ordinary 64-bit CPython and {path} is {kind}.")
    if not OLDEST <= version[:2] <= NEWEST:
        text = ".".join(map(str, version))
        raise EnvironmentFailure("no_python", f"The engine needs Python {_range()} and {path} is {text}.")
    return Interpreter(path=path, version=version, platform=facts["platform"])


def _ask(path: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    try:
        answer = run_quietly(
            [os.fspath(path), "-I", "-S", "-c", PROBE], child_environment(environment), PROBE_TIMEOUT_S
        )
    except OSError as exc:  # TimeoutError too
        raise EnvironmentFailure("no_python", f"{path} cannot be started as Python: {exc}.") from exc
    if answer.returncode != 0:
        last = (answer.stderr.strip() or "no message").splitlines()[-1]
        raise EnvironmentFailure("no_python", f"{path} is not a complete Python: {last}.")
    try:
        facts: dict[str, Any] = json.loads(answer.stdout)
    except ValueError as exc:
        raise EnvironmentFailure(
            "no_python", f"{path} does not answer as Python does: {answer.stdout[:80]!r}."
        ) from exc
    return facts


def run_quietly(
    command: Sequence[str], environment: Mapping[str, str], timeout_s: float, stdin: int = subprocess.DEVNULL
) -> subprocess.CompletedProcess[str]:
    """Run a short process without a console window and with a bound; its output is text.

    Raises:
        OSError: when it cannot be started; TimeoutError, one of them, when it had to be killed.
    """
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        return subprocess.run(  # nosec B603: our own command lines, no shell
            command, env=dict(environment), stdin=stdin, capture_output=True, encoding="utf-8", errors="replace",
            timeout=timeout_s, check=False, creationflags=flags,
        )  # fmt: skip
    except subprocess.TimeoutExpired as exc:
        raise TimeoutError(f"it did not end within {timeout_s:.0f} seconds") from exc


def _range() -> str:
    return f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
