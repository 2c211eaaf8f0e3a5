"""Tasks that behave in ways that no real one may, for the tests of runners. Workers of the tests find this file on their path."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def squared(number: int) -> int:
    """What it says."""
    return number * number


def process_of(_number: int) -> int:
    """Where it runs."""
    return os.getpid()


def faulty(number: int) -> int:
    """A fault of the program at 3."""
    if number == 3:
        raise ZeroDivisionError("a fault on purpose")
    return number


def held(item: tuple[int, str]) -> int:
    """Waits until the file is there (at most a minute), so that a test can act meanwhile; leaves a note that it has begun."""
    number, gate = item
    begun = Path(gate).with_suffix(f".{number}.{os.getpid()}")
    begun.touch()
    ends = time.monotonic() + 60
    while not Path(gate).exists() and time.monotonic() < ends:
        time.sleep(0.01)
    return number


def deadly(item: tuple[int, str]) -> int:
    """Ends its process without a word at 3, as often as it is tried."""
    number, _ = item
    if number == 3:
        os._exit(1)
    return number


def failing_once(item: tuple[int, str]) -> int:
    """A disk that is full at the first try."""
    number, folder = item
    mark = Path(folder) / f"tried.{number}"
    if not mark.exists():
        mark.touch()
        raise OSError(28, "No space left on device")
    return number


def refusing(item: tuple[int, type[Exception]]) -> int:
    """An image that is at fault at 3. The class of the error is that of the package that does the task, wherever that is."""
    number, kind = item
    if number == 3:
        raise kind("An image must be readable, got 'c.tif'")
    return number


def faulty_with_login(login: dict[str, str]) -> int:
    """A fault where a login is at hand."""
    raise ZeroDivisionError(f"a fault with {len(login)} logins")


def always_full(_number: int) -> int:
    """A disk that is full."""
    raise OSError(28, "No space left on device")


def retries_here(limits: object) -> int:
    """The repetitions that are set in the package that does the task; `limits` are some of its own."""
    return sys.modules[type(limits).__module__].limits().retries
