"""Starts an engine and prints how long it took until it said hello and until it could open a mosaic, as JSON.

Run by any Python with NumPy: `engine_start.py {"document": a small mosaic}`. Standard library and the plugin's own client.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.processes import peak_megabytes  # noqa: E402 - the folder is on the path only now
from mosaic_qgis.engine.client.installer import BOOTSTRAP  # noqa: E402
from mosaic_qgis.engine.client.launch import LaunchPlan, child_environment  # noqa: E402
from mosaic_qgis.engine.client.process import EngineClient  # noqa: E402

OPEN_TIMEOUT_S = 120.0
_HELLO = "Engine "


def plan() -> LaunchPlan:
    """How the engine of this folder is started."""
    folder = Path(os.environ["MOSAIC_QGIS_ENGINE_ENVIRONMENT"])
    return LaunchPlan(
        python=Path(sys.executable), folder=folder, bootstrap=BOOTSTRAP, environment=child_environment(os.environ)
    )


def plugin_version() -> str:
    """What metadata.txt says."""
    lines = (ROOT / "metadata.txt").read_text(encoding="utf-8").splitlines()
    return next(line.partition("=")[2].strip() for line in lines if line.startswith("version="))


def main(job: dict[str, Any]) -> None:
    hello_s: list[float] = []
    started_s = time.perf_counter()

    def log(_level: str, text: str) -> None:
        # The client logs this line when the engine has answered hello.
        if text.startswith(_HELLO) and not hello_s:
            hello_s.append(time.perf_counter() - started_s)

    client = EngineClient(plan, plugin_version(), log)
    mosaic = client.open(job["document"], {}, None, OPEN_TIMEOUT_S)
    opened_s = time.perf_counter() - started_s
    pid = client.pid
    result = {"hello_s": hello_s[0], "opened_s": opened_s, "peak_megabytes": peak_megabytes(pid) if pid else None}
    mosaic.close()
    client.stop()
    print("RESULT " + json.dumps(result), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
