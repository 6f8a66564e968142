"""What Google Reader's clients ask when they sign in, and of tags: mostly fixed answers, as khabar keeps no folders.

Source: FeedHQ's API reference, https://feedhq.readthedocs.io/en/latest/api/reference.html.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from khabar.storage import keys
from khabar_api.compat.greader_params import Given, reader_of
from khabar_api.compat.greader_shapes import BROADCAST, STARRED
from khabar_api.compat.greader_token import CHANGES, READS, json_answer, text_answer, token_of
from khabar_api.state import Shared
from khabar_api.web.auth import caller_of
from khabar_api.web.problems import Problem

# What a client that needs none is given for a key.
NO_KEY = "none"

router = APIRouter()


@router.api_route("/accounts/ClientLogin", methods=["GET", "POST"])
def greader_login(state: Shared, given: Given) -> Response:
    """A khabar key as the password gives the token that every other call carries; the user's name means nothing."""
    password = given.get("Passwd", "")
    if state.needs_key or password.startswith(keys.PREFIX):
        with state.keys.connection() as db:
            if keys.check(db, password) is None:
                raise Problem("bad-key", "BadAuthentication")
    else:
        password = NO_KEY
    return text_answer(f"SID={password}\nLSID={password}\nAuth={password}\n")


@router.get("/reader/api/0/token", dependencies=READS)
def greader_token(request: Request, state: Shared) -> Response:
    return text_answer(token_of(state, reader_of(request)))


@router.get("/reader/api/0/user-info", dependencies=READS)
def greader_user(request: Request) -> Response:
    name = caller_of(request).name
    return json_answer({"userId": reader_of(request) or "0", "userName": name, "userProfileId": "0", "userEmail": ""})


@router.get("/reader/api/0/tag/list", dependencies=READS)
def greader_tags() -> Response:
    return json_answer({"tags": [{"id": STARRED}]})


@router.get("/reader/api/0/preference/list", dependencies=READS)
def greader_preferences() -> Response:
    """Subscriptions are in alphabetical order; the value is JSON within JSON, as Google Reader had it."""
    return json_answer({"prefs": [{"id": "lhn-prefs", "value": '{"subscriptions":{"ssa":"true"}}'}]})


@router.get("/reader/api/0/preference/stream/list", dependencies=READS)
def greader_stream_preferences() -> Response:
    return json_answer({"streamprefs": {}})


@router.get("/reader/api/0/friend/list", dependencies=READS)
def greader_friends(request: Request) -> Response:
    """Nobody but the reader."""
    reader, name = reader_of(request) or "0", caller_of(request).name
    friend = {
        "p": "",
        "contactId": "-1",
        "flags": 1,
        "stream": BROADCAST,
        "hasSharedItemsOnProfile": False,
        "profileIds": [reader],
        "userIds": [reader],
        "givenName": name,
        "displayName": name,
        "n": "",
    }
    return json_answer({"friends": [friend]})


@router.post("/reader/api/0/disable-tag", dependencies=CHANGES)
def greader_disable_tag() -> Response:
    """A folder that is to go is not there."""
    return text_answer("OK")


@router.post("/reader/api/0/rename-tag", dependencies=CHANGES)
def greader_rename_tag() -> Response:
    raise Problem("bad-parameter", "s: khabar keeps no folders and no labels.")
