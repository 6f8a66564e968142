"""Who said what in an article: speech of each node joined over paragraphs and lists, each with its speaker.

Not here: the reading of one node (`khabar.arabic.speech`), who a name means (`cast.py`), what of it is a quotation
(`drafts.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from khabar.arabic.fold import fold
from khabar.arabic.node import Node
from khabar.arabic.speech.clauses import find_speech
from khabar.arabic.speech.reading import Reading
from khabar.arabic.speech.speech import Speech
from khabar.arabic.speech.verbs import CUES, GOES_ON_SAYING
from khabar.body import At
from khabar.findings import Entity
from khabar.origin import Rejected
from khabar_worker.enrich.answers import answering, is_told
from khabar_worker.enrich.bodies import Bodies
from khabar_worker.enrich.cast import Cast
from khabar_worker.enrich.drafts import CONFIDENCE, Draft, Said, said
from khabar_worker.enrich.interviews import intro_of, turns
from khabar_worker.enrich.member import Member
from khabar_worker.enrich.namings import marked_names, names, namings, offices
from khabar_worker.enrich.runs import opening_of, run_behind

_PRONOUN, _UNPROVED, _STANDALONE = 0.05, 0.05, 0.2  # what each costs in confidence
_UNSAID = (Rejected(method="inferred", value="speaker:null", why="no verb of speech beside these words"),)
_SHORTEST_ITEMS = 4  # words an item has on average; shorter ones are a list of things, not of statements
_RIGHT_BEHIND = 20  # characters between the end of a quotation and that of its verb


def find_quotes(nodes: Sequence[Node], entities: Sequence[Entity]) -> Said:
    """Quotations and reported speech, each in reading order; a speaker who is one of `entities` names it.

    No two parts overlap, and each part's text is exactly the stretch of its node that it names. Headings, captions and
    table cells are never quoted.
    """
    named = namings(entities)
    readings = [Reading(node, named[node.id]) for node in nodes if node.kind not in ("headline", "caption", "cell")]
    flow = _Flow(readings, entities)
    for index in range(len(readings)):
        flow.read(index)
    return said(flow.drafts)


class _Flow:
    """The walk over an article's nodes, with what the last one leaves to the next."""

    def __init__(self, readings: list[Reading], entities: Sequence[Entity]) -> None:
        self.readings = readings
        self.cast = Cast(entities, offices(readings), Bodies(readings, entities))
        self.names = marked_names(readings) | set(names(self.cast.names))
        self.drafts: list[Draft] = []
        self.listing: Draft | None = None  # the statement that the items of this list go on with
        self.left: tuple[int, Speech, Draft | None] | None = None  # the last speech of the node before
        self.done = -1  # nodes up to here are used up
        self.interviewee: Member | None = None
        self.nodes = [reading.node for reading in readings]
        self.turns = turns(self.nodes, {fold(one.name) for one in entities if one.type != "place"})
        self.answers: dict[int, Draft] = {}  # by the node that they begin with
        self.found: dict[int, tuple[Speech, ...]] = {}

    def read(self, index: int) -> None:
        reading = self.readings[index]
        node = reading.node
        if self.turns and index == min(self.turns):
            self.interviewee = self.cast.interviewee()
        if node.kind == "heading":
            self.cast.begin_section()
            self.listing = self.left = None
            return
        if index and self.readings[index - 1].node.kind != "heading":
            self.cast.leave_opening()
        if index <= self.done:
            return
        if self._takes_turn(index, reading):
            return
        if node.kind == "item":
            self._item(index, reading)
            return
        self.listing = None
        if self._continued_after_colon(index, reading) or self._told_at_the_end(index, reading):
            return
        speeches = self._speeches(index)
        if not speeches:
            self._standing_alone(index, reading)
        self._tell(index, reading, speeches)

    def _speeches(self, index: int) -> tuple[Speech, ...]:
        """What is said in a node, read once although lists and runs of paragraphs look ahead."""
        if index not in self.found:
            self.found[index] = find_speech(self.readings[index], self.names)
        return self.found[index]

    def _tell(self, index: int, reading: Reading, speeches: Sequence[Speech]) -> None:
        """Give each speech of a node its speaker, and keep the last one for the node behind."""
        told = [(speech, self._state(index, reading, speech)) for speech in speeches]
        self.left = (index, *told[-1]) if told else None

    # statements of a node

    def _state(self, index: int, reading: Reading, speech: Speech) -> Draft | None:
        """Give a speech its speaker; None when he cannot be told."""
        is_silent = not speech.parts and speech.runs_on is None
        verb = fold(speech.verb or "")
        member = self.cast.resolve(
            speech.subject,
            speech.gender,
            (index, speech.intro[1]),
            is_plural=speech.is_plural,
            needs_proof=is_silent or not speech.is_certain,
            goes_on=verb in GOES_ON_SAYING,
            opens=verb in CUES and CUES[verb].kind == "say",
        )
        if member is None:
            return None
        passed_over = self.cast.passed_over(member) if speech.subject is None or speech.subject.reference else None
        self.cast.note(member, speech.venue)
        if speech.outlet is not None:
            self.cast.note_outlet(*speech.outlet, (index, speech.intro[1]), source=member)
        draft = self._draft(member, speech, reading.node)
        draft.passed_over = passed_over
        self.drafts.append(draft)
        for start, end in speech.parts:
            draft.add(reading.node, start, end)
        if speech.runs_on == "marks":
            self._run_on(index, draft)
        return draft

    def _draft(self, member: Member, speech: Speech, node: Node) -> Draft:
        confidence = CONFIDENCE[speech.method]
        if speech.subject is None or speech.subject.reference is not None:
            confidence -= _PRONOUN
        elif not speech.subject.is_sure or not speech.is_certain:
            confidence -= _UNPROVED
        intro = At(node=node.id, start=speech.intro[0], end=speech.intro[1]) if speech.method == "colon" else None
        return Draft(
            member, speech.verb, speech.method == "quote_marks", speech.method, confidence, intro, speech.venue
        )

    def _run_on(self, index: int, draft: Draft) -> None:
        """A quotation that later paragraphs go on with, up to the one that closes it."""
        for number, start, end in run_behind(self.readings, index):
            draft.add(self.readings[number].node, start, end)
            self.done = number

    def _told_at_the_end(self, index: int, reading: Reading) -> bool:
        """Whether a quotation begins here and its speaker stands behind its last paragraph: «… ‖ …»، بحسب فلان."""
        opening = opening_of(reading)
        run = run_behind(self.readings, index) if opening is not None else []
        if opening is None or not run:
            return False
        last = self.readings[run[-1].number]
        speeches = self._speeches(run[-1].number)
        if not speeches or speeches[0].parts or speeches[0].intro[1] - run[-1].end > _RIGHT_BEHIND:
            return False
        draft = self._state(run[-1].number, last, speeches[0])
        if draft is None:
            return False
        draft.method, draft.direct, draft.confidence = "quote_marks", True, CONFIDENCE["quote_marks"]
        draft.add(reading.node, opening, len(reading.text))
        self._run_on(index, draft)
        self._tell(run[-1].number, last, speeches[1:])
        return True

    def _continued_after_colon(self, index: int, reading: Reading) -> bool:
        """Whether the paragraph before ended in «وقال فلان:», and this one is what he said."""
        if self.left is None or self.left[0] != index - 1 or self.left[1].runs_on != "colon" or self.left[2] is None:
            return False
        draft = self.left[2]
        self.left = None
        pairs = reading.marks.pairs
        if pairs and not reading.text[: pairs[0].open].strip(" -–—"):
            draft.method, draft.direct, draft.confidence = "quote_marks", True, CONFIDENCE["quote_marks"]
            draft.add(reading.node, pairs[0].start, pairs[0].end)
            return not reading.text[pairs[0].close :].strip(" .،")
        opening = opening_of(reading)
        if opening is not None:
            draft.method, draft.direct = "quote_marks", True
            draft.add(reading.node, opening, len(reading.text))
            self._run_on(index, draft)
            return True
        if any(speech.subject is not None for speech in self._speeches(index)):
            return False
        draft.add(reading.node, 0, len(reading.text))
        return True

    def _standing_alone(self, index: int, reading: Reading) -> None:
        """A paragraph of nothing but marked words belongs to whoever spoke right before."""
        pairs = reading.marks.pairs
        if len(pairs) != 1 or reading.text[: pairs[0].open].strip() or reading.text[pairs[0].close :].strip(" .،"):
            return
        if self.left is None or self.left[0] != index - 1 or self.left[2] is None:
            return
        before = self.left[2]
        if not self.left[1].ends_node and not self._opens_with(index - 1, before):
            return  # neither «قال فلان: «…»» nor ««…»، قال فلان» right before
        draft = Draft(before.member, None, True, "quote_marks", before.confidence - _STANDALONE, None, None, _UNSAID)
        draft.add(reading.node, pairs[0].start, pairs[0].end)
        self.drafts.append(draft)

    def _opens_with(self, index: int, draft: Draft) -> bool:
        """Whether a paragraph begins with words in marks that are all that anybody says in it."""
        node = self.readings[index].node
        first = self.readings[index].marks.pairs[:1]
        said = [part.at for other in self.drafts for part in other.parts if part.at.node == node.id]
        return bool(first) and not node.text[: first[0].open].strip() and len(said) == len(draft.parts) == 1

    def _takes_turn(self, index: int, reading: Reading) -> bool:
        """Whether this is an answer of an interview, by its label or its question."""
        turn = self.turns.get(index)
        if turn is None or not turn.is_answer:
            return False
        if turn.of is not None and is_told(reading, self._speeches(index), self.interviewee):
            return False
        draft = self.answers.get(turn.of) if turn.of is not None else None
        if draft is None:
            if turn.of is not None and turn.of in self.turns and self.turns[turn.of].name:
                return False
            member = answering(self.cast, reading, (index, turn.name), self.interviewee)
            if member is None:
                return False
            intro = intro_of(self.nodes, index, turn)
            draft = Draft(member, None, False, "colon", CONFIDENCE["colon"] - _PRONOUN, intro, None, ())
            self.drafts.append(draft)
            self.answers[index] = draft
        self.left = self.listing = None
        draft.add(reading.node, turn.start, len(reading.text))
        return True

    # lists

    def _item(self, index: int, reading: Reading) -> None:
        if index == 0 or self.readings[index - 1].node.block != reading.node.block:
            self.listing = self._list_speaker(index)
        speeches = self._speeches(index)
        named = [speech for speech in speeches if speech.subject is not None and speech.parts]
        if not named and self.listing is not None:
            self.listing.add(reading.node, 0, len(reading.text))
            return
        self._tell(index, reading, speeches)
        last, draft = self.left[1:] if self.left is not None else (None, None)
        if last is None or draft is None or not last.ends_node or last.method != "verb_anna":
            self.listing = None
            return
        self.listing = draft
        if self._goes_on(index):
            start, end = last.intro
            draft.method = "list_first_item_names_speaker"
            draft.confidence = min(draft.confidence, CONFIDENCE[draft.method])
            draft.intro = At(node=reading.node.id, start=start, end=end)

    def _goes_on(self, index: int) -> bool:
        """Whether the next item of the same list names nobody."""
        if index + 1 >= len(self.readings):
            return False
        following = self.readings[index + 1]
        return following.node.block == self.readings[index].node.block and not any(
            speech.subject is not None and speech.parts for speech in self._speeches(index + 1)
        )

    def _list_speaker(self, index: int) -> Draft | None:
        """The statement that a new list goes on with, from the paragraph right before it."""
        if self.left is None or self.left[0] != index - 1:
            return None
        _, speech, draft = self.left
        if draft is None:
            return None
        if speech.runs_on == "colon":
            draft.method, draft.confidence = "list_after_colon", CONFIDENCE["list_after_colon"]
            return draft
        before = self.readings[index - 1]
        if not speech.ends_node or speech.method != "verb_anna" or not self._are_statements(index):
            return None
        new = Draft(
            draft.member,
            None,
            False,
            "list_continues_speaker",
            CONFIDENCE["list_continues_speaker"],
            At(node=before.node.id, start=0, end=len(before.text)),
            None,
            _UNSAID,
        )
        self.drafts.append(new)
        return new

    def _are_statements(self, index: int) -> bool:
        block = self.readings[index].node.block
        lengths = [len(reading.words) for reading in self.readings[index:] if reading.node.block == block]
        return sum(lengths) >= _SHORTEST_ITEMS * len(lengths)
