"""newsapi-python: an HTTP adapter rewrites its fixed host, as the product's users do with a proxy."""

import json
import sys

import requests
from newsapi import NewsApiClient
from newsapi.newsapi_exception import NewsAPIException
from requests.adapters import HTTPAdapter

TOLD = json.loads(sys.argv[1])
HOST = "https://newsapi.org"


class Rewriting(HTTPAdapter):
    """Sends what is meant for NewsAPI.org to khabar."""

    def send(self, request, **options):
        request.url = request.url.replace(HOST, f"{TOLD['base']}/compat/newsapi", 1)
        return super().send(request, **options)


def client(key):
    session = requests.Session()
    session.trust_env = False
    session.mount(HOST, Rewriting())
    return NewsApiClient(api_key=key, session=session)


def titles(answer):
    return [article["title"] for article in answer["articles"]]


def refused(call, code):
    told = None
    try:
        call()
    except NewsAPIException as error:
        told = error.get_code()
    assert told == code, told


api = client(TOLD["key"])
every = api.get_everything(q="ميناء", language="ar", sort_by="publishedAt", page_size=5, page=1)
assert titles(every) == TOLD["titles"][:5]
print(f"get_everything: 5 of {every['totalResults']} articles")
assert titles(api.get_everything(qintitle="افتتاح", domains="sahifa.example", page_size=100)) == TOLD["titles"]
print("get_everything: qintitle, domains")
assert titles(api.get_top_headlines(language="ar")) == TOLD["titles"]
assert titles(api.get_top_headlines()) == []
assert titles(api.get_top_headlines(country="ae")) == []
print("get_top_headlines: language='ar' gives all, its default 'en' none")
assert [source["id"] for source in api.get_sources(language="ar")["sources"]] == ["sahifa"]
print("get_sources: 1")
refused(api.get_everything, "parametersMissing")
refused(lambda: api.get_everything(sources="nobody"), "sourceDoesNotExist")
refused(lambda: client("wrong").get_sources(), "apiKeyInvalid")
print("errors: parametersMissing, sourceDoesNotExist, apiKeyInvalid")
