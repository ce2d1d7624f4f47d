"""Who is asked: on the first day, later on, and after people said what they think of it."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from bot.events import Person
from bot.rules.expert_choice import (
    PRIOR,
    AnsweredSimilar,
    Declared,
    HelpsOften,
    KnowsTopic,
    Nominated,
)
from bot.services import anonymity, expert_choice
from bot.store import expert_activity, expert_lessons
from bot.store.database import Database
from bot.store.models import (
    ExpertActivityRow,
    ExpertState,
    ExpertTopicActivityRow,
    RequestState,
    columns,
)
from bot.store.unit_of_work import UnitOfWork
from tests.experts import Experts

ROTATE = "How do I rotate the staging credentials?"


@pytest.fixture
def experts(database: Database) -> Experts:
    return Experts(database)


async def test_nobody_is_there_to_ask(experts: Experts) -> None:
    await experts.begin("ana", "bo")
    assert await experts.choose(ROTATE, "postgres", asker="ana") == []


async def test_on_the_first_day_those_who_declared_the_topic_are_asked(experts: Experts) -> None:
    await experts.begin("ana", "bo", "chi", "dee")
    await experts.knows("bo", "postgres")
    await experts.knows("chi", "postgres", nominated_by="ana")
    await experts.knows("dee", "kubernetes")
    chosen = await experts.choose(ROTATE, "postgres", asker="ana")
    assert set(experts.names(chosen)) == {"bo", "chi"}
    why = {experts.names([c])[0]: c.reasons for c in chosen}
    assert why == {
        "bo": (Declared("postgres"),),
        "chi": (Nominated("postgres", experts.people["ana"]),),
    }


async def test_a_topic_is_found_in_the_words_of_a_question(experts: Experts) -> None:
    await experts.begin("ana", "bo", "dee")
    await experts.knows("bo", "postgres")
    await experts.knows("dee", "kubernetes")
    (first, *_) = await experts.choose("Is Kubernetes down?", asker="ana")
    assert (experts.names([first]), first.reasons) == (["dee"], (Declared("kubernetes"),))


async def test_who_answered_what_is_alike_comes_first_and_it_says_so(experts: Experts) -> None:
    await experts.begin("ana", "bo", "chi")
    await experts.knows("bo", "postgres")
    await experts.knows("chi", "postgres")
    for title in ("How do I rotate credentials of staging?", "Rotate credentials on production"):
        question = await experts.asks("ana", title, "postgres")
        await experts.answers("chi", question, "Rotate the credentials with the vault.")
        experts.later(days=1)
    other = await experts.asks("ana", "Which colour has the elephant?", "postgres")
    await experts.answers("bo", other)
    chosen = await experts.choose(ROTATE, "postgres", asker="ana")
    assert experts.names(chosen) == ["chi", "bo"]
    assert chosen[0].reasons == (AnsweredSimilar(2, "postgres"), Declared("postgres"))
    assert KnowsTopic(1, "postgres") in chosen[1].reasons


async def test_an_answer_of_a_second_ago_counts(experts: Experts) -> None:
    await experts.begin("ana", "bo", "chi")
    await experts.knows("bo", "vault")
    await experts.knows("chi", "vault")
    assert await experts.choose(ROTATE, asker="ana") == []  # nothing links anybody to it yet
    question = await experts.asks("ana", ROTATE)
    await experts.answers("chi", question)
    assert experts.names(await experts.choose(ROTATE, asker="ana")) == ["chi"]


async def test_nobody_is_enlisted_silently_and_who_left_is_not_asked(experts: Experts) -> None:
    await experts.begin("ana", "bo", "chi", "dee")
    await experts.add("gone", is_deleted=True)
    await experts.knows("gone", "postgres")
    await experts.knows("chi", "postgres", state=ExpertState.LEFT)
    await experts.knows("chi", "kubernetes")
    await experts.knows("dee", "postgres", state=ExpertState.NOMINATED)
    question = await experts.asks("ana", ROTATE, "postgres")
    for name in ("bo", "chi", "dee", "gone"):
        await experts.answers(name, question)
    assert await experts.choose(ROTATE, "postgres", asker="ana", most=9) == []
    again = await experts.choose("credentials?", "kubernetes", asker="ana", most=9)
    assert experts.names(again) == ["chi"]


async def test_neither_the_asker_nor_those_who_cannot_now(experts: Experts) -> None:
    await experts.begin("ana", "bo", "chi")
    for name in experts.people:
        await experts.knows(name, "postgres")
    chosen = await experts.choose(ROTATE, "postgres", asker="ana", excluding=["bo"], most=9)
    assert experts.names(chosen) == ["chi"]


async def test_not_my_topic_teaches_at_once(experts: Experts) -> None:
    await experts.begin("ana", "bo", "chi")
    for name in ("bo", "chi"):
        await experts.knows(name, "postgres")
    question = await experts.asks("ana", ROTATE, "postgres")
    (first,) = experts.names(await experts.choose(ROTATE, "postgres", asker="ana", most=1))
    await experts.was_asked(first, question, RequestState.NOT_MY_TOPIC)
    experts.later(days=8)  # it is not that they were asked this week
    for title, about in ((ROTATE, ()), ("Is it slow?", ("postgres",))):
        for _ in range(5):
            chosen = await experts.choose(title, *about, asker="ana", most=1)
            assert experts.names(chosen) != [first]


async def test_who_was_asked_or_passed_this_week_is_spared(experts: Experts) -> None:
    names = ["bo", "chi", "dee"]
    await experts.begin("ana", *names)
    for name in names:
        await experts.knows(name, "postgres")
    asked: Counter[str] = Counter()
    for n in range(12):
        question = await experts.asks("ana", f"Number {n}?", "postgres")
        chosen = await experts.choose(f"Number {n}?", "postgres", asker="ana", most=1)
        asked.update(experts.names(chosen))
        await experts.was_asked(experts.names(chosen)[0], question)
    assert asked == {"bo": 4, "chi": 4, "dee": 4}
    question = await experts.asks("ana", "And now?", "postgres")
    experts.later(days=8)
    await experts.was_asked("bo", question, RequestState.PASSED)
    chosen = await experts.choose("One more", "postgres", asker="ana", most=3)
    assert experts.names(chosen)[-1] == "bo"


async def test_an_answer_that_did_not_work_speaks_less_for_its_author(experts: Experts) -> None:
    await experts.begin("ana", "bo", "chi")
    for name in ("bo", "chi"):
        await experts.knows(name, "vault")
    first = await experts.asks("ana", ROTATE)
    await experts.answers("bo", first, doubted_at=experts.now)
    experts.later(hours=1)
    second = await experts.asks("ana", ROTATE)
    await experts.answers("chi", second)
    assert experts.names(await experts.choose(ROTATE, asker="ana", most=1)) == ["chi"]


async def test_an_accepted_answer_speaks_more(experts: Experts) -> None:
    await experts.begin("ana", "bo", "chi")
    for name in ("bo", "chi"):
        await experts.knows(name, "vault")
    for answerer, accepted in (("chi", None), ("bo", experts.now)):
        question = await experts.asks("ana", ROTATE)
        await experts.answers(answerer, question, accepted_at=accepted)
    assert experts.names(await experts.choose(ROTATE, asker="ana", most=1)) == ["bo"]


async def test_a_question_of_any_size_finds_somebody(experts: Experts) -> None:
    await experts.begin("ana", "bo")
    await experts.knows("bo", "postgres")
    await experts.answers("bo", await experts.asks("ana", "Is lunch late?"))
    for title, body in (("?", ""), ("x" * 20_000, "y " * 10_000), ("なぜですか", "🙂"), ("", "")):
        chosen = await experts.choose(title, body=body, asker="ana")
        assert (experts.names(chosen), chosen[0].reasons) == (["bo"], (HelpsOften(),))


async def test_anonymous_askers_leave_no_trace_in_what_is_kept(experts: Experts) -> None:
    await experts.begin("ana", "bo")
    await experts.knows("bo", "postgres")
    await experts.knows("ana", "postgres")
    question = await experts.asks(None, ROTATE, "postgres")
    chosen = await experts.choose(
        ROTATE, "postgres", asker="ana", is_anonymous=True, question_id=question
    )
    assert experts.names(chosen) == ["bo"]
    await experts.answers("bo", question)
    kept = columns(ExpertActivityRow)
    who = select(kept.person_id, kept.newcomers).where(kept.organization_id == 1)
    rows = await experts.database.read(lambda s: s.execute(who).all())
    assert rows == [(experts.people["bo"], None)]


async def test_it_learns_from_who_answers_and_only_once(experts: Experts) -> None:
    await experts.begin("ana", "bo", "chi")
    for name in ("bo", "chi"):
        await experts.knows(name, "postgres")
    earlier = await experts.asks("ana", ROTATE, "postgres")
    await experts.answers("bo", earlier)
    question = await experts.asks("ana", ROTATE, "postgres")
    await experts.choose(ROTATE, "postgres", asker="ana", question_id=question)
    read = experts.database.read
    org = experts.organization_id
    assert await read(lambda s: expert_lessons.weights(s, org)) == {}
    await experts.answers("chi", question)
    learned = await read(lambda s: expert_lessons.weights(s, org))
    assert learned.keys() == PRIOR.keys()
    assert learned["near"] < PRIOR["near"]  # it was not who answered what is near
    await experts.answers("chi", question, "One more thing.")
    assert await read(lambda s: expert_lessons.weights(s, org)) == learned


async def test_counting_again_from_the_answers_gives_the_same(experts: Experts) -> None:
    await experts.begin("ana", "bo", "chi")
    for n in range(6):
        question = await experts.asks(("ana", "bo")[n % 2], f"{n}?", *(("a", "b")[: n % 3]))
        experts.later(hours=5)
        for name in ("chi", "bo", "chi")[n % 2 :]:
            await experts.answers(name, question)
            experts.later(days=3)

    def rows(session: Session, table: type[SQLModel]) -> list[list[object]]:
        kept = [c for c in columns(table) if c.name != "seen_at"]
        found = session.execute(
            select(*kept).where(columns(table).organization_id == 1).order_by(*kept[:3])
        )
        return [[round(v, 6) if isinstance(v, float) else v for v in row] for row in found]

    async def all_rows() -> list[list[list[object]]]:
        return await experts.database.read(lambda s: [rows(s, table) for table in tables])

    tables = (ExpertActivityRow, ExpertTopicActivityRow)
    before = await all_rows()
    counted = await experts.database.write(lambda s: expert_activity.recount(s, 1))
    assert counted > 6
    assert await all_rows() == before


async def test_counting_anew_leaves_out_what_anonymous_askers_answered_themselves(
    experts: Experts,
) -> None:
    await experts.begin("ana", "bo")
    question = await experts.asks(None, "Who can see this?", "a")

    def seal(session: Session) -> int:
        uow = UnitOfWork(session, 1, None, experts.now, "a secret")
        anonymity.keep(uow, question, Person(experts.people["ana"], "Ana"))
        return 0

    await experts.database.write(seal)
    await experts.answers("ana", question)
    await experts.answers("bo", question)

    def recounted(session: Session, secret: str) -> int:
        return expert_choice.recount(UnitOfWork(session, 1, None, experts.now, secret))

    assert await experts.database.write(lambda s: recounted(s, "a secret")) == 1
    kept = await experts.database.read(
        lambda s: s.execute(
            select(columns(ExpertActivityRow).person_id).where(
                columns(ExpertActivityRow).organization_id == 1
            )
        ).all()
    )
    assert [row.person_id for row in kept] == [experts.people["bo"]]
    assert await experts.database.write(lambda s: recounted(s, "another")) == 2
