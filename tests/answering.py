"""How the tests of answers get a question that is asked, with its topic's experts and owner."""

from __future__ import annotations

from bot.events import Account, Conversation, ConversationKind, MessagePosted, MessageRef, Person
from bot.messages import Message
from bot.services import anonymity, question_cards, question_steps
from bot.store import answers, experts, questions, topics
from bot.store.answers import Answer
from bot.store.models import ExpertState
from bot.store.questions import NewQuestion, Question
from bot.store.unit_of_work import UnitOfWork
from tests.world import GENERAL, HERE, World, ana

TITLE = "How do I rotate the staging credentials?"
CLOSED = Conversation("C-closed", ConversationKind.GROUP)


async def asked(
    world: World,
    who: Account = ana,
    title: str = TITLE,
    *,
    body: str = "",
    about: tuple[str, ...] = ("postgres",),
    at: Conversation | None = GENERAL,
    is_anonymous: bool = False,
    is_private: bool = False,
    about_message: str = "",
) -> int:
    """A question that stands in its channel; its id."""
    asker = await world.person(who)

    def ask(uow: UnitOfWork) -> int:
        place = None if at is None or is_private else uow.conversation_id(at)
        new = NewQuestion(
            once=f"{title} {uow.now} {world.event_id()}",
            asker_id=None if is_anonymous else asker.id,
            is_private=is_private,
            title=title,
            body=body,
            conversation_id=place,
            about_message=about_message,
        )
        own = uow.session, uow.organization_id
        made = questions.add(*own, new, uow.now)
        assert made is not None
        questions.set_topics(*own, made, topics.stored(*own, about))
        if is_anonymous:
            anonymity.keep(uow, made, asker)
        question = questions.get(*own, made)
        assert question is not None
        if place is not None:
            question_cards.post(uow, question, place, None if is_anonymous else asker)
        question_steps.stirred(uow, world.settings, made)
        uow.index.changed(*own, made)
        return made

    made = await world.in_unit_of_work(ask)
    await world.deliver()
    return int(made)


async def expert(world: World, who: Account, topic: str = "postgres") -> Person:
    """Somebody is an expert of a topic."""
    person = await world.person(who)

    def become(uow: UnitOfWork) -> None:
        own = uow.session, uow.organization_id
        (topic_id,) = topics.stored(*own, [topic])
        experts.set_state(*own, topic_id, person.id, ExpertState.ACTIVE, uow.now)

    await world.in_unit_of_work(become)
    return person


async def owner(world: World, who: Account, topic: str = "postgres") -> Person:
    """Somebody owns a topic, and nobody else does."""
    person = await world.person(who)

    def become(uow: UnitOfWork) -> None:
        own = uow.session, uow.organization_id
        (topic_id,) = topics.stored(*own, [topic])
        experts.set_owners(*own, topic_id, [person])

    await world.in_unit_of_work(become)
    return person


async def question(world: World, question_id: int) -> Question:
    """A question as it stands."""
    found = await world.read(lambda s: questions.get(s, 1, question_id))
    assert isinstance(found, Question)
    return found


async def answers_to(world: World, question_id: int) -> list[Answer]:
    """Its answers, the accepted one first."""
    found: list[Answer] = await world.read(lambda s: answers.of_question(s, 1, question_id))
    return found


async def answered(
    world: World, question_id: int, who: Account, said: str = "Run vault rotate."
) -> Answer:
    """Somebody answers by the form; the answer."""
    await world.submit(who, "answer.give", question_id=question_id, answer=said)
    found = [a for a in await answers_to(world, question_id) if a.body == said]
    assert len(found) == 1
    await world.deliver()
    return found[0]


def card_id(world: World, title: str = TITLE) -> str:
    """What the platform calls a question's card."""
    for shown in world.messenger.shown.values():
        if shown.to.thread is None and shown.message and title in shown.message.summary:
            return shown.ref.id
    raise AssertionError(title)


def in_thread(world: World, thread: str) -> list[Message]:
    """What stands in a thread, oldest first."""
    return [
        s.message
        for s in world.messenger.shown.values()
        if s.to.thread == thread and s.message is not None
    ]


async def says(
    world: World,
    who: Account,
    *said: str | Account,
    thread: str | None,
    message: str,
    at: Conversation = GENERAL,
) -> None:
    """Somebody writes in a thread where the bot may read."""
    where = Conversation(at.address, at.kind, at.name, thread)
    await world.dispatcher.handle(
        MessagePosted(
            id=world.event_id(),
            workspace=HERE,
            actor=who,
            conversation=where,
            ref=MessageRef(at.address, message, thread),
            text=said,
        )
    )
