"""A client of the API for Python programs, with and without asyncio. What can be asked is in `ask`; see docs/client.md.

from khabar.client import Client, ask

with Client("http://localhost:8000") as khabar:
    for article in khabar.every(ask.articles(q="الميناء", language="ar")):
        print(article.headline)
"""

from khabar.client import ask
from khabar.client.asynchronous import AsyncClient
from khabar.client.problem import ApiError, BadSignature, PositionExpired, Unreachable
from khabar.client.synchronous import Client
from khabar.client.webhooks import verify

__all__ = ["ApiError", "AsyncClient", "BadSignature", "Client", "PositionExpired", "Unreachable", "ask", "verify"]
