"""Which layers there are: their paths, where their clients put the key, how they say that something failed.

The gate asks here before any route runs. The routes themselves are in the layer's own module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import Response
from starlette.datastructures import Headers

from khabar.settings import CompatLayer
from khabar.storage import keys
from khabar_api.compat import newsapi_refusals
from khabar_api.web import answers
from khabar_api.web.auth import password_sent
from khabar_api.web.problems import Problem

PREFIX = "/compat/"


@dataclass(frozen=True)
class Layer:
    """`key_of` reads headers and the query string. `open_paths` answer without a key: there one is handed in."""

    name: CompatLayer
    key_of: Callable[[Headers, Mapping[str, str]], str | None]
    refusal: Callable[[Problem], Response]
    open_paths: frozenset[str] = frozenset()


def _newsapi_key(headers: Headers, query: Mapping[str, str]) -> str | None:
    """Source: the product's documentation, «Authentication»; its Python client sends the bare key."""
    sent = headers.get("authorization", "")
    scheme, _, token = sent.partition(" ")
    return headers.get("x-api-key") or (token.strip() if scheme.lower() == "bearer" else sent) or query.get("apiKey")


def _greader_key(headers: Headers, query: Mapping[str, str]) -> str | None:
    """Source: what newsboat sends."""
    scheme, _, token = headers.get("authorization", "").partition("auth=")
    return token.strip() if scheme.strip().lower() == "googlelogin" else None


def _greader_refusal(problem: Problem) -> Response:
    headers = {"Cache-Control": "no-store", **(problem.headers or {})}
    return Response(f"Error={problem.detail}\n", problem.status_code, headers, "text/plain; charset=utf-8")


def _miniflux_key(headers: Headers, query: Mapping[str, str]) -> str | None:
    """Source: https://miniflux.app/docs/api.html, «Authentication»; a key also goes in as a password."""
    return headers.get("x-auth-token") or password_sent(headers)


def _miniflux_refusal(problem: Problem) -> Response:
    body = answers.dump({"error_message": problem.detail})
    headers = {"Cache-Control": "no-store", **(problem.headers or {})}
    return Response(body, problem.status_code, headers, answers.JSON)


LAYERS: Mapping[str, Layer] = {
    layer.name: layer
    for layer in (
        Layer("newsapi", _newsapi_key, newsapi_refusals.refusal),
        Layer("greader", _greader_key, _greader_refusal, frozenset({f"{PREFIX}greader/accounts/ClientLogin"})),
        Layer("miniflux", _miniflux_key, _miniflux_refusal),
    )
}


def tidied(path: str) -> str:
    """`path` without a second slash behind a layer's name: clients put one where an address ended with a slash.

    >>> tidied("/compat/greader//accounts/ClientLogin")
    '/compat/greader/accounts/ClientLogin'
    """
    lead, slashes, rest = path.partition("//")
    return f"{lead}/{rest}" if slashes and lead.startswith(PREFIX) and lead.count("/") == 2 else path


def layer_of(path: str, enabled: tuple[CompatLayer, ...]) -> Layer | None:
    """The layer that `path` belongs to; None when it is none's, or that of one that is off."""
    if not path.startswith(PREFIX):
        return None
    name = path.removeprefix(PREFIX).partition("/")[0]
    return LAYERS[name] if name in LAYERS and name in enabled else None


def key_sent(layer: Layer, headers: Headers, query: Mapping[str, str], needs_key: bool) -> str | None:
    """The key of a request. Where none is asked for, any word that is none counts as nothing.

    Most clients can't be set up without a key, and a wrong key of ours is still told as wrong.
    """
    sent = layer.key_of(headers, query)
    if sent is not None and not needs_key and not sent.startswith(keys.PREFIX):
        return None
    return sent
