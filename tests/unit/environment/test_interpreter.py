"""Finding the Python that runs the engine."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from mosaic_qgis.engine.client.install_failures import EnvironmentFailure
from mosaic_qgis.engine.client.interpreter import EmbeddedPython, candidates, find, probe


def embedded(**changes: object) -> EmbeddedPython:
    values = {
        "prefixes": (PurePosixPath("/usr"),), "executable": PurePosixPath("/home/me/.pyenv/shims/python3"), "version": (3, 11),
        "windows": False, "search_path": (PurePosixPath("/home/me/.pyenv/shims"), PurePosixPath("/usr/bin")),
    }  # fmt: skip
    return EmbeddedPython(**{**values, **changes})  # type: ignore[arg-type]


def test_linux_prefers_the_embedded_one_to_the_path() -> None:
    found = [str(path) for path in candidates(embedded())]
    assert found[:2] == ["/usr/bin/python3.11", "/usr/bin/python3"]
    assert found.index("/usr/bin/python3.11") < found.index("/home/me/.pyenv/shims/python3.11")
    assert "/usr/bin/python3.14" in found
    assert len(found) == len(set(found))


def test_windows_layout() -> None:
    program = PureWindowsPath(r"C:\Program Files\QGIS 3.40.6")
    store = PureWindowsPath(r"C:\Users\me\AppData\Local\Microsoft\WindowsApps")
    found = list(
        candidates(
            embedded(
                prefixes=(program / "apps" / "Python312",), executable=program / "bin" / "qgis-ltr-bin.exe",
                version=(3, 12), windows=True, search_path=(program / "bin", store),
            )
        )
    )  # fmt: skip
    assert found[0] == program / "apps" / "Python312" / "python.exe"
    assert program / "bin" / "python3.exe" in found
    assert not any("WindowsApps" in path.parts for path in found)


def test_macos_layout() -> None:
    bundle = PurePosixPath("/Applications/QGIS.app/Contents")
    found = list(
        candidates(
            embedded(
                prefixes=(bundle / "Frameworks",), executable=bundle / "MacOS" / "QGIS", version=(3, 12), search_path=()
            )
        )
    )
    assert bundle / "MacOS" / "bin" / "python3.12" in found
    assert bundle / "MacOS" / "python3.12" in found


@pytest.mark.parametrize("windows", [False, True])
def test_only_files_called_python_are_ever_run(windows: bool) -> None:
    assert all(path.name.startswith("python") for path in candidates(embedded(windows=windows)))


def test_running_facts_find_a_python(python: Path) -> None:
    found = find(EmbeddedPython.running(), os.environ)
    assert found.version == sys.version_info[:3]
    assert found.path.parent == python.parent
    assert found.tag.startswith(f"cp{sys.version_info[0]}{sys.version_info[1]}-")


def script(folder: Path, text: str) -> Path:
    path = folder / "python3.11"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("echo 'ModuleNotFoundError: No module named ssl' >&2; exit 1", "not a complete Python: .*ssl"),
        ("echo hello", "does not answer as Python does"),
        (
            """echo '{"version":[3,9,1],"implementation":"cpython","bits":64,"platform":"x","free_threaded":false}'""",
            r"is 3\.9\.1",
        ),
        (
            """echo '{"version":[3,11,1],"implementation":"pypy","bits":64,"platform":"x","free_threaded":false}'""",
            "is pypy",
        ),
        (
            """echo '{"version":[3,13,1],"implementation":"cpython","bits":64,"platform":"x","free_threaded":true}'""",
            "free-threaded",
        ),
    ],
)
def test_unfit_interpreter_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(EnvironmentFailure, match=message) as failure:
        probe(script(tmp_path, text), {"PATH": os.environ["PATH"]})
    assert failure.value.reason == "no_python"


def test_file_that_cannot_be_started(tmp_path: Path) -> None:
    path = tmp_path / "python3.11"
    path.write_bytes(b"no program")
    with pytest.raises(EnvironmentFailure, match="cannot be started"):
        probe(path, {})


def test_nothing_found_says_what_was_tried(tmp_path: Path) -> None:
    script(tmp_path, "exit 3")
    facts = embedded(prefixes=(), executable=None, search_path=(tmp_path,))
    with pytest.raises(EnvironmentFailure, match=str(tmp_path)):
        find(facts, {"PATH": os.environ["PATH"]})


def test_library_path_of_the_host_does_not_reach_the_probe(tmp_path: Path) -> None:
    answer = '{"version":[3,11,1],"implementation":"cpython","bits":64,"platform":"x","free_threaded":false}'
    path = script(tmp_path, f"[ -z \"$LD_LIBRARY_PATH$PYTHONHOME\" ] && echo '{answer}'")
    assert probe(path, {"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": "/x", "PYTHONHOME": "/y"}).tag == "cp311-x"
