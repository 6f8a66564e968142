"""`khabar api`."""

from __future__ import annotations

from typing import Annotated

import typer

from khabar.cli.context import DataDir, ready, settings_of
from khabar.log import configure
from khabar_api import service


def api(
    context: typer.Context,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Port to listen on. Default: 8000.")
    ] = None,
    host: Annotated[str | None, typer.Option("--host", help="Address to bind to. Default: 127.0.0.1.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Serve the API.

    \b
    khabar api --port 8080
    """
    settings = settings_of(context, api_port=port, api_host=host)
    configure(settings, "api")
    with ready(settings) as filled:
        service.serve(filled)
