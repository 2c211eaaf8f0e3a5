"""Sets the engine up for development (`make env`), by the very code that users run, and writes build/engine-python.

Development only; run by QGIS's Python, ``make_env.py BUILD-FOLDER``. The installed environment ends up in
``<BUILD-FOLDER>/engine/``, and the pinned wheel of pip is expected in ``<BUILD-FOLDER>/pip/``.
"""

from __future__ import annotations

import dataclasses
import shlex
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mosaic_qgis.engine.client.environment import EngineEnvironment  # noqa: E402
from mosaic_qgis.engine.client.install_failures import EnvironmentFailure  # noqa: E402
from mosaic_qgis.engine.client.launch import REMOVED, LaunchPlan  # noqa: E402
from mosaic_qgis.engine.client.requirements import CLUSTER, EngineRequirements  # noqa: E402

# The interpreter's own options stand before the program, as for python itself.
WRAPPER = """#!/usr/bin/env bash
# Made by `make env`: the engine's interpreter with the engine's packages and mosaic_qgis. Use it like python.
set -euo pipefail
{unset}
options=()
while [ $# -gt 0 ]; do
    case "$1" in
        -W | -X) options+=("$1" "$2"); shift 2 ;;
        -W?* | -X?* | -u | -B | -O | -OO | -v | -q | -E | -s | -b) options+=("$1"); shift ;;
        *) break ;;
    esac
done
exec {python} -I -S -X utf8 ${{options[@]+"${{options[@]}}"}} {bootstrap} {folder} "$@"
"""


def wrapper(plan: LaunchPlan) -> str:
    """The text of build/engine-python."""
    return WRAPPER.format(
        unset=f"unset {' '.join(sorted(REMOVED))} ${{!PYTHON*}}",
        python=shlex.quote(str(plan.python)),
        bootstrap=shlex.quote(str(plan.bootstrap)),
        folder=shlex.quote(str(plan.folder)),
    )


def show(fraction: float, text: str) -> None:
    """One line on a terminal, nothing but the milestones elsewhere."""
    if sys.stderr.isatty():
        print(f"\r{100 * fraction:3.0f} %  {text[:60]:60}", end="", file=sys.stderr)


def install(environment: EngineEnvironment, name: str) -> None:
    """Make an environment unless it is there."""
    if not environment.is_ready():
        size = environment.size()
        print(f"Setting up {name}: {size.packages} packages, {size.download_megabytes:.0f} MB to fetch.")
    try:
        environment.install(show, lambda: False)
    except EnvironmentFailure as exc:
        sys.exit(f"{exc.message}\n{exc.detail.get('output', '')}")


def main() -> None:
    """Install when needed and write the wrapper."""
    build = Path(sys.argv[1]).resolve()
    environment = EngineEnvironment(build / "engine", requirements=EngineRequirements(pip_folder=build / "pip"))
    install(environment, "the engine")
    python = environment.launch_plan().python
    cluster = dataclasses.replace(CLUSTER, pip_folder=build / "pip")
    install(EngineEnvironment(build / "engine", python=python, requirements=cluster), "the packages for Dask clusters")
    target = build / "engine-python"
    target.write_text(wrapper(environment.launch_plan()), encoding="utf-8")
    target.chmod(0o755)
    print(f"{target} is ready.")


if __name__ == "__main__":
    main()
