"""The drafts of a text while they are written: lines with their marks, and what stands between. Not here: elements."""

from __future__ import annotations

from khabar_worker.extract.drafts import Draft, LineBuilder, MediaDraft, TextDraft
from khabar_worker.extract.text.pictures import embed_of


class Writing:
    """The drafts so far, and the line that text is added to.

    `strong`, `em` and `href` mark the text that follows; `kind`, `level` and `words` (the class words around it) are
    those of the lines that end from now on.
    """

    def __init__(self, base: str) -> None:
        self.drafts: list[Draft] = []
        self.strong = False
        self.em = False
        self.href: str | None = None
        self.kind = "paragraph"
        self.level = 2
        self.words = ""
        self._base = base
        self._line = LineBuilder()
        self._is_broken = False

    def say(self, text: str) -> None:
        self._line.add(text, strong=self.strong, em=self.em, href=self.href)

    def end_line(self, *, broken: bool = False) -> None:
        """Files the line; `broken`: a line break ended it, so that the next one goes on in its block."""
        line = self._line.finish()
        if line is not None and line.text.startswith("http") and (post := embed_of(line.text, self._base)) is not None:
            self.drafts.append(post)
        elif line is not None:
            own = not (broken or self._is_broken)
            self.drafts.append(TextDraft(self.kind, line, self.level, own=own, words=self.words))
        self._is_broken = broken

    def add(self, draft: Draft | None) -> bool:
        """Files what stands between lines; whether there was anything."""
        if draft is not None:
            self.end_line()
            self.drafts.append(draft)
        return draft is not None

    def add_picture(self, media: MediaDraft | None) -> None:
        """Files a picture once, however often the page shows it."""
        if media is not None and all(
            not isinstance(draft, MediaDraft) or draft.url != media.url for draft in self.drafts
        ):
            self.add(media)
