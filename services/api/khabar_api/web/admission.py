"""Who asks, and whether the request may pass: host and origin, key, cookie or ticket, rate limit. Called by the gate.

Which scope a route needs is said at the route (auth.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, QueryParams
from starlette.requests import cookie_parser
from starlette.types import Scope

from khabar import websub
from khabar.address import is_loopback
from khabar.errors import QueueDown, StorageDown
from khabar.storage import keys
from khabar.storage.database import Connection, translated_errors
from khabar_api.compat.layers import key_sent, layer_of
from khabar_api.pages import session
from khabar_api.state import State
from khabar_api.web import tickets
from khabar_api.web.auth import Caller, password_sent
from khabar_api.web.limits import Grant, sender
from khabar_api.web.problem_types import TYPES
from khabar_api.web.problems import Problem

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# These answer without a key, and are not counted against a limit: probes, and pages that say how to go on.
OPEN_PATHS = frozenset({"/", "/healthz", "/readyz"})
OPEN_PREFIXES = ("/problems/", "/app/")
# A page has many of them, and they are the same for everybody: nobody is looked up and nothing is counted.
STATIC_PREFIX = "/app/static/"
_WRONG_KEY = (TYPES["bad-key"].explanation, TYPES["bad-key"].explanation_ar)
_NO_KEY_READ = (
    "Authorization holds no key: write `Authorization: Bearer khb_…`.",
    "لا مفتاح في Authorization: اكتب `Authorization: Bearer khb_…`.",
)
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="khabar", Basic realm="khabar", charset="UTF-8"'}


class Admission:
    """Looks at a request's headers, and at the key they hold."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def admit(self, scope: Scope, method: str) -> tuple[Caller, Grant | None]:
        """Who asks, and what the rate limit says.

        Raises:
            Problem: the request may not pass.
        """
        headers, path = Headers(scope=scope), scope["path"]
        if "\0" in path or b"%00" in scope["query_string"]:
            raise Problem("bad-request", "An address can't contain a NUL character.", "لا يجوز رمز NUL في العنوان.")
        if path.startswith(websub.PATH):  # hubs have no key; that path is one
            hub = Caller(scopes=(), name=_address(scope))
            return hub, await to_thread.run_sync(self._granted, hub, True)
        layer = layer_of(path, self._state.settings.compat)
        if layer is None:
            token = _token(headers)
        else:
            token = key_sent(layer, headers, QueryParams(scope["query_string"]), self._state.needs_key)
        may_be_signed_in = self._state.needs_key and layer is None and not path.startswith(STATIC_PREFIX)
        cookie = _cookie(headers) if token is None and may_be_signed_in else None
        is_open = path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)
        is_safe = method in SAFE_METHODS
        if not self._state.needs_key and token is None:
            _refuse_foreign_host(headers)
            _refuse_other_sites(headers, is_safe, self._state.settings.api_cors)
        elif cookie is not None or _is_basic(headers) or (is_open and token is None):
            _refuse_other_sites(headers, is_safe)
        if cookie is not None and (
            admitted := await to_thread.run_sync(self._signed_in, cookie, session.key_of, is_safe)
        ):
            return admitted
        if token is None and path == tickets.PATH and (ticket := QueryParams(scope["query_string"]).get("ticket")):
            if admitted := await to_thread.run_sync(self._signed_in, ticket, tickets.key_of, is_safe):
                return admitted
            raise Problem(
                "bad-key",
                "ticket: it was altered, or has expired. Get another one.",
                "ticket: عُدّلت التذكرة، أو انتهت مدتها. اطلب غيرها.",
                headers=_CHALLENGE,
            )
        if is_open and token is None:
            return Caller(scopes=() if self._state.needs_key else keys.SCOPES, name=_address(scope)), None
        if token is None and not self._state.needs_key and not self._state.settings.api_rate_limit:
            return Caller(scopes=keys.SCOPES, name=_address(scope)), None
        hands_in = layer is not None and path in layer.open_paths
        return await to_thread.run_sync(self._identify, token, _address(scope), is_safe, hands_in)

    def _signed_in(
        self, shown: str, key_of: Callable[[str, str, datetime], str | None], is_safe: bool
    ) -> tuple[Caller, Grant | None] | None:
        """Who signed in with that cookie or ticket, counted as the key's request; None when it is no longer good."""
        key_id = key_of(shown, self._state.session_secret, datetime.now(UTC))
        if key_id is None:
            return None
        with self._state.keys.connection() as db:
            key = keys.valid(db, key_id)
            if key is None:
                return None
            _note_use(db, key.id)
        caller = Caller(scopes=key.scopes, name=f"key {key.id}", key_id=key.id)
        return caller, self._granted(caller, is_safe)

    def _granted(self, caller: Caller, may_go_on: bool) -> Grant | None:
        """One token of the caller's; without Redis None, where the request `may_go_on` uncounted.

        Raises:
            QueueDown: Redis does not answer, and the request may not.
        """
        try:
            return self._state.limiter.take(caller.name)
        except QueueDown:
            if may_go_on:
                return None
            raise

    def _identify(self, token: str | None, address: str, is_safe: bool, hands_in: bool) -> tuple[Caller, Grant | None]:
        """`hands_in`: the key is in the body, which the route reads; until then it is the address's request."""
        caller = Caller(scopes=() if self._state.needs_key else keys.SCOPES, name=address)
        problem: Problem | None = None
        if token is not None:
            with self._state.keys.connection() as db:
                key = keys.check(db, token)
                if key is None:
                    problem = Problem("bad-key", *_WRONG_KEY if token else _NO_KEY_READ, headers=_CHALLENGE)
                else:
                    _note_use(db, key.id)
                    caller = Caller(scopes=key.scopes, name=f"key {key.id}", key_id=key.id)
        elif self._state.needs_key and not hands_in:
            problem = Problem("key-required", TYPES["key-required"].explanation, headers=_CHALLENGE)
        # A wrong key counts against its sender's address, so that guessing is slow.
        grant = self._granted(caller, is_safe or problem is not None)
        if problem is not None and (grant is None or grant.allowed):
            raise problem
        return caller, grant


