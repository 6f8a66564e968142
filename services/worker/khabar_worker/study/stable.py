"""Selectors that will still hold next month: by names that people gave, present in every sample. Rules only.

A name that a build tool made (`css-1wt8oh6`), one that holds an article's number (`post-48213`), one that only says how
a thing looks (`col-md-8`), and an element's place among its siblings are all gone with the next change of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from khabar_worker.extract.markup.selecting import Element, matches
from khabar_worker.study.sample import Sample

Pick = Callable[[Sample], Element | None]

# Names that CSS tools generate: emotion, styled-components, styled-jsx, BBC's simorgh, svelte, Angular, Vue, modules.
_GENERATED = re.compile(
    r"^(?:css|sc|jsx|ssrcss|bbc|emotion|svelte|ng|v|astro|makeStyles|Mui\w*)-|^_|^data-v-|__(?=\w*[A-Z0-9])[\w-]{5}$"
)
_NUMBERED = re.compile(r"\d{3,}")
_LOOKS = re.compile(
    r"^(?:col|row|container|container-fluid|wrapper|wrap|clearfix|clear|inner|outer|box|block|flex|grid|item|left|right|"
    r"active|show|fade|in|open|lazy|lazyload(?:ed)?|wow|animated|rtl|ltr|ar|even|odd|first|last|hidden|visible|full|"
    r"(?:sm|md|lg|xl|xs):.+|(?:col|row|offset|order|m|mt|mb|ml|mr|mx|my|ms|me|p|pt|pb|pl|pr|px|py|ps|pe|w|h|d|fs|fw|"
    r"text|font|float|pull|align|justify|items|bg|border|rounded|shadow|gap|space|flex|grid|min|max|z|top|uk|is|has|"
    r"vc|wp)-[\w:.\[\]%/-]+)$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Za-z][\w-]{2,60}")
_MIXED = re.compile(r"(?:[a-z]\d|\d[a-z])", re.IGNORECASE)
_PROPERTIES = ("itemprop", "property")
_LEVELS = 3


def is_stable(name: str) -> bool:
    """Whether a class or id looks like one that a person chose for what the element is.

    >>> [is_stable(name) for name in ("article-body", "css-1wt8oh6", "post-48213", "mt-4", "bKdJxQz")]
    [True, False, False, False, False]
    """
    if not _NAME.fullmatch(name) or _GENERATED.search(name) or _NUMBERED.search(name) or _LOOKS.fullmatch(name):
        return False
    parts = re.split(r"[-_]+", name)
    return not any(_is_hash(part) for part in parts)


def _is_hash(part: str) -> bool:
    if len(part) < 5:
        return False
    if _MIXED.search(part) and len(re.findall(r"\d", part)) >= 2:
        return True
    # Humps of one or two letters («bKdJxQz») are nobody's words; «newsStoryDate» has longer ones.
    humps = re.split(r"(?<=[a-z])(?=[A-Z])", part)
    return len(humps) >= 3 and max(map(len, humps)) <= 3


def selector_for(samples: Sequence[Sample], pick: Pick) -> str | None:
    """A stable selector whose first match is, in every sample, the element that `pick` names; None when none holds."""
    wanted = [pick(sample) for sample in samples]
    if any(node is None for node in wanted) or not wanted:
        return None
    first = wanted[0]
    assert first is not None
    good = []
    for selector in dict.fromkeys(_candidates(first)):
        found = [matches(sample.page.tree, selector) for sample in samples]
        if all(
            nodes and node is not None and nodes[0].mem_id == node.mem_id
            for nodes, node in zip(found, wanted, strict=True)
        ):
            good.append((max(map(len, found)), selector))
    # Of those that hold, the first that matches nothing else, else the one that matches least else.
    return min(good, key=lambda pair: pair[0])[1] if good else None


def names_of(node: Element) -> list[str]:
    """The simple selectors of one element by its stable names: id, property, then classes."""
    attributes = node.attributes
    tag = node.tag or "*"
    found = []
    identity = attributes.get("id")
    if identity and is_stable(identity):
        found.append(f"#{identity}")
    for name in _PROPERTIES:
        value = (attributes.get(name) or "").strip()
        if value and re.fullmatch(r"[\w:]+", value):
            found.append(f"{tag}[{name}='{value}']")
    classes = [name for name in (attributes.get("class") or "").split() if is_stable(name)]
    found += [f".{name}" if tag == "div" else f"{tag}.{name}" for name in classes]
    found += [f".{left}.{right}" for left, right in combinations(classes[:4], 2)]
    return found


def _candidates(node: Element) -> Iterator[str]:
    own = names_of(node)
    yield from own
    tail = [*own, node.tag or "*"]
    above = node.parent
    for _ in range(_LEVELS):
        if above is None or above.tag in ("body", "html", None):
            return
        for name in names_of(above):
            yield from (f"{name} {last}" for last in tail)
        above = above.parent
