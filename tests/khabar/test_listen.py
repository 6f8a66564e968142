from __future__ import annotations

import socket

import pytest

from khabar.errors import ServerWontStart
from khabar.listen import listening_socket, metrics_socket
from khabar.settings import load_settings


def test_a_taken_port_is_told_with_what_chooses_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(ServerWontStart, match=rf"127.0.0.1:{port}: .* in use. .* --port or KHABAR_API_PORT"):
            listening_socket(load_settings(_env_file=None, api_port=port))
        with pytest.raises(ServerWontStart, match=rf"/metrics .*:{port}: .* in use. .* KHABAR_METRICS_PORT"):
            metrics_socket(load_settings(_env_file=None), port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_of_another_machine_is_told_with_what_chooses_another(host: str) -> None:
    with pytest.raises(ServerWontStart, match="KHABAR_API_HOST") as caught:
        listening_socket(load_settings(_env_file=None, api_host=host))

    assert "KHABAR_API_PORT" not in caught.value.message
