"""Starting programs with the engine's packages and nothing else, in real interpreters."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from mosaic_qgis.engine.client.installer import BOOTSTRAP


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    packages = tmp_path / "päckages of the engine"
    packages.mkdir()
    (packages / "tiny.py").write_text(
        "if __name__ == '__main__':\n    import sys\n    print(sys.argv[1:])\n", encoding="utf-8"
    )
    return packages


@pytest.fixture
def run(python: Path, folder: Path, tmp_path: Path):
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "foreign.py").write_text("", encoding="utf-8")

    def start(*arguments: str, stdin: str = "", packages: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, "-I", "-S", "-X", "utf8", BOOTSTRAP, packages or folder, *arguments], input=stdin, cwd=foreign,
            env={"PYTHONPATH": str(foreign), "PYTHONSTARTUP": "/nowhere"}, capture_output=True, encoding="utf-8", check=False,
            timeout=60,
        )  # fmt: skip

    return start


def test_only_the_engines_packages_are_there(run, folder: Path) -> None:
    code = "import sys, json, tiny, mosaic_qgis; print(json.dumps([sys.path, 'site' in sys.modules]))"
    path, has_site = json.loads(run("-c", code).stdout)
    assert path[-2:] == [str(folder), str(BOOTSTRAP.parents[2])]
    assert not has_site
    assert not any("site-packages" in entry or "dist-packages" in entry or "foreign" in entry for entry in path)
    assert "ModuleNotFoundError" in run("-c", "import foreign").stderr
    assert "ModuleNotFoundError" in run("-c", "import qgis").stderr


def test_module_script_code_and_stdin(run, tmp_path: Path) -> None:
    assert run("-m", "tiny", "a", "b").stdout == "['a', 'b']\n"
    script = tmp_path / "a script.py"
    (tmp_path / "neighbour.py").write_text("WORD = 'hällo'\n", encoding="utf-8")
    script.write_text("import sys, neighbour\nprint(neighbour.WORD, sys.argv[1:], __name__)\n", encoding="utf-8")
    assert run(str(script), "-x").stdout == "hällo ['-x'] __main__\n"
    assert run("-c", "import sys; print(sys.argv)", "q").stdout == "['-c', 'q']\n"
    pickled = "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))).__name__)"
    assert run("-", stdin=pickled).stdout == "A\n"
    assert run(stdin="print(1)").stdout == "1\n"
    assert run("--version").stdout.startswith("Python 3.")


def test_exit_status_and_traceback_come_through(run) -> None:
    assert run("-c", "raise SystemExit(3)").returncode == 3
    broken = run("-c", "1/0")
    assert broken.returncode == 1 and "ZeroDivisionError" in broken.stderr


def test_bad_use_is_explained(run, tmp_path: Path) -> None:
    missing = run("-c", "pass", packages=str(tmp_path / "gone"))
    assert missing.returncode == 1 and "Set the engine up again" in missing.stderr
    assert "usage:" in run("-m").stderr
    assert "'-Z'" in run("-Z").stderr
