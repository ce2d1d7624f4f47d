"""Every message and form of sessions, as full and as wild as they can get: for each renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from bot.events import Person
from bot.messages import Blank, FormErrors, Mention, Message
from bot.rules.session_plan import Draft, Fault, Problem
from bot.rules.session_search import Wanted
from bot.rules.sessions import Repeats, Repetition
from bot.rules.signups import Answer
from bot.store.models import SessionState
from bot.store.outcomes import Attendance, Feedback, Material
from bot.store.sessions import Occurrence, Planned
from bot.store.wishes import Wish
from bot.views import (
    outcomes,
    session_forms,
    session_lists,
    session_manage,
    session_news,
    sessions,
    signups,
    wishes,
)

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
START = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
SAFE_LINK = "https://a.example/"
COUNTS: dict[str, int] = {Answer.GOING: 20, Answer.MAYBE: 3, Answer.WAITING: 7}


class Gallery:
    """What `people` and what somebody wrote (`wild`) look like in every view."""

    def __init__(self, people: tuple[Person, ...], wild: str) -> None:
        self.people, self.wild = people, wild
        self.session = Planned(
            id=7,
            facilitator=people[-1],
            title=wild[:120],
            abstract=(wild * 20)[:1500],
            place=wild[:300],
            day=date(2026, 12, 3),
            begins=time(12, 30),
            zone="Europe/Lisbon",
            minutes=90,
            seats=20,
            rule="FREQ=WEEKLY;COUNT=10",
            conversation_id=1,
            prerequisite=SAFE_LINK,
            recalls=True,
            wants_speaker=True,
            state=SessionState.ANNOUNCED,
            revision=1,
            speakers=people[:2],
            cohosts=people[:1],
            topics=("sql", "snake_case", "ünïcode"),
        )
        self.occurrence = self._on(self.session, START, 3)
        self.series = [self._on(self.session, START + timedelta(days=7 * n), n) for n in range(12)]
        self.wish = Wish(id=3, title=wild[:120], votes=12, topics=("sql",), session_id=None)

    @staticmethod
    def _on(session: Planned, at: datetime, id_: int) -> Occurrence:
        return Occurrence(
            id=id_,
            session=session,
            meant_for=at.isoformat(),
            wall=at.replace(tzinfo=None),
            starts_at=at,
            ends_at=at + timedelta(minutes=90),
            opened_at=NOON,
            cancelled_at=None,
            code="482193",
        )

    @property
    def draft(self) -> Draft:
        """What the form is opened with at its fullest."""
        return Draft(
            title=self.session.title,
            abstract=self.session.abstract,
            topics="#sql",
            speakers=self.people,
            cohosts=self.people,
            day=date(2026, 12, 3),
            begins=time(12, 30),
            minutes=90,
            time_zone="Europe/Lisbon",
            place=self.session.place,
            seats=20,
            channel="learning",
            repetition=Repetition(Repeats.WEEKLY, None, 10),
            prerequisite=SAFE_LINK,
        )

    def messages(self) -> Mapping[str, Callable[[], Message]]:
        """Every message, by name."""
        return self._cards() | self._answers() | self._lists() | self._news() | self._outcomes()

    def _cards(self) -> dict[str, Callable[[], Message]]:
        one, people = self.occurrence, self.people
        online = replace(self.session, place=SAFE_LINK, seats=None, wants_speaker=False, rule="")
        card = partial(sessions.card, one, COUNTS, people[:5])
        return {
            "card": partial(card, NOON),
            "card while it runs": partial(card, START),
            "card when it is over": partial(card, START + timedelta(days=1)),
            "card with nobody": partial(sessions.card, one, {}, (), NOON),
            "card of a meeting": partial(sessions.card, replace(one, session=online), {}, (), NOON),
            "cancelled card": partial(sessions.off_card, one),
            "wish": partial(wishes.card, self.wish),
            "wish taken": partial(wishes.taken_card, self.wish, people[0]),
        }

    def _answers(self) -> dict[str, Callable[[], Message]]:
        one, session, title = self.occurrence, self.session, self.session.title
        answers = {
            f"answered {answer}": partial(signups.answered, one, answer, 2, [title] * 3)
            for answer in (Answer.GOING, Answer.MAYBE, Answer.CANT, Answer.WAITING)
        }
        said = [session_forms.sentence(p) for p in self.problems()]
        return answers | {
            "saved": partial(sessions.saved, session),
            "announced": partial(sessions.announced, session),
            "may not announce": sessions.may_not_announce,
            "not yours": sessions.not_yours,
            "gone": sessions.gone,
            "lacking": partial(sessions.lacking, said, 7, even_so=True),
            "changed": partial(session_manage.changed, title, self.changes()),
            "moved": partial(session_manage.moved, one),
            "cancelled": partial(session_manage.cancelled, title),
            "stepped back": session_manage.stepped_back,
            "speakers only": session_manage.speakers_only,
            "stepped in": partial(session_manage.stepped_in, title),
            "nobody wanted": session_manage.nobody_wanted,
            "wished": partial(wishes.wished, self.wish, is_new=True),
            "wished again": partial(wishes.wished, self.wish, is_new=False),
            "wish taken up": partial(wishes.taken, session),
            "wish without words": wishes.no_words,
            "wish gone": wishes.gone,
        }

    def _lists(self) -> dict[str, Callable[[], Message]]:
        eight, own = self.series[:8], [(o, str(Answer.GOING)) for o in self.series[:8]]
        tallies = {o.id: COUNTS for o in eight}
        left = {o.id: [Material(self.wild, SAFE_LINK, self.wild)] * 5 for o in eight}
        me = self.people[0].id
        return {
            "upcoming": partial(session_lists.upcoming, eight, tallies, "sql"),
            "nothing upcoming": partial(session_lists.upcoming, [], {}, ""),
            "past": partial(session_lists.past, eight, left, Wanted((self.wild,), ("sql",))),
            "nothing past": partial(session_lists.past, [], {}, Wanted()),
            "mine": partial(session_lists.mine, own, eight, tallies, [self.session] * 5, me),
            "nothing mine": partial(session_lists.mine, [], [], {}, [], me),
            "home": lambda: Message.of(*session_lists.home(own[:5], eight[3:8], tallies)),
            "wishes": partial(wishes.listed, [self.wish] * 10),
            "no wishes": partial(wishes.listed, []),
            "manage": partial(
                session_manage.manage, self.session, self.series, {o.id: COUNTS for o in eight}
            ),
        }

    def _news(self) -> dict[str, Callable[[], Message]]:
        one, session, who = self.occurrence, self.session, Mention(person=self.people[0])
        return {
            "moved up": partial(signups.moved_up, one),
            "reminder": partial(signups.reminder, one),
            "news: changed": partial(session_news.changed, session, self.changes()),
            "news: moved": partial(session_news.moved, self.series[0], self.series[1]),
            "news: cancelled": partial(session_news.cancelled, session, [one]),
            "news: series cancelled": partial(session_news.cancelled, session, self.series),
            "substitute wanted": partial(session_news.substitute_wanted, session, who),
            "substitute found": partial(session_news.substitute_found, session, who),
            "wish fulfilled": partial(wishes.fulfilled, one),
        }

    def _outcomes(self) -> dict[str, Callable[[], Message]]:
        one = self.occurrence
        known = [
            Attendance(person, str(answer), 1, attended)
            for person in self.people
            for answer in (Answer.GOING, Answer.CANT)
            for attended in (True, False)
        ]
        thoughts = [Feedback(4, self.wild[:300], self.wild[:1000])] * 12
        material = Material(self.wild, SAFE_LINK, f"{self.wild}\n\n" * 30)
        return {
            "doors": partial(outcomes.doors, one, "482193"),
            "checked in": partial(outcomes.checked_in, one),
            "doors closed": outcomes.doors_closed,
            "marked": partial(outcomes.marked, 2),
            "how was it": partial(outcomes.how_was_it, one),
            "what remains": partial(outcomes.what_remains, one),
            "over": partial(outcomes.over, one),
            "outcome": partial(outcomes.outcome, one, known, thoughts),
            "outcome of nothing": partial(outcomes.outcome, one, [], []),
            "thanked": outcomes.thanked,
            "thanked before": outcomes.thanked_before,
            "rated": outcomes.rated,
            "too early": outcomes.too_early,
            "materials": partial(outcomes.materials, one, material),
            "left": outcomes.left,
        }

    def changes(self) -> list[session_news.Change]:
        """Everything that can change at once."""
        after = replace(
            self.session,
            title="Another",
            minutes=30,
            place=SAFE_LINK,
            rule="",
            prerequisite="",
            speakers=(),
        )
        later = replace(self.draft, begins=time(15), repetition=Repetition())
        return session_news.changes(self.session, after, self.draft, later)

    def problems(self) -> tuple[Problem, ...]:
        """Everything that can be wrong in a form."""
        return tuple(Problem("title", fault, self.wild) for fault in Fault)

    def forms(self) -> Mapping[str, Blank]:
        """Every form, by name."""
        wrong = FormErrors(errors=session_forms.errors(self.problems())).errors
        full = session_forms.plan(self.draft, session_id=7)
        blank = Draft(title="", time_zone="Europe/Lisbon")
        return {
            "plan": session_forms.plan(blank, impossible="30 february"),
            "plan, full": full,
            "change": session_forms.plan(self.draft, session_id=7, is_announced=True),
            "plan, wrong": full.model_copy(update={"errors": wrong}),
            "move": session_manage.move(self.occurrence),
            "mark": outcomes.MarkPeople.blank(occurrence_id=3),
            "feedback": outcomes.GiveFeedback.blank(occurrence_id=3),
            "materials": outcomes.LeaveMaterials.blank(occurrence_id=3),
        }
