"""Every message and form about questions, as full and as wild as they can get."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot.events import MessageRef, Person
from bot.messages import Blank, FormErrors, Message
from bot.rules.questions import FIELD_LENGTH, LONGEST
from bot.store.models import NextStep, QuestionState, RequestState
from bot.store.question_cards import Accepted
from bot.store.question_requests import Request
from bot.store.questions import Question
from bot.store.threads import Card
from bot.store.wishes import Wish
from bot.views import question_cards as cards
from bot.views import question_forms as forms
from bot.views import question_lists as lists
from bot.views import question_news as news
from bot.views import question_replies as replies

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
DONE = (RequestState.PASSED, RequestState.HANDED_ON, RequestState.NOT_MY_TOPIC)
LONG_TOPIC = "ü" * 40
REASONS = (
    {"kind": "answered", "count": 3, "topic": "postgres"},
    {"kind": "declared", "topic": LONG_TOPIC},
    {"kind": "nominated", "topic": "sql", "by": 2},
    {"kind": "knows", "count": 1, "topic": "sql"},
    {"kind": "owner", "topic": "sql"},
    {"kind": "handed"},
    {"kind": "of another version"},
)


class Gallery:
    """What `people` and what somebody wrote (`wild`) look like in every view."""

    def __init__(self, people: tuple[Person, ...], wild: str) -> None:
        self.people, self.wild = people, wild
        self.way = Card("elsewhere", "acme", 1, MessageRef("C1", "17.1"))
        code = f"```\n{wild}\n  {wild}\n```"
        body = f"{wild}\n{code}\n{(wild * 100)}"[: LONGEST - 200]
        self.question = Question(
            id=2**31 - 1,
            asker=people[0],
            is_private=False,
            title=(wild * 3)[:150],
            body=body,
            topics=("sql", "snake_case", LONG_TOPIC),
            conversation_id=1,
            about_message="",
            state=QuestionState.OPEN,
            next_step=NextStep.ASK_EXPERTS,
            next_step_at=NOON,
            rung=NextStep.ASK_EXPERTS,
            rung_at=NOON,
            accepted_id=None,
            asked_at=NOON,
            stirred_at=NOON,
            asked_if_answered_at=None,
            settled_at=None,
            settled_by=None,
            merged_into_id=None,
            session_id=None,
            wish_id=None,
            hidden_at=None,
            edited_at=NOON,
            withdrawn_at=None,
        )
        self.anonymous = replace(self.question, asker=None, is_private=True)
        self.accepted = Accepted(1, people[1], body)
        self.request = Request(people[1], NOON, 1, REASONS, RequestState.ASKED, None)
        self.wish = Wish(id=3, title=wild[:120], votes=12, topics=("sql",), session_id=None)

    def messages(self) -> Mapping[str, Callable[[], Message]]:
        """Every message, by name."""
        return self._cards() | self._asking() | self._news() | self._replies()

    def _card(self, **changes: object) -> Question:
        return replace(self.question, **changes)  # type: ignore[arg-type]

    def _cards(self) -> dict[str, Callable[[], Message]]:
        full = cards.Card(self.question, self.people, 12, None, 30, None)
        best = replace(full, best=self.question)

        def card(state: QuestionState, shown: cards.Card = full) -> Callable[[], Message]:
            question = self._card(state=state)
            return partial(cards.card, replace(shown, question=question))

        asked = self.request
        return {
            "card": partial(cards.card, full),
            "card of nobody": partial(cards.card, cards.Card(self.anonymous)),
            "answered card": card(QuestionState.ANSWERED, replace(full, accepted=self.accepted)),
            "answered card without its answer": card(QuestionState.ANSWERED),
            "closed card": card(QuestionState.CLOSED),
            "duplicate": card(QuestionState.CLOSED, best),
            "in a session": card(QuestionState.IN_SESSION),
            "hidden": partial(cards.card, replace(full, question=self._card(hidden_at=NOON))),
            "withdrawn": partial(cards.card, replace(full, question=self._card(withdrawn_at=NOON))),
            "request": partial(cards.request, self.question, asked),
            "direct request": partial(cards.request_direct, self.anonymous, asked),
            "request over": partial(cards.request_over, self.question),
            "request gone": partial(cards.request_over, self._card(withdrawn_at=NOON)),
            **{
                f"request {state}": partial(
                    cards.request_done, self.question, replace(asked, state=state)
                )
                for state in (
                    RequestState.PASSED,
                    RequestState.HANDED_ON,
                    RequestState.NOT_MY_TOPIC,
                )
            },
        }

    def _asking(self) -> dict[str, Callable[[], Message]]:
        found: list[forms.Earlier] = [
            (self.question, self.accepted, (self.wild, "sql") * 6, way)
            for way in (None, self.way, None)
        ]
        off = self._card(rung_at=NOON.replace(hour=20))
        posted = partial(forms.posted, has_card=False)
        return {
            "earlier": partial(forms.earlier, 1, found),
            "which topic": partial(forms.which_topic, 1, LONG_TOPIC, (LONG_TOPIC, "a", "b")),
            "posted": partial(posted, self.question, self.people),
            "posted anonymously": partial(posted, self.anonymous, self.people[:1]),
            "posted to nobody": partial(posted, self.question, ()),
            "posted at night": partial(posted, off, ()),
            "posted without a topic": partial(posted, self._card(topics=()), ()),
            "private to nobody": partial(posted, self.anonymous, ()),
            "asked already": partial(forms.asked_already, self.question),
            "glad": partial(forms.glad, self.question, self.people[0]),
            "draft gone": forms.draft_gone,
            "not asked": partial(
                forms.not_asked, forms.too_long(20_000), (self.wild * 500)[:20_000]
            ),
            "open": partial(lists.open_questions, [self.question] * 10),
            "none open": partial(lists.open_questions, []),
            "open, with ways": partial(
                lists.open_questions, [self.question] * 2, {self.question.id: self.way}
            ),
            "home": lambda: Message.of(
                *lists.home([self.question] * 3, [self._card(id=5)] * 3, [self._card(id=6)] * 3)
            ),
        }

    def _news(self) -> dict[str, Callable[[], Message]]:
        question, someone, wish = self.question, self.people[0], self.wish
        all_ = news.Manages(question, True, True, True, True, True)
        pointing = replace(question, merged_into_id=2)
        return {
            "manage": partial(news.manage, all_),
            "manage nothing": partial(news.manage, news.Manages(question, *[False] * 5)),
            "manage a duplicate": partial(
                news.manage, news.Manages(pointing, False, False, False, False, True)
            ),
            "closed by": partial(news.closed_by, question, someone),
            "closed for followers": partial(news.closed_for_followers, question),
            "helped": partial(news.helped_without_asking, question, someone),
            "helped somebody": partial(news.helped_without_asking, question, None),
            "stands open": partial(news.stands_open, question),
            "stands open, private": partial(news.stands_open, self.anonymous),
            "closed quietly": partial(news.closed_quietly, question),
            "settled": partial(news.settled, question),
            "settled, with a way": partial(news.settled, question, self.way),
            "settled in session": partial(news.settled, self._card(state=QuestionState.IN_SESSION)),
            "session proposed": partial(news.session_proposed, question, wish),
            "would you teach": partial(news.would_you_teach, question, wish),
            "would you teach nobody": partial(
                news.would_you_teach, question, replace(wish, votes=0)
            ),
            "becomes session": partial(news.becomes_session, question, someone),
            "homeless": partial(news.homeless, question),
        }

    def _replies(self) -> dict[str, Callable[[], Message]]:
        question, someone = self.question, self.people[0]
        return {
            "gone": replies.gone,
            "not for you": replies.not_for_you,
            "not asked for": replies.not_asked,
            "asker only": replies.asker_only,
            "may not close": replies.may_not_close,
            "your own": replies.your_own,
            "joined": partial(replies.joined, is_new=True),
            "joined before": partial(replies.joined, is_new=False),
            "passed": partial(replies.passed, not_mine=False),
            "not mine": partial(replies.passed, not_mine=True),
            "handed": partial(replies.handed, someone),
            "closed": partial(replies.closed, question),
            "kept open": replies.kept_open,
            "taken back": replies.taken_back,
            "edited": replies.edited,
            "not teaching": replies.not_teaching,
        }

    def forms(self) -> Mapping[str, Blank]:
        """Every form, by name: empty, full, and with what is wrong."""
        text = (self.wild * 100)[:FIELD_LENGTH]
        wrong = FormErrors(errors={"question": forms.too_long(20_000)}).errors
        values = {"question": text, "details": text, "topics": self.wild[:200]}
        return {
            "ask": forms.ask_form(),
            "ask at length": forms.ask_form(
                text + text, topics=self.wild[:200], about="123.4|123.4", own=True
            ),
            "ask again": forms.AskQuestion.again(values, wrong),
            "change": forms.change_form(self.question),
            "hand on": forms.HandToColleague.blank(question_id=1),
            "hand on again": forms.HandToColleague.again(
                {"to": self.people[0], "question_id": 1},
                {"to": replies.cannot_take(self.people[0], "busy")},
            ),
        }
