"""Runs one server program and ends it as soon as whoever asked for it is gone.

Started as `python -I -S guard.py SIGNAL GRACE_S PROGRAM ARGUMENT…` with a pipe as standard input. The guard lives in a
session of its own, so that Ctrl-C in the terminal reaches only the test process; when that process closes the pipe, or
dies in whatever way (SIGKILL too), the guard sees the end of its input, sends SIGNAL to the program, waits GRACE_S
seconds and then kills it. Nothing but the program it started is ever touched. Standard library only.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading


def main(stop_signal: str, grace_s: str, *command: str) -> int:
    """Run the command until it ends by itself or standard input closes; returns its exit status."""
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)

    def stop_at_end_of_input() -> None:
        while os.read(0, 4096):
            pass
        with contextlib.suppress(ProcessLookupError):
            program.send_signal(signal.Signals[stop_signal])
        try:
            program.wait(float(grace_s))
        except subprocess.TimeoutExpired:
            program.kill()

    threading.Thread(target=stop_at_end_of_input, daemon=True).start()
    status = program.wait()
    # The program leads its own process group: what it forked and left behind goes with it.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
