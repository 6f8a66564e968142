"""A memory of what a function gave, for processes that fork: what a fork inherits it reads without copying it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

T = TypeVar("T")


def remembered(most: int) -> Callable[[Callable[..., T]], _lru_cache_wrapper[T]]:
    """As `functools.lru_cache(most)`, but once it is full it begins anew.

    To know the least used, `lru_cache` writes at each hit, in three places: a work-horse copied a page of memory for
    each of them.
    """

    def decorate(work: Callable[..., T]) -> _lru_cache_wrapper[T]:
        left = most

        @functools.wraps(work)
        def anew(*args: object) -> T:
            nonlocal left
            left -= 1
            if left < 0:
                cached.cache_clear()
                left = most - 1
            return work(*args)

        cached = functools.lru_cache(maxsize=None)(anew)
        return cached

    return decorate
