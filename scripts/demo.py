"""`make demo`: the packaged plugin in the real QGIS, showing a sample mosaic; leaves demo.png in the build folder.

Development only: ``demo.py BUILD-FOLDER``. QGIS runs on the user's display where there is one, else on a virtual one, with
a throw-away profile. KEEP_OPEN=1 in the environment leaves it open on a user's display until it is closed there.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

from qgis_desktop.display import VirtualDisplay, users_display
from qgis_desktop.inputs import Inputs
from qgis_desktop.profile import Profile
from qgis_desktop.run import Job, run

TIMEOUT_S = 180.0
SCENARIO = Path(__file__).resolve().parent / "demo_scenario.py"


def main() -> None:
    """Show the mosaic, take the picture, say where it is."""
    began = time.monotonic()
    inputs = Inputs(build=Path(sys.argv[1]).resolve())
    mosaic = inputs.imagery("demo") / "mosaic.json"
    picture = inputs.build / "demo.png"
    picture.unlink(missing_ok=True)
    work = inputs.build / "demo"
    profile = Profile(root=work / "profile").create()
    with contextlib.ExitStack() as stack:
        display = users_display(os.environ)
        keep_open = bool(display) and os.environ.get("KEEP_OPEN", "") not in ("", "0")
        if display is None:
            display = stack.enter_context(VirtualDisplay(work / "display")).name
            print("No display is in use here: QGIS runs on a virtual one.")
        outcome = run(
            Job(
                scenario=SCENARIO,
                folder=work / "run",
                profile=profile,
                display=display,
                arguments={
                    "plugin_zip": str(inputs.plugin_zip),
                    "mosaic": str(mosaic),
                    "picture": str(picture.with_suffix("")),
                    "keep_open": keep_open,
                    # The screen of a Wayland session looks black to a program on its X display.
                    "is_wayland": "WAYLAND_DISPLAY" in os.environ,
                },
                environment={"MOSAIC_QGIS_ENGINE_ENVIRONMENT": str(inputs.engine_folder())},
                timeout_s=float("inf") if keep_open else TIMEOUT_S,
            )
        )
    is_fine = picture.is_file() and not outcome.python_errors and not outcome.left_over
    if not keep_open:
        is_fine = is_fine and outcome.exit_status == 0 and not outcome.failed_steps
    if not is_fine:
        print(outcome.account(), *outcome.python_errors, *outcome.left_over, sep="\n", file=sys.stderr)
        sys.exit("The demo did not succeed; what happened is told above.")
    shown = outcome.report["facts"]["shown"]
    print(f"The mosaic covers {shown:.0%} of the canvas. The whole demo took {time.monotonic() - began:.0f} s.")
    print(picture)


if __name__ == "__main__":
    main()
