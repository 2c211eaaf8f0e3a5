"""Makes the lock files and the sizes of the engine's packages (`make lock`).

Development only; runs in build/dev, with network. Every lock names exact versions with hashes and no host, so that it
works with whatever index or mirror a machine uses. The engine's locks are then proved: for each supported Python on each
supported platform every package must have a wheel; and its size is measured once per platform, from the wheels themselves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / "mosaic_qgis" / "engine"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MEASURED_PYTHON = "3.12"
MACOS = "14.0"
"""The oldest macOS for which every package still has a wheel."""

# The key that the installer looks up, uv's name of the platform, pip's names of its wheels.
PLATFORMS = {
    "linux-x86_64": ("x86_64-manylinux_2_28", [f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)]),
    "linux-aarch64": ("aarch64-manylinux_2_28", [f"manylinux_2_{minor}_aarch64" for minor in range(28, 16, -1)]),
    "win32-x86_64": ("x86_64-pc-windows-msvc", ["win_amd64"]),
    "darwin-x86_64": ("x86_64-apple-darwin", ["macosx_14_0_x86_64"]),
    "darwin-aarch64": ("aarch64-apple-darwin", ["macosx_14_0_arm64"]),
}
WITHOUT_WHEELS = {("darwin-x86_64", "3.14")}
"""rasterio's last release for Macs with an Intel processor is older than Python 3.14."""


def uv(*arguments: str, stdin: str | None = None) -> None:
    """Run uv, without this machine's own settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
    environment["MACOSX_DEPLOYMENT_TARGET"] = MACOS
    subprocess.run(
        [sys.executable, "-m", "uv", "--no-config", *arguments], check=True, env=environment, input=stdin, encoding="utf-8",
        stdout=subprocess.DEVNULL if "-" not in arguments else None,
    )  # fmt: skip


def compile_lock(source: Path | str, target: Path, *constraints: Path) -> None:
    """Lock ``source``, a requirements file or the text of one."""
    text = source if isinstance(source, str) else None
    uv(
        "pip", "compile", "--quiet", "--upgrade", "--universal", "--python-version", PYTHONS[0], "--fork-strategy", "fewest",
        "--generate-hashes", "--no-emit-index-url", "--custom-compile-command", "make lock",
        *(argument for path in constraints for argument in ("--constraint", str(path))),
        "--output-file", str(target), "-" if text is not None else str(source), stdin=text,
    )  # fmt: skip
    # The comments tell where each package comes from, by whole paths of the machine.
    target.write_text(target.read_text(encoding="utf-8").replace(f"{ROOT}/", ""), encoding="utf-8")


def prove_wheels(lock: Path) -> None:
    """Resolve the lock for every platform and Python with wheels only; nothing is downloaded but metadata."""
    with tempfile.TemporaryDirectory() as target:
        for platform, (name, _) in PLATFORMS.items():
            for python in PYTHONS:
                if (platform, python) in WITHOUT_WHEELS:
                    print(f"  {platform:15} {python}: no wheels, known")
                    continue
                uv(
                    "pip", "install", "--quiet", "--dry-run", "--require-hashes", "--only-binary", ":all:", "--python-version",
                    python, "--python-platform", name, "--target", target, "--requirements", str(lock),
                )  # fmt: skip
                print(f"  {platform:15} {python}: every package has a wheel")


def measure(lock: Path, tags: Iterable[str], platform: str) -> dict[str, int]:
    """Download the wheels of one platform and add them up."""
    with tempfile.TemporaryDirectory() as folder:
        # pip evaluates markers for the machine it runs on, so the lock is narrowed down to the platform first.
        narrowed = Path(folder) / "requirements.txt"
        uv(
            "pip", "compile", "--quiet", "--python-version", MEASURED_PYTHON, "--python-platform", PLATFORMS[platform][0],
            "--only-binary", ":all:", "--generate-hashes", "--no-annotate", "--no-header", "--no-deps",
            "--output-file", str(narrowed), str(lock),
        )  # fmt: skip
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--no-deps",
             "--require-hashes", "--only-binary=:all:", f"--python-version={MEASURED_PYTHON}", "--implementation=cp",
             f"--abi=cp{MEASURED_PYTHON.replace('.', '')}", "--abi=abi3", "--abi=none",
             *(f"--platform={tag}" for tag in tags), f"--dest={folder}", f"--requirement={narrowed}"],
            check=True,
        )  # fmt: skip
        wheels = list(Path(folder).glob("*.whl"))
        unpacked = sum(entry.file_size for wheel in wheels for entry in zipfile.ZipFile(wheel).infolist())
        return {
            "packages": len(wheels),
            "download_bytes": sum(wheel.stat().st_size for wheel in wheels),
            "installed_bytes": unpacked,
        }


def main() -> None:
    """Make all locks, prove and measure those that users install."""
    lock = ENGINE / "requirements.lock"
    compile_lock(ENGINE / "requirements.in", lock)
    compile_lock(ENGINE / "cluster.in", ENGINE / "cluster.lock", lock)
    compile_lock("pip", ENGINE / "pip.lock")
    compile_lock(ROOT / "requirements-dev.in", ROOT / "requirements-dev.lock", lock)
    compile_lock(ROOT / "requirements-qgis.in", ROOT / "requirements-qgis.lock")
    for installed in (lock, ENGINE / "cluster.lock"):
        prove(installed)


def prove(lock: Path) -> None:
    """Wheels for every platform, and what they take."""
    print(lock.name)
    prove_wheels(lock)
    platforms = {}
    for platform, (_, tags) in PLATFORMS.items():
        platforms[platform] = measure(lock, tags, platform)
        print(f"  {platform:15} {platforms[platform]}")
    text = json.dumps({"python": MEASURED_PYTHON, "platforms": platforms}, indent=1)
    lock.with_suffix(".sizes.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
