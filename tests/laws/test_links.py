"""Every link and every file that a document or a docstring names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")


def anchors(document: Path) -> set[str]:
    """The headings of `document` as addresses, the way forges make them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    broken = []
    for address, anchor in LINK.findall(document.read_text(encoding="utf-8")):
        target = document.parent / address if address else document
        if "://" not in address and (not target.exists() or (anchor and anchor not in anchors(target))):
            broken.append(f"{address}#{anchor}" if anchor else address)

    assert broken == []


def test_documents_that_the_code_names_exist() -> None:
    sources = [path for top in ("shared", "services", "tests") for path in (ROOT / top).rglob("*.py")]
    named = {
        (found, path.relative_to(ROOT).as_posix())
        for path in [*sources, ROOT / "Makefile"]
        for found in re.findall(r"\bdocs/[a-z0-9/-]+\.(?:md|json)", path.read_text(encoding="utf-8"))
    }

    assert len(named) > 10
    assert sorted(f"{where} names {found}" for found, where in named if not (ROOT / found).is_file()) == []
