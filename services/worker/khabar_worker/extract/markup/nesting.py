"""Which element stands in which. Not here: what they say."""

from __future__ import annotations

from selectolax.lexbor import LexborNode


def holds(outer: LexborNode, inner: LexborNode | None) -> bool:
    """Whether `inner` is `outer` itself or stands anywhere below it."""
    while inner is not None:
        if inner.mem_id == outer.mem_id:
            return True
        inner = inner.parent
    return False


def around_both(left: LexborNode | None, right: LexborNode | None) -> LexborNode | None:
    """The nearest element that holds both; None when one is missing, and for the page as a whole."""
    if left is None or right is None:
        return None
    chain: set[int] = set()
    node: LexborNode | None = left
    while node is not None:
        chain.add(node.mem_id)
        node = node.parent
    node = right
    while node is not None:
        if node.mem_id in chain:
            return node if node.tag not in ("html", "-document") else None
        node = node.parent
    return None