def _note_use(db: Connection, key_id: str) -> None:
    """Note when the key was used. A database that takes no changes now, its disk being full, is no reason to refuse."""
    with suppress(StorageDown), translated_errors():
        keys.touch(db, key_id)


def _token(headers: Headers) -> str | None:
    """The key that was sent; empty where none can be read, which is a wrong one.

    Feed readers know passwords only: there the key is the password, and the user's name means nothing (RFC 7617).
    """
    given = headers.get("authorization")
    if given is None:
        return None
    scheme, _, token = given.partition(" ")
    if scheme.lower() == "basic":
        return password_sent(headers)
    return token.strip() if scheme.lower() == "bearer" else ""


def _cookie(headers: Headers) -> str | None:
    """The session that a browser sent, among whatever else was set under this name, on any port."""
    return cookie_parser(headers.get("cookie", "")).get(session.COOKIE)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return sender(str(client[0])) if client else "local"


def _is_basic(headers: Headers) -> bool:
    """Whether the key came as a password: a browser keeps one that it was asked for, and adds it to every request."""
    return headers.get("authorization", "").partition(" ")[0].lower() == "basic"


def _refuse_foreign_host(headers: Headers) -> None:
    """Without keys, whoever reaches the port may do everything: a name of someone else's DNS must not lead there.

    Raises:
        Problem: the request came under a foreign name.
    """
    host = headers.get("host", "")
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        name = ""
    if not is_loopback(name):
        raise Problem(
            "foreign-host",
            f"{host[:100]!r} is not a loopback name. To serve others, set KHABAR_API_KEYS=required and create a key.",
            f"ليس {host[:100]!r} من أسماء الجهاز نفسه. لتخدم غيرك اضبط KHABAR_API_KEYS=required وأنشئ مفتاحًا.",
        )


def _refuse_other_sites(headers: Headers, is_safe: bool, origins: Collection[str] = ()) -> None:
    """A browser adds cookies and passwords to what other sites send too; those are told by its own headers.

    `origins` may ask. Not for keys in other headers: no page can make a browser add them, but one that CORS lets in.

    Raises:
        Problem: a page of another site asks for a change.

    Source: W3C Fetch Metadata Request Headers §2.3 (Sec-Fetch-Site); RFC 6454 §7 (Origin), for older browsers.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if is_safe or origin in origins:
        return
    if site is not None:
        is_ours = site in ("same-origin", "none")
    else:
        is_ours = origin is None or origin.partition("://")[2] == headers.get("host")
    if not is_ours:
        raise Problem("foreign-host", "Pages of other sites may not make changes.", "لا يُقبل تعديل من صفحة موقع آخر.")
