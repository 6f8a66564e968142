"""Tables: which are data and which only lay out the page, and the cells of the former."""

from __future__ import annotations

import re

from bs4 import Tag

from khabar.arabic.clean import clean_text
from khabar_worker.extract.drafts import CellDraft, TableDraft

_LONG_CELL = 280


def is_layout(table: Tag) -> bool:
    """Whether a table holds blocks of text rather than values: nested tables, one column, long cells."""
    if table.get("role") == "presentation" or table.find(["table", "iframe", "blockquote", "h1", "h2"]) is not None:
        return True
    rows = [row.find_all(["td", "th"]) for row in table.find_all("tr")]
    filled = [row for row in rows if any(cell.get_text(strip=True) for cell in row)]
    if len(filled) < 2 or max(map(len, filled)) < 2:
        return True
    cells = [cell for row in filled for cell in row]
    if any(len(cell.find_all("p")) > 3 for cell in cells):
        return True
    return max(len(cell.get_text(" ", strip=True)) for cell in cells) > _LONG_CELL and table.find("th") is None


def data_table(table: Tag) -> TableDraft | None:
    rows: list[list[CellDraft]] = []
    header_rows = 0
    for row in table.find_all("tr"):
        cells = [_cell(cell) for cell in row.find_all(["td", "th"])]
        if not any(cell.text for cell in cells):
            continue
        if len(rows) == header_rows and (row.find_parent("thead") is not None or all(cell.header for cell in cells)):
            header_rows += 1
        rows.append(cells)
    caption = table.find("caption")
    text = clean_text(caption.get_text(" ")) if caption else None
    return TableDraft(rows, header_rows, text or None) if rows else None


def _cell(cell: Tag) -> CellDraft:
    return CellDraft(clean_text(cell.get_text(" ")), _span(cell, "colspan"), _span(cell, "rowspan"), cell.name == "th")


def _span(cell: Tag, name: str) -> int:
    """HTML §4.9.11: 1 when it is no number; at most 1000."""
    found = re.match(r"\s*(\d{1,4})", str(cell.get(name) or ""))
    return min(max(1, int(found[1])), 1000) if found else 1
