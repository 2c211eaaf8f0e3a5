"""A small world to install from: tiny wheels, an index that can misbehave, requirements, a recorder of progress."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from mosaic_qgis.engine.client.requirements import EngineRequirements

ROOT = Path(__file__).resolve().parents[3]
PIP_FOLDER = ROOT / "build" / "pip"


def write_wheel(folder: Path, name: str, version: str, source: str, padding_bytes: int = 0) -> Path:
    """A wheel with one module; ``padding_bytes`` of incompressible data make it slow to fetch."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": source.encode(),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if padding_bytes:
        files[f"{name}_data.bin"] = os.urandom(padding_bytes)
    record = [f"{path},sha256={_digest(data)},{len(data)}" for path, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return wheel


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


@dataclass
class Packages:
    """Wheels in a folder and the requirements that name them."""

    folder: Path
    place: Path
    wheels: list[Path] = field(default_factory=list)
    imports: tuple[str, ...] = ()

    def add(self, name: str, source: str = "VALUE = 1\n", version: str = "1.0", padding_bytes: int = 0) -> Path:
        wheel = write_wheel(self.folder, name, version, source, padding_bytes)
        self.wheels.append(wheel)
        self.imports = (*self.imports, name)
        return wheel

    def requirements(self, *, installed_bytes: int = 10_000, pip_folder: Path = PIP_FOLDER) -> EngineRequirements:
        lines = []
        for wheel in self.wheels:
            name, version = wheel.name.split("-")[:2]
            lines.append(f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}")
        self.place.mkdir(exist_ok=True)
        lock = self.place / "requirements.lock"
        lock.write_text("\n".join(lines) + "\n", encoding="utf-8")
        row = {
            "packages": len(self.wheels),
            "download_bytes": sum(wheel.stat().st_size for wheel in self.wheels),
            "installed_bytes": installed_bytes,
        }
        sizes = self.place / "requirements.sizes.json"
        sizes.write_text(json.dumps({"platforms": {"linux-x86_64": row}}), encoding="utf-8")
        return EngineRequirements(lock=lock, sizes=sizes, pip_folder=pip_folder, imports=self.imports)


class Index(ThreadingHTTPServer):
    """A package index in the simple form, over a folder of wheels, that can be told to misbehave."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.requests: list[str] = []
        self.status = 200
        """What every request is answered with, unless 200."""
        self.hold = threading.Event()
        """While clear, wheels are sent to the half and then nothing more comes."""
        self.hold.set()
        self.half_sent = threading.Event()
        super().__init__(("127.0.0.1", 0), IndexHandler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/simple/"

    def fetched(self) -> list[str]:
        return [path for path in self.requests if path.endswith(".whl")]


class IndexHandler(BaseHTTPRequestHandler):
    server: Index

    def do_GET(self) -> None:
        self.server.requests.append(self.path)
        if self.server.status != 200:
            self.send_response(self.server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path.endswith(".whl"):
            data = (self.server.folder / self.path.rsplit("/", 1)[1]).read_bytes()
            self._head("application/octet-stream", len(data))
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            if not self.server.hold.is_set():
                self.server.half_sent.set()
            if self.server.hold.wait(60):
                self.wfile.write(data[len(data) // 2 :])
        else:
            name = self.path.strip("/").rsplit("/", 1)[1].replace("-", "_")
            wheels = sorted(self.server.folder.glob(f"{name}-*.whl"))
            page = "".join(f'<a href="/files/{wheel.name}">{wheel.name}</a>' for wheel in wheels).encode()
            self._head("text/html", len(page))
            self.wfile.write(page)

    do_CONNECT = do_GET  # noqa: N815 (http.server looks for this name)

    def _head(self, kind: str, size: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size))
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Nothing on the terminal."""


@dataclass
class Watch:
    """Records progress; ``cancel_when`` may end the installation."""

    fractions: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    cancel_when: Callable[[], bool] = lambda: False

    def progress(self, fraction: float, text: str) -> None:
        self.fractions.append(fraction)
        self.texts.append(text)

    def cancelled(self) -> bool:
        return self.cancel_when()


def leftovers(root: Path) -> set[str]:
    """What lies under a root, without the lock files that may stay."""
    return {path.name for path in root.iterdir()} - {"install.lock", "in-use"} if root.exists() else set()
