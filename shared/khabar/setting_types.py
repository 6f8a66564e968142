"""What a setting's text has to be, and how it is read: lists, networks, origins. Servers' URLs are in `server_urls`."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, HttpUrl, SecretStr

from khabar.address import Network, Opening, opening

LEAST_SECRET_CHARACTERS = 16


def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _network(value: object) -> object:
    return ipaddress.ip_network(value) if isinstance(value, str) else value


def _opening(value: object) -> object:
    return opening(value) if isinstance(value, str) else value


def _one_line(value: str) -> str:
    if not value.isprintable() or not value.strip():
        raise ValueError("must be one line of text: it stands in the head of every request")
    return value


def _hard_to_guess(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < LEAST_SECRET_CHARACTERS:
        raise ValueError(f"must have at least {LEAST_SECRET_CHARACTERS} characters")
    return value


def _without_path(value: HttpUrl) -> HttpUrl:
    if value.path != "/" or value.query is not None or value.fragment is not None:
        raise ValueError("must be scheme, host and port only: khabar's paths begin at the root of a host")
    return value


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if value != "*" and (parts.scheme not in ("http", "https") or value != f"{parts.scheme}://{parts.netloc}"):
        raise ValueError(f"{value!r} is no origin; write scheme, host and port only: https://app.example")
    return value


def _from_home(value: Path) -> Path:
    try:
        return value.expanduser()
    except RuntimeError:
        raise ValueError("there is no such home: write the whole path") from None


# Of a tuple: written with commas.
LISTED = BeforeValidator(_split)

HomePath = Annotated[Path, AfterValidator(_from_home)]
Line = Annotated[str, AfterValidator(_one_line)]
LongSecret = Annotated[SecretStr, AfterValidator(_hard_to_guess)]
BareUrl = Annotated[HttpUrl, AfterValidator(_without_path)]
Origin = Annotated[str, AfterValidator(_origin)]
OneNetwork = Annotated[Network, BeforeValidator(_network)]
OneOpening = Annotated[Opening, BeforeValidator(_opening)]
