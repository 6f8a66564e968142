"""`python -m khabar_api`: serve with the settings of the environment, or print the API's description."""

from __future__ import annotations

import argparse
import sys

from khabar.log import configure, last_words
from khabar.settings import load_settings
from khabar_api.app import create_app
from khabar_api.contract import openapi
from khabar_api.service import serve


def main() -> int:
    parser = argparse.ArgumentParser(prog="khabar_api", description="The API of khabar.")
    parser.add_argument("--openapi", action="store_true", help="print the OpenAPI document and exit")
    if parser.parse_args().openapi:
        sys.stdout.buffer.write(description())
        return 0
    with last_words():
        settings = load_settings()
        configure(settings, "api")
        serve(settings)
    return 0


def description() -> bytes:
    """The OpenAPI document, which depends on no setting: nothing is connected."""
    settings = load_settings(_env_file=None, database_url="postgresql://localhost/none", redis_url="redis://localhost")
    return openapi.text(create_app(settings).openapi())


if __name__ == "__main__":
    sys.exit(main())
