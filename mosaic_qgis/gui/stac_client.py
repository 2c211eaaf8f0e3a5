"""What the STAC search panel asks of the engine, each as a background task. QGIS side, main thread.

Owns the requests and their time limits; reads logins before a task starts, since that may ask for the master password.
Knows no widget but the owner, whose end cancels what is under way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from qgis.PyQt.QtCore import QObject

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.auth import credentials_for
from ..host.translation import tr
from . import tasks
from .stac_found import unpacked
from .stac_query import SORTS, Search, base_of, json_value
from .stac_uri import StacLayer, uri_of

if TYPE_CHECKING:
    from ..engine.client.questions import Credentials, Request
    from .services import GuiServices
    from .tasks import EngineTask

ASK_TIMEOUT_S: Final = 180.0
SEARCH_TIMEOUT_S: Final = 900.0
"""Thousands of items come in many pages."""
SAVE_TIMEOUT_S: Final = 900.0

Done = Callable[[Mapping[str, Any]], object]
Failed = Callable[[EngineFailure], object]


class StacClient:
    """Asks for one window."""

    def __init__(self, services: GuiServices, owner: QObject) -> None:
        self._services = services
        self._owner = owner

    def collections(self, address: str, authcfg: str, done: Done, failed: Failed) -> EngineTask | None:
        """The collections of an API and what it can do."""
        from ..engine.client.questions import StacCollections

        text = tr("Asking {subject} for its collections").format(subject=failures.quoted(address))
        return self._ask(
            text,
            lambda login: StacCollections(uri=address, credentials=login),
            {"authcfg": authcfg},
            ASK_TIMEOUT_S,
            done,
            failed,
        )

    def queryables(
        self, address: str, authcfg: str, collections: tuple[str, ...], done: Done, failed: Failed
    ) -> EngineTask | None:
        """The properties that conditions can be about."""
        from ..engine.client.questions import StacQueryables

        return self._ask(
            tr("Asking {subject} for properties to search by").format(subject=failures.quoted(address)),
            lambda login: StacQueryables(uri=address, collections=collections, credentials=login),
            {"authcfg": authcfg},
            ASK_TIMEOUT_S,
            done,
            failed,
        )

    def search(
        self,
        address: str,
        authcfg: str,
        search: Search,
        max_items: int,
        done: Callable[[Any], object],
        failed: Failed,
        *,
        convert: Callable[[Mapping[str, Any]], Any] | None = None,
    ) -> EngineTask | None:
        """The items that match. `convert` makes of the answer what `done` gets, on the task's thread."""
        from ..engine.client.questions import Condition, SortKey, StacSearch

        def request(login: Credentials | None) -> Request:
            return StacSearch(
                uri=address,
                query=base_of(search),
                where=tuple(
                    Condition(property=each.property, operator=each.operator, value=json_value(each))
                    for each in search.all_conditions
                ),
                sort=tuple(SortKey(property=name, descending=falls) for name, falls in SORTS.get(search.sort, ())),
                max_items=max_items,
                credentials=login,
            )

        text = tr("Searching {subject}").format(subject=failures.quoted(address))

        def unpack(value: Mapping[str, Any]) -> Any:
            found = unpacked(value)
            return found if convert is None else convert(found)

        return self._ask(text, request, {"authcfg": authcfg}, SEARCH_TIMEOUT_S, done, failed, unpack)

    def save(
        self,
        layer: StacLayer,
        target: str,
        target_authcfg: str,
        done: Done,
        failed: Failed,
        *,
        overwrite: bool,
        name: str,
        description: str,
        attribution: str,
    ) -> EngineTask | None:
        """Write what a layer shows as a document."""
        from ..engine.client.questions import Save

        uri = uri_of(layer)
        try:
            login = credentials_for({"authcfg": target_authcfg})
        except EngineFailure as failure:
            failed(failure)
            return None
        target_login = None if login is None else login["document"]

        def request(login: Credentials | None) -> Request:
            return Save(
                uri=uri.mosaic,
                options=dict(uri.options),
                credentials=login,
                target=target,
                target_credentials=target_login,
                overwrite=overwrite,
                name=name or None,
                description=description or None,
                attribution=attribution or None,
            )

        text = tr("Saving {subject}").format(subject=failures.quoted(target))
        return self._ask(text, request, uri.options, SAVE_TIMEOUT_S, done, failed)

    def _ask(
        self,
        text: str,
        request: Callable[[Credentials | None], Request],
        options: Mapping[str, str],
        timeout_s: float,
        done: Callable[[Any], object],
        failed: Failed,
        convert: Callable[[Mapping[str, Any]], Any] | None = None,
    ) -> EngineTask | None:
        """Start the task; None where it failed at once."""
        from ..engine.client.questions import Credentials

        try:
            login = credentials_for(options)
            made = request(None if login is None else Credentials(**login))
        except EngineFailure as failure:
            failed(failure)
            return None
        except ValueError as error:
            failed(EngineFailure("bad_request", str(error)))
            return None
        engine = self._services.engine

        def work(task: EngineTask) -> Any:
            value = engine.ask(made, timeout_s, task.isCanceled, task.report)
            return value if convert is None else convert(value)

        return tasks.start(text, work, done, failed, self._owner)
