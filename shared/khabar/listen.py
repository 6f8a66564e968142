"""The socket that the API listens on, and what stands in its way."""

from __future__ import annotations

import errno
import os
import socket

from khabar.errors import ServerWontStart
from khabar.settings import Settings

BACKLOG = 512
_OTHER_PORT = "Choose another port with --port or KHABAR_API_PORT."
_OTHER_ADDRESS = "Choose another address with KHABAR_API_HOST, or `khabar api --host`."


def listening_socket(settings: Settings) -> socket.socket:
    """The socket to serve on; closed at once it tells that nobody else has the port.

    Raises:
        ServerWontStart: the port can't be had, or the address is not this machine's.
    """
    host, port = settings.api_host, settings.api_port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, address = found[0][0], found[0][4]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        why = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        advice = _OTHER_PORT if error.errno in (errno.EADDRINUSE, errno.EACCES) else _OTHER_ADDRESS
        raise ServerWontStart(
            f"The API can't listen on {host}:{port}: {why}. {advice}", subject=f"{host}:{port}"
        ) from error
