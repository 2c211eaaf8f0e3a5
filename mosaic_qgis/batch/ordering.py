"""Outcomes of tasks in the order of their items. Runs in the ENGINE; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from .runner import Outcome

Value = TypeVar("Value")


def in_order(outcomes: Iterable[Outcome[Value]]) -> Iterator[Outcome[Value]]:
    """The outcomes of one run by their numbers; those that come early are held until their turn."""
    held: dict[int, Outcome[Value]] = {}
    following = 0
    for outcome in outcomes:
        held[outcome.number] = outcome
        while following in held:
            yield held.pop(following)
            following += 1
