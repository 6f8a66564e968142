"""The sockets that the API listens on, and what stands in their way."""

from __future__ import annotations

import errno
import os
import socket

from khabar.errors import ServerWontStart
from khabar.settings import Settings

BACKLOG = 512
_OTHER_PORT = "Choose another port with --port or KHABAR_API_PORT."
_OTHER_ADDRESS = "Choose another address with KHABAR_API_HOST, or `khabar api --host`."
_OTHER_METRICS_PORT = "Choose another port with KHABAR_METRICS_PORT."
_OTHER_METRICS_ADDRESS = "Choose another address with KHABAR_METRICS_HOST."


def listening_socket(settings: Settings) -> socket.socket:
    """The socket to serve on; closed at once it tells that nobody else has the port.

    Raises:
        ServerWontStart: the port can't be had, or the address is not this machine's.
    """
    return _listening("The API", settings.api_host, settings.api_port, _OTHER_PORT, _OTHER_ADDRESS)


def metrics_socket(settings: Settings, port: int) -> socket.socket:
    """The socket to give figures on, at `port` of KHABAR_METRICS_HOST.

    Raises:
        ServerWontStart: as for `listening_socket`.
    """
    return _listening("/metrics", settings.metrics_host, port, _OTHER_METRICS_PORT, _OTHER_METRICS_ADDRESS)


def _listening(what: str, host: str, port: int, other_port: str, other_address: str) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, address = found[0][0], found[0][4]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        why = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        advice = other_port if error.errno in (errno.EADDRINUSE, errno.EACCES) else other_address
        raise ServerWontStart(
            f"{what} can't listen on {host}:{port}: {why}. {advice}", subject=f"{host}:{port}"
        ) from error
