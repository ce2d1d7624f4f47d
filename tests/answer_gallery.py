"""Every message and form of answers, as full and as wild as they can get: for each renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.events import MessageRef, Person
from bot.messages import Blank, FormErrors, Message
from bot.rules.found import Query
from bot.services.finding import AnswerPage, Hit, Page, Results
from bot.services.flags import Shown
from bot.store.answers import Answer, Version, Voice
from bot.store.flags import Deed, Flagged, Subject
from bot.store.models import AnswerVia, NextStep, QuestionState
from bot.store.questions import Question
from bot.store.threads import Card
from bot.views import ageing, answer_replies, answers, flags, found

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=90)
WAY = Card("elsewhere", "acme", 1, MessageRef("C1", "17.1"))
CODE = "```\nSELECT * FROM keys;\n```\n"


class Gallery:
    """What `people` and what somebody wrote (`wild`) look like in every view."""

    def __init__(self, people: tuple[Person, ...], wild: str) -> None:
        self.people, self.wild = people, wild
        self.question = Question(
            id=12,
            asker=people[0],
            is_private=False,
            title=wild[:150],
            body=(wild * 20 + CODE)[:3000],
            topics=("sql", "snake_case", "ünïcode"),
            conversation_id=1,
            about_message="",
            state=QuestionState.ANSWERED,
            next_step=None,
            next_step_at=None,
            rung=NextStep.ASK_EXPERTS,
            rung_at=NOON,
            accepted_id=7,
            asked_at=NOON,
            stirred_at=NOON,
            asked_if_answered_at=None,
            settled_at=NOON,
            settled_by=None,
            merged_into_id=None,
            session_id=None,
            wish_id=None,
            hidden_at=None,
            edited_at=None,
            withdrawn_at=None,
        )
        self.answer = Answer(
            id=7,
            question_id=12,
            author=people[1],
            body=(wild + CODE) * 200,
            via=AnswerVia.FORM,
            conversation_id=None,
            message=None,
            given_at=NOON,
            edited_at=NOON,
            accepted_at=NOON,
            accepted_by=people[0],
            verified_at=NOON,
            verified_by=people[-1],
            verified_until=LATER,
            helped=12,
            failed=1,
        )
        self.plain = replace(
            self.answer, id=8, body="Yes.", accepted_at=None, verified_until=None, edited_at=None
        )
        self.doubted = replace(
            self.answer, id=9, body=wild, verified_until=None, doubted_at=NOON, accepted_by=None
        )
        self.retired = replace(self.doubted, id=10, retired_at=NOON, hidden_at=NOON)
        self.anonymous = replace(self.question, id=13, asker=None, state=QuestionState.CLOSED)

    def messages(self) -> Mapping[str, Callable[[], Message]]:
        """Every message, by name."""
        return self._cards() | self._replies() | self._found() | self._kept() | self._flags()

    def _cards(self) -> dict[str, Callable[[], Message]]:
        title, who = self.question.title, self.people[0]
        every = [self.answer, self.plain, self.doubted, self.retired]
        made: dict[str, Callable[[], Message]] = {
            f"card {one.id}": partial(answers.card, one, title, NOON, to=who) for one in every
        }
        return made | {
            "for the asker": partial(
                answers.for_asker, self.answer, title, NOON, is_first_of_thread=True
            ),
            "for the asker, with a way": partial(
                answers.for_asker, self.plain, title, NOON, is_first_of_thread=False, way=WAY
            ),
            "hidden card": answers.hidden_card,
            "withdrawn card": answers.withdrawn_card,
            "was it": partial(
                answer_replies.was_it, self.question, [self.answer, self.plain, self.doubted] * 2
            ),
        }

    def _replies(self) -> dict[str, Callable[[], Message]]:
        title, who, say = self.question.title, self.people[0], answer_replies
        own = [(n, self.wild) for n in range(1, 26)]
        return {
            "given": partial(say.given, title, 7, was_settled=True, is_direct=True),
            "given before": partial(say.given_before, 7),
            "marked": partial(say.marked, self.answer, title, is_new=True),
            "which question": partial(say.which_question, 3, own),
            "no question": say.no_question,
            "nothing to mark": say.nothing_to_mark,
            "own question": say.own_question,
            "accepted": partial(say.accepted, self.answer, title, is_own=False, can_thank=True),
            "accepted own": partial(say.accepted, self.answer, title, is_own=True, can_thank=False),
            "accepted before": say.accepted_before,
            "unaccepted": partial(say.unaccepted, title),
            "not accepted": say.not_accepted,
            "accepted, to the author": partial(say.accepted_for_author, title, who, 7),
            "accepted by nobody named": partial(say.accepted_for_author, title, None, 7),
            "may not accept": say.may_not_accept,
            "not one's own": say.not_ones_own,
            "not one's own voice": say.not_ones_own_voice,
            "accept instead": partial(say.accept_instead, 7),
            "helped": partial(say.helped, 12),
            "voice before": say.voice_before,
            "didn't work": partial(say.didnt_work, asked=True),
            "didn't work, carried": partial(say.didnt_work, asked=False),
            "gone": say.gone,
            "not editable": say.not_editable,
            "edit the message": say.edit_the_message,
            "changed": partial(say.changed, 7),
            "would show who asked": say.would_show_who_asked,
        }

    def _found(self) -> dict[str, Callable[[], Message]]:
        wanted = Query(self.wild[:200], ("sql",))
        hits = tuple(
            Hit(self.question, one, 3, ("rotate",), way)
            for one in (self.answer, self.doubted, None)
            for way in (None, WAY)
        )
        every = (self.answer, self.plain, self.doubted, self.retired)
        hidden = replace(self.question, hidden_at=NOON, body="")
        merged = replace(self.anonymous, merged_into_id=12)
        nothing = Results((), 0, has_more=False, unknown=())
        return {
            "found": partial(found.found, Results(hits[:5], 1, True, ()), wanted, NOON),
            "found nothing": partial(found.found, nothing, wanted, NOON),
            "found no more": partial(found.found, replace(nothing, page=3), wanted, NOON),
            "unknown topic": partial(
                found.found, replace(nothing, unknown=(self.wild[:60],) * 5), wanted, NOON
            ),
            "nothing looked for": found.nothing_looked_for,
            "not for guests": found.not_for_guests,
            "search of home": lambda: Message.of(*found.home()),
            "page": partial(
                found.page, Page(self.question, every, None, (self.anonymous,) * 7, True), NOON
            ),
            "page, with a way": partial(
                found.page, Page(self.question, every, None, (), False, 0, WAY), NOON
            ),
            "page, hidden": partial(found.page, Page(hidden, every, None, (), False, 1), NOON),
            "page, merged": partial(found.page, Page(merged, (), self.question, (), True), NOON),
            "answer": partial(found.answer, self._answer_page(may=True), NOON),
            "answer, read on": partial(found.answer, self._answer_page(may=False, page=1), NOON),
            "history": partial(found.history, self._answer_page(may=True)),
        }

    def _answer_page(self, *, may: bool, page: int = 0) -> AnswerPage:
        voices = tuple(Voice(p, False, self.wild * 5, NOON) for p in self.people)
        versions = tuple(Version(self.wild * 9, NOON, p) for p in (*self.people, None))
        deeds = tuple(Deed(NOON, p, "answer.hidden", Subject("answer", 7)) for p in self.people)
        return AnswerPage(self.question, self.answer, voices, versions, deeds, may, may, may, page)

    def _kept(self) -> dict[str, Callable[[], Message]]:
        title, who = self.question.title, self.people[0]
        voice = Voice(who, False, self.wild * 10, NOON)
        return {
            "failed": partial(ageing.failed, voice, self.answer, title),
            "failed, unnamed": partial(
                ageing.failed, replace(voice, person=None), self.answer, title
            ),
            "outdated": partial(ageing.outdated, self.answer, title),
            "settled by": partial(ageing.settled_by, who, title),
            "verified": partial(ageing.verified, LATER),
            "retired": partial(ageing.retired, 7),
            "retired before": ageing.retired_before,
            "may not verify": ageing.may_not_verify,
            "may not retire": ageing.may_not_retire,
            "merged": partial(ageing.merged, title, title, 12),
            "merged, to the asker": partial(ageing.merged_for_asker, title, title, 12),
            "merged, to followers": partial(ageing.merged_for_followers, title, title, 12),
            "unmerged": partial(ageing.unmerged, title),
            "is merged": partial(ageing.is_merged, 12),
            "may not merge": ageing.may_not_merge,
        }

    def _flags(self) -> dict[str, Callable[[], Message]]:
        subject = Subject("answer", 7)
        flagged = Flagged(subject, 12, (self.wild,) * 12, NOON)
        one = Shown(subject, self.question, self.answer, flagged)
        other = Shown(Subject("question", 13), self.anonymous, None, None)
        return {
            "flagged": partial(flags.flagged, self.question, self.answer, subject, self.wild),
            "queue": partial(flags.queue, [one, other] * 4, [one, other] * 2),
            "nothing flagged": partial(flags.queue, [], []),
            "flag taken": partial(flags.flag_taken, first=True),
            "flag taken before": partial(flags.flag_taken, first=False),
            "too many flags": flags.too_many,
            "moderators only": flags.moderators_only,
            "hidden": partial(flags.decided, one, hidden=True),
            "kept": partial(flags.decided, other, hidden=False),
            "restored": partial(flags.restored, one),
        }

    def forms(self) -> Mapping[str, Blank]:
        """Every form, by name."""
        offered = ageing.options([(n, self.wild) for n in range(1, 11)])
        merge = ageing.MergeQuestion.blank(options={"into": offered}, question_id=12)
        wrong = FormErrors(
            errors={
                "into": ageing.pick_another(),
                "number": f"{ageing.goes_round()} {ageing.pick_another()}",
            }
        ).errors
        full = answers.ChangeAnswer.blank(answer=self.wild * 10, answer_id=7)
        said = f"{answer_replies.too_long(30_000)} {answer_replies.nothing_said()}"
        more = f"{answer_replies.question_gone()} {answer_replies.shows_who_asked()}"
        return {
            "give": answers.GiveAnswer.blank(question_id=12),
            "change": full,
            "change, wrong": full.model_copy(update={"errors": {"answer": f"{said} {more}"}}),
            "didn't work": answers.SayDidntWork.blank(answer_id=7),
            "merge": merge,
            "merge, wrong": merge.model_copy(update={"errors": wrong}),
            "merge with nothing like it": ageing.MergeQuestion.blank(question_id=12),
            "flag": flags.RaiseFlag.blank(answer_id=7),
            "find": found.FindAnswers.blank(),
        }
