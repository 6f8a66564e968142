from __future__ import annotations

import httpx

from khabar.errors import StorageDown
from khabar.listen import metrics_socket
from khabar.settings import load_settings
from khabar_api.operations import metrics_port


def test_a_database_that_is_away_is_told_without_its_address() -> None:
    def figures() -> bytes:
        raise StorageDown("db.internal does not answer")

    with (
        metrics_socket(load_settings(_env_file=None), 0) as listener,
        metrics_port.serving(listener, figures),
        httpx.Client(trust_env=False) as client,
    ):
        answer = client.get(f"http://127.0.0.1:{listener.getsockname()[1]}/metrics")

    assert answer.status_code == 503
    assert "db.internal" not in answer.text
