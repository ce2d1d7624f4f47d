"""Everybody does everything to a question and its answer: it does what it says, or nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.dispatcher import Outcome
from bot.events import Account, Workspace
from bot.messages import Payload
from bot.views import trouble
from bot.views.ageing import OpenMerge, RetireAnswer, Unmerge, VerifyAnswer
from bot.views.answers import (
    AcceptAnswer,
    AnswerQuestion,
    DidntWork,
    EditAnswer,
    HelpedMe,
    PickQuestion,
    ShowAnswer,
    ShowQuestion,
    ThankAuthor,
    UnacceptAnswer,
)
from bot.views.flags import HideFlagged, KeepFlagged, OpenFlag, RestoreHidden
from bot.views.found import AnswerHistory
from bot.views.question_news import CloseQuestion
from tests.answering import answered, asked, expert, owner
from tests.dump import dump
from tests.world import HERE, World, ana, bo, chi, guest, mod

ELSEWHERE = Workspace("fake", "W2", "Other Team")
"""Another organization, where people and channels have the very same addresses."""
eva, olga = Account("eva", "Eva Expert", "UTC"), Account("olga", "Olga Owner", "UTC")

ACTORS: dict[str, tuple[Account, Workspace]] = {
    "asker": (ana, HERE),
    "author": (bo, HERE),
    "expert": (eva, HERE),
    "owner": (olga, HERE),
    "moderator": (mod, HERE),
    "other": (chi, HERE),
    "guest": (guest, HERE),
    "asker's double": (ana, ELSEWHERE),
    "author's double": (bo, ELSEWHERE),
    "moderator's double": (mod, ELSEWHERE),
}
COLLEAGUES = {"asker", "author", "expert", "owner", "moderator", "other", "guest"}
KEEPERS = {"owner", "moderator"}

MAY: dict[str, set[str]] = {
    "answer": COLLEAGUES,
    "accept": {"asker", "expert"},
    "unaccept": {"asker", "expert"},
    "close": {"asker", *KEEPERS},
    "edit": {"author", *KEEPERS},
    "verify": {"expert", *KEEPERS},
    "retire": {"author", *KEEPERS},
    "merge": {"asker", "expert", *KEEPERS},
    "unmerge": {"asker", "expert", *KEEPERS},
    "hide the answer": KEEPERS,
    "hide the question": KEEPERS,
    "keep": KEEPERS,
    "restore": KEEPERS,
    "flag the answer": COLLEAGUES,
    "flag the question": COLLEAGUES,
    "helped": COLLEAGUES - {"author", "asker"},
    "failed": COLLEAGUES - {"author"},
}
ANONYMOUSLY: dict[str, set[str]] = {"answer": COLLEAGUES - {"asker"}}
"""What differs where the asker is anonymous: an answer would show who they are."""


class Case:
    """A question of Ana's with an answer of Bo's, as an action finds it."""

    def __init__(self, world: World, question: int, answer: int, other: int) -> None:
        self.world, self.question, self.answer, self.other = world, question, answer, other

    async def press(self, who: str, payload: Payload) -> Outcome:
        actor, workspace = ACTORS[who]
        return await self.world.press(actor, payload, workspace=workspace)

    async def submit(self, who: str, form: str, **values: Any) -> Outcome:
        actor, workspace = ACTORS[who]
        return await self.world.submit(actor, form, workspace=workspace, **values)

    async def act(self, who: str, action: str) -> Outcome:
        """Do it, by the button or form that everybody could send."""
        question, answer = self.question, self.answer
        doing: dict[str, Callable[[], Awaitable[Outcome]]] = {
            "answer": lambda: self.submit(
                who, "answer.give", question_id=question, answer="Another."
            ),
            "accept": lambda: self.press(who, AcceptAnswer(answer_id=answer)),
            "unaccept": lambda: self.press(who, UnacceptAnswer(answer_id=answer)),
            "close": lambda: self.press(who, CloseQuestion(question_id=question)),
            "edit": lambda: self.submit(who, "answer.change", answer_id=answer, answer="New."),
            "verify": lambda: self.press(who, VerifyAnswer(answer_id=answer)),
            "retire": lambda: self.press(who, RetireAnswer(answer_id=answer)),
            "merge": lambda: self.submit(
                who, "question.merge", question_id=question, number=str(self.other)
            ),
            "unmerge": lambda: self.press(who, Unmerge(question_id=question)),
            "hide the answer": lambda: self.press(who, HideFlagged(answer_id=answer)),
            "hide the question": lambda: self.press(who, HideFlagged(question_id=question)),
            "keep": lambda: self.press(who, KeepFlagged(answer_id=answer)),
            "restore": lambda: self.press(who, RestoreHidden(answer_id=answer)),
            "flag the answer": lambda: self.submit(who, "flag.raise", answer_id=answer),
            "flag the question": lambda: self.submit(who, "flag.raise", question_id=question),
            "helped": lambda: self.press(who, HelpedMe(answer_id=answer)),
            "failed": lambda: self.submit(who, "answer.failed", answer_id=answer),
        }
        return await doing[action]()

    async def prepare(self, action: str) -> None:
        """What must have happened before."""
        if action in ("unaccept", "verify"):
            await self.act("asker", "accept")
        if action == "restore":
            await self.act("moderator", "hide the answer")
        if action == "unmerge":
            await self.act("moderator", "merge")
        if action == "keep":
            await self.act("other", "flag the answer")
        await self.world.deliver()


@pytest.fixture
async def crowd(world: World) -> World:
    for actor, workspace in ACTORS.values():
        await world.home(actor, workspace=workspace)
    await expert(world, eva)
    await owner(world, olga)
    return world


async def case_in(world: World, number: int, *, is_anonymous: bool) -> Case:
    other = await asked(world, chi, title=f"The better question {number}?")
    question = await asked(world, title=f"My question {number}?", is_anonymous=is_anonymous)
    answer = await answered(world, question, bo, f"This is answer {number}.")
    return Case(world, question, answer.id, other)


@pytest.mark.parametrize("is_anonymous", [False, True], ids=["named", "anonymous"])
@pytest.mark.parametrize("action", MAY)
async def test_who_may_do_what(crowd: World, action: str, is_anonymous: bool) -> None:
    may = (MAY | (ANONYMOUSLY if is_anonymous else {}))[action]
    case = await case_in(crowd, 0, is_anonymous=is_anonymous)
    await case.prepare(action)
    before = await dump(crowd)
    for number, who in enumerate(sorted(ACTORS, key=lambda who: who in may)):
        outcome = await case.act(who, action)
        after = await dump(crowd)
        changed = {name for name in before if before[name] != after[name]}
        assert bool(changed) is (who in may), (who, action, changed)
        assert outcome.reply not in (None, trouble.on_our_side()), (who, action)
        if changed:  # the next one finds it as this one did
            crowd.clock.forward(hours=1)
            case = await case_in(crowd, number + 1, is_anonymous=is_anonymous)
            await case.prepare(action)
            after = await dump(crowd)
        before = after


@pytest.mark.parametrize("id_", [0, -1, 10**9, 2**31 - 1, 2**31, 10**30])
async def test_what_never_was_can_have_nothing_done_to_it(crowd: World, id_: int) -> None:
    case = Case(crowd, id_, id_, id_)
    before = await dump(crowd)
    payloads: list[Payload] = [
        *(p(answer_id=id_) for p in (EditAnswer, DidntWork, ThankAuthor, ShowAnswer)),
        AnswerHistory(answer_id=id_),
        *(p(question_id=id_) for p in (AnswerQuestion, ShowQuestion, OpenMerge)),
        OpenFlag(answer_id=id_),
        PickQuestion(marked_id=id_, choice=str(id_)),
    ]
    for who in ("asker", "moderator", "guest"):
        for action in MAY:
            reply = (await case.act(who, action)).reply
            assert reply not in (None, trouble.on_our_side()), (who, action)
        for payload in payloads:
            reply = (await case.press(who, payload)).reply
            assert reply not in (None, trouble.on_our_side()), payload
    assert await dump(crowd) == before
