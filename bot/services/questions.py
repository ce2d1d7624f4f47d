"""Asking: looked for among what was answered before, then shown to all or to experts alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from bot.events import Conversation, ConversationKind, Person
from bot.rules import questions as rules
from bot.rules.topics import written
from bot.services import anonymity, expert_choice, question_cards, question_steps, ways
from bot.services import topics as topic_service
from bot.services.anonymity import NotAnonymously
from bot.services.question_access import Gone
from bot.settings import Settings
from bot.store import conversations, topic_settings, topics
from bot.store import question_cards as card_store
from bot.store import question_drafts as drafts
from bot.store import question_requests as requests
from bot.store import questions as store
from bot.store.index import Asked as Wanted
from bot.store.question_cards import Accepted
from bot.store.question_drafts import Draft
from bot.store.questions import NewQuestion, Question
from bot.store.seals import Sealed
from bot.store.threads import Card
from bot.store.unit_of_work import ConversationId, UnitOfWork
from bot.views import question_news as views

KEPT = timedelta(days=7)
"""How long a draft waits for whoever wrote it."""
MOST_EARLIER = 3
"""Earlier questions shown before one is asked."""


class NotAsked(Exception):
    """A question that can't be asked so; `field` is the form's field that needs a change."""

    field = "question"


class NoWords(NotAsked):
    """Nothing but pictures, or nothing at all."""


class TooShort(NotAsked):
    """Nobody could tell what is asked."""


class TooLong(NotAsked):
    """Longer than a question may be."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class OwnMessage(NotAsked):
    """Anonymously below a message that has one's name on it."""

    field = "anonymous"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A question that was answered before, and its answer."""

    question: Question
    answer: Accepted
    words: tuple[str, ...]
    """What the two have in common."""
    way: Card | None = None
    """Where its thread is, if whoever asks may read that."""


@dataclass(frozen=True, slots=True)
class Consider:
    """Before anything is posted: earlier answers, or topics that may be misspelt."""

    draft_id: int
    earlier: tuple[Earlier, ...] = ()
    unknown: str = ""
    """A topic nobody knows."""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """A question that is asked."""

    question: Question
    is_new: bool
    experts: tuple[Person, ...]
    has_card: bool


def ask(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    draft: Draft,
    conversation: Conversation | None,
    *,
    own_message: bool = False,
) -> Posted | Consider:
    """Ask, unless it was answered before, or a topic looks misspelt: then the asker decides first.

    In a private conversation it goes to its topic's channel, or else to the experts directly.
    Raises one of the NotAsked errors, or NotAnonymously; then nothing was written.
    """
    _check(uow, settings, draft)
    if draft.is_anonymous and own_message:
        raise OwnMessage
    if conversation is not None and conversation.kind is not ConversationKind.PERSONAL:
        draft = replace(draft, conversation_id=uow.conversation_id(conversation))
    else:
        draft = replace(draft, conversation_id=None, about_message="")
    return (
        _misspelt(uow, actor, draft)
        or _answered_before(uow, actor, draft)
        or _post(uow, settings, actor, draft)
    )


def use_topic(
    uow: UnitOfWork, settings: Settings, actor: Person, draft_id: int, wrong: str, right: str
) -> Posted | Consider:
    """Go on with a draft whose topic means another one (or, `right` empty, is new). Raises Gone."""
    draft = own_draft(uow, actor, draft_id)
    drafts.drop(uow.session, uow.organization_id, draft_id)
    said = rules.read(draft.text)
    meant = [right if t == wrong else t for t in (*said.topics, *written(draft.topics))]
    spelt = re.compile(rf"#{re.escape(wrong)}(?![\w-])", re.IGNORECASE)
    text = spelt.sub(f"#{right}", draft.text) if right else draft.text
    known = " ".join(f"#{t}" for t in dict.fromkeys(meant))
    draft = replace(draft, text=text, topics=known)
    if right:
        return (
            _misspelt(uow, actor, draft)
            or _answered_before(uow, actor, draft)
            or _post(uow, settings, actor, draft)
        )
    return _answered_before(uow, actor, draft) or _post(uow, settings, actor, draft)


def ask_anyway(uow: UnitOfWork, settings: Settings, actor: Person, draft_id: int) -> Posted:
    """The earlier answers were not it. Raises Gone, NotAnonymously."""
    draft = own_draft(uow, actor, draft_id)
    if draft.is_anonymous and not (settings.questions.anonymous and anonymity.can_seal(uow)):
        raise NotAnonymously
    drafts.drop(uow.session, uow.organization_id, draft_id)
    return _post(uow, settings, actor, draft)


def deflect(uow: UnitOfWork, actor: Person, draft_id: int, question_id: int) -> Earlier:
    """An earlier answer was enough: counted once, and its author is told. Raises Gone."""
    draft = own_draft(uow, actor, draft_id)
    earlier = earlier_answer(uow, question_id)
    if earlier is None:
        raise Gone
    at = uow.session, uow.organization_id
    drafts.drop(*at, draft_id)
    once = _once(uow, actor, f"answer {earlier.answer.id}")
    who = None if draft.is_anonymous else actor
    number = drafts.deflect(*at, once, earlier.answer.id, who.id if who else None, uow.now)
    if number is not None and earlier.answer.author.id != actor.id:
        uow.post(
            views.helped_without_asking(earlier.question, who),
            to=earlier.answer.author,
            key=f"deflection:{number}",
            kind="question.deflected",
        )
    return earlier


def own_draft(uow: UnitOfWork, actor: Person, draft_id: int) -> Draft:
    """A draft of this person; an anonymous one is known by its mark. Raises Gone."""
    draft = drafts.get(uow.session, uow.organization_id, draft_id)
    if draft is None:
        raise Gone
    if draft.is_anonymous:
        if not anonymity.can_seal(uow) or not anonymity.recognises(
            uow, draft.mark, "draft", actor, draft_id
        ):
            raise Gone
    elif draft.person_id != actor.id:
        raise Gone
    return draft


def earlier_answer(
    uow: UnitOfWork, question_id: int, words: tuple[str, ...] = ()
) -> Earlier | None:
    """A question that everybody may see, with the answer that was accepted."""
    at = uow.session, uow.organization_id
    question = store.get(*at, question_id)
    if question is None or question.is_private or not question.is_readable:
        return None
    answer = card_store.accepted(*at, question.accepted_id)
    if answer is None:
        return None
    return Earlier(question, answer, words, ways.to_answer(uow, question, answer))


def _check(uow: UnitOfWork, settings: Settings, draft: Draft) -> None:
    if len(draft.text) > rules.LONGEST:
        raise TooLong(len(draft.text))
    if not rules.has_words(draft.text):
        raise NoWords
    if rules.is_too_short(draft.text):
        raise TooShort
    if draft.is_anonymous and not (settings.questions.anonymous and anonymity.can_seal(uow)):
        raise NotAnonymously


def _topics_of(draft: Draft) -> list[str]:
    if draft.topics:
        return written(draft.topics)
    return list(rules.read(draft.text).topics)


def _keep(uow: UnitOfWork, actor: Person, draft: Draft) -> int:
    """Keep a draft until its author decides; of an anonymous one nothing says whose it is."""
    at = uow.session, uow.organization_id
    drafts.forget(*at, uow.now - KEPT)
    own = None if draft.is_anonymous else actor.id
    draft_id = drafts.add(*at, replace(draft, person_id=own), uow.now)
    if draft.is_anonymous:
        drafts.set_mark(*at, draft_id, _draft_mark(uow, actor, draft_id))
    return draft_id


def _draft_mark(uow: UnitOfWork, actor: Person, draft_id: int) -> str:
    return anonymity.mark(uow, "draft", actor, draft_id)


def _misspelt(uow: UnitOfWork, actor: Person, draft: Draft) -> Consider | None:
    names = _all_topics(draft)
    known = topics.found_by(uow.session, uow.organization_id, names)
    for name in names:
        near = [] if name in known else topic_service.near(uow, name)
        if near:
            return Consider(_keep(uow, actor, draft), unknown=name, near=tuple(near))
    return None


def _all_topics(draft: Draft) -> list[str]:
    return list(dict.fromkeys([*rules.read(draft.text).topics, *written(draft.topics)]))


def _answered_before(uow: UnitOfWork, actor: Person, draft: Draft) -> Consider | None:
    said = rules.read(draft.text)
    names = topics.resolved(uow.session, uow.organization_id, _all_topics(draft))
    found = uow.index.answered_before(
        uow.session,
        uow.organization_id,
        Wanted(said.title, said.body, tuple(names)),
        most=MOST_EARLIER,
    )
    earlier = [earlier_answer(uow, s.question_id, s.words) for s in found]
    shown = tuple(e for e in earlier if e is not None)
    return Consider(_keep(uow, actor, draft), earlier=shown) if shown else None


def _post(uow: UnitOfWork, settings: Settings, actor: Person, draft: Draft) -> Posted:
    """Ask it, once: the same words of the same person are the same question while it is open."""
    at = uow.session, uow.organization_id
    said = rules.read(draft.text)
    topic_ids = topics.stored(*at, _all_topics(draft))
    place = None if draft.is_private else _place(uow, draft, topic_ids)
    place_id = uow.conversation_id(place) if isinstance(place, Conversation) else place
    once = _once(uow, actor, " ".join(draft.text.casefold().split()))
    about = rules.About.read(draft.about_message)
    question_id = store.add(
        *at,
        NewQuestion(
            once=once,
            asker_id=None if draft.is_anonymous else actor.id,
            is_private=draft.is_private,
            title=said.title,
            body=said.body,
            conversation_id=place_id,
            about_message=about.message if place_id else "",
            follows_message=place_id is not None and about.says(draft.text),
        ),
        uow.now,
    )
    if question_id is None:
        known = store.by_once(*at, once)
        return _posted(uow, known or 0, is_new=False)
    if draft.is_anonymous:
        anonymity.keep(uow, question_id, actor)
    else:
        expert_choice.asked_something(uow, actor.id)
    store.set_topics(*at, question_id, topic_ids)
    uow.index.changed(*at, question_id)
    question = store.get(*at, question_id, lock=True)
    assert question is not None  # noqa: S101
    if place is not None:
        author: Person | Sealed | None = question.asker or anonymity.destination(uow, question_id)
        question_cards.post(uow, question, place, author)
    question_steps.advance(uow, settings, question_id)
    return _posted(uow, question_id, is_new=True)


def _posted(uow: UnitOfWork, question_id: int, *, is_new: bool) -> Posted:
    at = uow.session, uow.organization_id
    question = store.get(*at, question_id)
    if question is None:
        raise Gone
    asked = [r.person for r in requests.of(*at, question_id) if r.waits]
    return Posted(question, is_new, tuple(asked), question.conversation_id is not None)


def _place(
    uow: UnitOfWork, draft: Draft, topic_ids: Sequence[int]
) -> Conversation | ConversationId | None:
    """Where its card stands: where it was asked, below the message it is about, or by topic."""
    if draft.conversation_id is None:
        at = uow.session, uow.organization_id
        channels = (topic_settings.of(*at, t).conversation_id for t in topic_ids)
        found = next((c for c in channels if c is not None), None)
        return None if found is None else ConversationId(found)
    thread = rules.About.read(draft.about_message).thread
    if thread and uow.workspace_id is not None:
        here = uow.session, uow.organization_id, uow.workspace_id
        conversation = conversations.by_id(*here, draft.conversation_id)
        if conversation is not None:
            return replace(conversation, thread=thread)
    return ConversationId(draft.conversation_id)


def _once(uow: UnitOfWork, actor: Person, what: str) -> str:
    """What is the same when the same person does the same again, and names nobody."""
    if anonymity.can_seal(uow):
        return anonymity.mark(uow, "once", actor, what)
    return sha256(f"{uow.organization_id} {actor.id} {what}".encode()).hexdigest()
