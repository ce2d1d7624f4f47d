"""Wishing for a session, joining a wish, and volunteering to speak."""

from __future__ import annotations

from bot.events import Conversation, ConversationKind, Person
from bot.rules.attention import Weight
from bot.rules.kudos import says_something
from bot.rules.session_plan import Draft
from bot.rules.sessions import TITLE_LENGTH
from bot.services import attention, sessions
from bot.services.session_access import Gone
from bot.services.session_cards import SETTLE
from bot.settings import Attention
from bot.settings import Sessions as SessionsSettings
from bot.store import people, topics
from bot.store import sessions as session_store
from bot.store import wishes as store
from bot.store.sessions import Planned
from bot.store.unit_of_work import UnitOfWork
from bot.store.wishes import Wish
from bot.views import wishes as views


class NotWished(Exception):
    """The wish has no words, or more than a title holds."""


def wish(
    uow: UnitOfWork, actor: Person, draft: Draft, conversation: Conversation | None
) -> tuple[Wish, bool]:
    """Wish for a session; whether it is new. The same wish again only adds a voice.

    It is shown where it was said, unless nobody else listens there. Raises NotWished.
    """
    if not says_something(draft.title) or len(draft.title) > TITLE_LENGTH:
        raise NotWished
    at = uow.session, uow.organization_id
    same = store.titled(*at, draft.title)
    if same is not None:
        return join(uow, actor, same.id), False
    about = topics.stored(*at, draft.topic_names)
    wish_id = store.add(*at, actor.id, draft.title, about, uow.now)
    made = join(uow, actor, wish_id)
    if conversation is not None and conversation.kind is not ConversationKind.PERSONAL:
        uow.post(
            views.card(made),
            to=conversation,
            key=_card(wish_id),
            kind="session.wish",
            author=actor,
        )
    return made, True


def join(uow: UnitOfWork, actor: Person, wish_id: int) -> Wish:
    """ "Me too": counts once a person. Raises Gone."""
    at = uow.session, uow.organization_id
    found = store.get(*at, wish_id)
    if found is None or found.session_id is not None:
        raise Gone
    if not store.vote(*at, wish_id, actor.id):
        return found
    after = store.get(*at, wish_id)
    assert after is not None  # noqa: S101
    uow.revise(_card(wish_id), views.card(after), SETTLE)
    return after


def volunteer(
    uow: UnitOfWork,
    settings: SessionsSettings,
    actor: Person,
    wish_id: int,
    conversation: Conversation | None,
) -> Planned:
    """Make a wish one's own draft, whose speaker one is: whoever is first.

    It is to be announced where it was taken up, unless another channel is named.
    Raises Gone when somebody else was; NotAllowed for those who may not plan sessions.
    """
    at = uow.session, uow.organization_id
    found = store.get(*at, wish_id)
    if found is None or found.session_id is not None:
        raise Gone
    draft = Draft(
        title=found.title,
        topics=" ".join(f"#{t}" for t in found.topics),
        speakers=(actor,),
        time_zone=people.zone_of(*at, actor.id),
    )
    made = sessions.save_draft(uow, settings, actor, draft, conversation)
    store.take_up(*at, wish_id, made.id)
    uow.revise(_card(wish_id), views.taken_card(found, actor))
    return made


def fulfil(uow: UnitOfWork, house: Attention, session: Planned) -> None:
    """The session is announced: whoever wished for it is told first hand, at work."""
    at = uow.session, uow.organization_id
    granted = store.of_session(*at, session.id)
    if not granted:
        return
    first = session_store.of_session(*at, session.id)[0]
    told = dict.fromkeys(p for w in granted for p in store.voters(*at, w.id))
    for person in told:
        if person not in (session.facilitator, *session.speakers):
            attention.reach(
                uow,
                house,
                person,
                views.fulfilled(first),
                key=f"session:{session.id}:wished:{person.id}",
                kind="session.wished",
                weight=Weight.PROMISED,
                expires_at=first.starts_at,
            )


def _card(wish_id: int) -> str:
    return f"wish:{wish_id}:card"
