"""Neighbouring pieces of work joined into larger ones, as every image on every piece costs some calls. ENGINE; pure.

A pixel is drawn from the images of its own tile in that tile's order, also in a group: an image counts only in those
members that list it, and members are joined only when their orders agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .grid import Rect, merged
from .plan import Unit

LARGEST_GROUP_PX = 512
"""Longest side of a group: small enough to show progress and to share between threads."""


@dataclass(frozen=True, slots=True)
class Group:
    """A rectangle of the asked grid that is worked on as one; its members fill it and share no pixel."""

    rect: Rect
    assets: tuple[str, ...]
    """The images of all members, in an order that is every member's."""
    members: tuple[Unit, ...]

    def where(self, href: str) -> list[Rect]:
        """The parts of the rectangle in which an image counts."""
        if len(self.members) == 1:
            return [self.rect]
        return merged(member.rect for member in self.members if href in member.assets)


def single(unit: Unit) -> Group:
    """A group of one."""
    return Group(unit.rect, unit.assets, (unit,))


def groups_of(units: Sequence[Unit], size_px: int = LARGEST_GROUP_PX) -> list[Group]:
    """The units in groups of at most `size_px` a side, in the order of their first members.

    The first one stays alone: it is the middle of the view, and the sooner there is something to see.
    """
    ranks = {unit.rect: rank for rank, unit in enumerate(units)}
    in_rows = _joined(map(single, sorted(units[1:], key=lambda unit: _by_row(unit.rect))), size_px)
    groups = _joined(sorted(in_rows, key=lambda group: _by_col(group.rect)), size_px)
    groups.sort(key=lambda group: min(ranks[member.rect] for member in group.members))
    return [*map(single, units[:1]), *groups]


def _by_row(rect: Rect) -> tuple[int, int, int]:
    return rect.row, rect.height, rect.col


def _by_col(rect: Rect) -> tuple[int, int, int]:
    return rect.col, rect.width, rect.row


def _joined(groups: Iterable[Group], size_px: int) -> list[Group]:
    """Each group joined with the one before it where that makes a rectangle."""
    result: list[Group] = []
    for group in groups:
        joined = _join(result[-1], group, size_px) if result else None
        if joined is None:
            result.append(group)
        else:
            result[-1] = joined
    return result


def _join(one: Group, other: Group, size_px: int) -> Group | None:
    first, second = one.rect, other.rect
    if (first.row, first.height, first.col_stop) == (second.row, second.height, second.col):
        rect = Rect(first.col, first.row, first.width + second.width, first.height)
    elif (first.col, first.width, first.row_stop) == (second.col, second.width, second.row):
        rect = Rect(first.col, first.row, first.width, first.height + second.height)
    else:
        return None
    assets = agreed(one.assets, other.assets) if max(rect.width, rect.height) <= size_px else None
    return None if assets is None else Group(rect, assets, one.members + other.members)


def agreed(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...] | None:
    """All of two lists in an order that is that of both; None when they contradict each other or themselves."""
    firsts, seconds = set(one), set(other)
    if len(firsts) < len(one) or len(seconds) < len(other):
        return None
    if [each for each in one if each in seconds] != [each for each in other if each in firsts]:
        return None
    result: list[str] = []
    rest = iter(other)
    for each in one:
        if each in seconds:
            for before in rest:
                if before == each:
                    break
                result.append(before)
        result.append(each)
    return (*result, *rest)
