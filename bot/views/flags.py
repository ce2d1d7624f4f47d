"""Every word about flags: raising one, the moderators' queue, hiding and restoring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Protocol, TypeVar

from pydantic import Field

from bot.messages import (
    Block,
    Button,
    Buttons,
    Context,
    Form,
    Header,
    Hidden,
    Line,
    Mention,
    Message,
    Payload,
    Says,
    Text,
    When,
    bold,
)
from bot.rules.answers import MOST_FLAGS, WHY_LENGTH
from bot.store.answers import Answer
from bot.store.flags import Flagged, Subject
from bot.store.questions import Question
from bot.views.answers import ShowQuestion, short

QUOTED = 500
"""Characters of flagged words that a moderator is shown."""


class OpenFlag(Payload, key="flag.open", opens_form=True):
    """ "Flag": open the form. Exactly one of the two ids is set."""

    question_id: int = 0
    answer_id: int = 0

    @property
    def subject(self) -> Subject:
        """What it means."""
        return _subject(self.question_id, self.answer_id)


class RaiseFlag(Form, key="flag.raise", heading="Flag it", submit="Flag"):
    """Tell the moderators."""

    why: Annotated[
        str,
        Line(
            "What's wrong with it?",
            placeholder="It names a customer",
            hint="A moderator looks at it and isn't told who you are. May stay empty.",
        ),
        Field(max_length=WHY_LENGTH),
    ] = ""
    question_id: Annotated[int, Hidden()] = 0
    answer_id: Annotated[int, Hidden()] = 0

    @property
    def subject(self) -> Subject:
        """What it means."""
        return _subject(self.question_id, self.answer_id)


class HideFlagged(OpenFlag, key="flag.hide"):
    """A moderator hides it."""


class KeepFlagged(OpenFlag, key="flag.keep"):
    """A moderator keeps it."""


class RestoreHidden(OpenFlag, key="flag.restore"):
    """A moderator shows it again."""


def _subject(question_id: int, answer_id: int) -> Subject:
    return Subject("answer", answer_id) if answer_id else Subject("question", question_id)


P = TypeVar("P", bound=OpenFlag)


def about(payload: type[P], subject: Subject) -> P:
    """The payload that means this."""
    is_answer = subject.kind == "answer"
    return payload(
        question_id=0 if is_answer else subject.id, answer_id=subject.id if is_answer else 0
    )


class Shown(Protocol):
    """Something flagged or hidden, with its words."""

    @property
    def subject(self) -> Subject: ...
    @property
    def question(self) -> Question: ...
    @property
    def answer(self) -> Answer | None: ...
    @property
    def flagged(self) -> Flagged | None: ...


def _words(question: Question, answer: Answer | None) -> list[Block]:
    title = bold(short(question.title))
    if answer is None:
        who: Says = Mention(person=question.asker, ping=False) if question.asker else "Somebody"
        asked = [Text.of(who, " asked: ", title)]
        return [*asked, *([Text.of(short(question.body, QUOTED))] if question.body else [])]
    author = Mention(person=answer.author, ping=False)
    return [Text.of(author, " answered ", title, ":"), Text.of(short(answer.body, QUOTED))]


def flagged(question: Question, answer: Answer | None, subject: Subject, why: str) -> Message:
    """What a moderator is told."""
    return Message.of(
        Header(text="Somebody flagged this"),
        *_words(question, answer),
        *([Context.of("Why: ", why)] if why else []),
        _decide(subject, question.id),
        summary=f"Flagged: {short(question.title)}",
    )


def _decide(subject: Subject, question_id: int) -> Buttons:
    return Buttons.of(
        Button.of("Hide it", about(HideFlagged, subject), style="danger"),
        Button.of("Keep it", about(KeepFlagged, subject)),
        Button.of("See all of it", ShowQuestion(question_id=question_id)),
    )


def queue(waiting: Sequence[Shown], hidden: Sequence[Shown]) -> Message:
    """`/flags`."""
    blocks = home(waiting)
    if not waiting:
        blocks.append(Text.of("Nothing is flagged. All is well."))
    if hidden:
        blocks.append(Header(text="Hidden"))
    for shown in hidden:
        blocks += _words(shown.question, shown.answer)
        restore = about(RestoreHidden, shown.subject)
        blocks.append(Buttons.of(Button.of("Show it again", restore)))
    return Message.of(*blocks, summary="Flagged questions and answers")


def home(waiting: Sequence[Shown]) -> list[Block]:
    """The moderators' part of Home: what waits for a decision."""
    blocks: list[Block] = [Header(text="Flagged")] if waiting else []
    for shown in waiting:
        blocks += _words(shown.question, shown.answer)
        if shown.flagged is not None:
            times = shown.flagged.times
            said: list[Says] = ["By 1 person" if times == 1 else f"By {times} people"]
            said += [", since ", When(at=shown.flagged.since, form="date")]
            if shown.flagged.reasons:
                said.append(": " + short(" · ".join(shown.flagged.reasons), 300))
            blocks.append(Context.of(*said))
        blocks.append(_decide(shown.subject, shown.question.id))
    return blocks


def flag_taken(*, first: bool) -> Message:
    """The answer to a flag."""
    if not first:
        return Message.of("You've flagged this one already. A moderator will look at it.")
    return Message.of("Thank you. A moderator will look at it and won't be told who flagged it.")


def too_many() -> Message:
    """Flags by the dozen."""
    return Message.of(
        f"You've flagged {MOST_FLAGS} things in a day, and moderators are on them. Give them until"
        " tomorrow; if something can't wait, write to a moderator yourself."
    )


def moderators_only() -> Message:
    """Somebody else decides."""
    return Message.of(
        "Moderators and owners of the topic decide about this. Press Flag, and they look at it."
    )


def decided(shown: Shown, *, hidden: bool) -> Message:
    """The answer to a moderator's decision."""
    title = bold(short(shown.question.title))
    what = "The answer" if shown.answer is not None else "The question"
    if not hidden:
        return Message.of(Text.of("Kept. ", what, " stands: ", title, "."))
    return Message.of(
        Text.of("Hidden: ", title, ". ", what, " is gone from cards, search and suggestions."),
        Buttons.of(Button.of("Show it again", about(RestoreHidden, shown.subject))),
    )


def restored(shown: Shown) -> Message:
    """The answer to "Show it again"."""
    return Message.of(Text.of("It's back for everybody: ", bold(short(shown.question.title)), "."))
