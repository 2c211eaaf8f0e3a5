"""Zooms of a mosaic whose footprints are known, from some of its images. Runs in the ENGINE; blocks on I/O."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..backends.making import MakingCancelled
from ..mosaic.errors import UnsupportedError
from ..mosaic.recipe import ImageKinds, MosaicRecipe
from .image_looks import ImageTask, look_at_images, withdraw
from .runner import WorkCancelled, runner_for

LOOKED_AT = 8
"""Images that are opened."""


@dataclass(frozen=True, kw_only=True)
class ZoomLooks:
    """Looks at images for the zooms that a recipe does not say."""

    recipe: MosaicRecipe
    target: str
    """Where the mosaic will be, which decides who may learn a login."""
    login: Mapping[str, Any] | None = field(default=None, repr=False)
    """For the images, as QGIS has it."""
    cancelled: Callable[[], bool]

    def __call__(self, addresses: Sequence[str]) -> tuple[int, int]:
        """Minzoom and maxzoom of a mosaic of images; some of them are opened where the recipe leaves one open.

        Raises:
            UnsupportedError: none of them can be opened.
            MultipleDataTypeError: they have different data types.
            MakingCancelled: the caller withdrew.
        """
        if self.recipe.minzoom is not None and self.recipe.maxzoom is not None:
            return self.recipe.zooms([])
        if not addresses:
            raise UnsupportedError(
                "Which zooms suit the images is not known here; give the lowest and the highest zoom"
            )
        chosen = tuple(addresses[:: max(1, -(-len(addresses) // LOOKED_AT))])
        kinds, is_any, reason = ImageKinds(), False, ""
        for image, found in zip(chosen, self._looked_at(chosen), strict=True):
            if "outline" in found:
                is_any = True
                kinds.add(found["minzoom"], found["maxzoom"], found["data_type"], image)
            else:
                reason = found["message"]
        if not is_any:
            raise UnsupportedError(
                f"Which zooms suit the images is not known: none of the {len(chosen)} that were tried can be opened ({reason}); "
                "give the lowest and the highest zoom"
            )
        return self.recipe.zooms_for(kinds)

    def _looked_at(self, images: tuple[str, ...]) -> list[dict[str, Any]]:
        work = secrets.token_hex(8)
        task = ImageTask(
            images=images, document=self.target, login=self.login, tms=self.recipe.tms, at_once=LOOKED_AT, work=work
        )
        try:
            with runner_for() as runner:
                (outcome,) = runner.run(look_at_images, [task], cancelled=self.cancelled)
        except WorkCancelled as error:
            raise MakingCancelled from error
        finally:
            withdraw(work)
        if outcome.error is not None:
            raise outcome.error
        return outcome.value or []
