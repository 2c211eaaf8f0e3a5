"""What all test folders share: the fixtures of the real servers. Standard library only, every interpreter loads it."""

from __future__ import annotations

pytest_plugins = ("servers.fixtures",)
