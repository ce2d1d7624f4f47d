"""Every word about keeping answers current: doubts, verifying, retiring, merging."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from bot.events import Person
from bot.messages import (
    Block,
    Button,
    Buttons,
    Confirm,
    Context,
    Form,
    Hidden,
    Line,
    Mention,
    Message,
    Payload,
    PickOne,
    Says,
    Text,
    When,
    bold,
)
from bot.store.answers import Answer, Voice
from bot.store.questions import Question
from bot.views.answers import EditAnswer, ShowAnswer, ShowQuestion, short

QUOTED = 600
"""Characters of an answer that whoever looks after it is shown."""


class VerifyAnswer(Payload, key="answer.verify"):
    """ "It still holds"."""

    answer_id: int


class RetireAnswer(Payload, key="answer.retire"):
    """ "Retire it"."""

    answer_id: int


class OpenMerge(Payload, key="question.merge.open", opens_form=True):
    """ "Same as another…": open the form."""

    question_id: int


class MergeQuestion(Form, key="question.merge", heading="The same question", submit="Merge"):
    """Which question is the better place for it."""

    into: Annotated[
        str | None,
        PickOne("Which one is the best?", hint="Those that resemble it, the nearest first."),
    ] = None
    number: Annotated[
        str,
        Line("Or its number", placeholder="123", hint="It stands at the foot of its page."),
        Field(max_length=20),
    ] = ""
    question_id: Annotated[int, Hidden()]


class Unmerge(Payload, key="question.unmerge"):
    """ "Not the same after all"."""

    question_id: int


SURE_TO_RETIRE = Confirm(
    title="Retire this answer?",
    text="It won't be found or suggested any more. Its page and history stay.",
    yes="Retire it",
)


def tending(answer_id: int) -> Buttons:
    """What whoever looks after an answer can do."""
    return Buttons.of(
        Button.of("It still holds", VerifyAnswer(answer_id=answer_id), style="primary"),
        Button.of("Edit it", EditAnswer(answer_id=answer_id)),
        Button.of("Retire it", RetireAnswer(answer_id=answer_id), confirm=SURE_TO_RETIRE),
        Button.of("More…", ShowAnswer(answer_id=answer_id)),
    )


def _quoted(answer: Answer) -> list[Block]:
    author = Mention(person=answer.author, ping=False)
    return [
        Text.of(short(answer.body, QUOTED)),
        Context.of("By ", author, " · ", When(at=answer.given_at, form="date")),
        tending(answer.id),
    ]


def failed(voice: Voice, answer: Answer, title: str) -> Message:
    """It didn't work for somebody: what its author, or whoever looks after it, reads."""
    who: Says = Mention(person=voice.person, ping=False) if voice.person else "The asker"
    blocks: list[Block] = [
        Text.of(who, " says an answer to ", bold(short(title)), " didn't work for them.")
    ]
    if voice.what_happened:
        blocks.append(Text.of("“", voice.what_happened, "”"))
    return Message.of(*blocks, *_quoted(answer), summary=f"An answer didn't work: {short(title)}")


def outdated(answer: Answer, title: str) -> Message:
    """Its verification is over."""
    return Message.of(
        Text.of(
            "Is this still right? It's been a while since somebody looked at an answer to ",
            bold(short(title)),
            ":",
        ),
        *_quoted(answer),
        Context.of("Until then it is shown as not verified."),
        summary=f"Does this answer still hold? {short(title)}",
    )


def settled_by(by: Person | None, title: str) -> Message:
    """Somebody else took care of it."""
    who: Says = Mention(person=by, ping=False) if by else "The asker"
    return Message.of(Context.of(who, " has taken care of an answer to ", bold(short(title)), "."))


def verified(until: datetime) -> Message:
    """The answer to "It still holds"."""
    return Message.of(
        Text.of("Verified, thank you. It's good until ", When(at=until, form="date"), ".")
    )


def retired(answer_id: int) -> Message:
    """The answer to "Retire it"."""
    return Message.of(
        "Retired: nobody finds it any more. If that was too hasty, verify it and it's back.",
        Buttons.of(Button.of("It still holds", VerifyAnswer(answer_id=answer_id))),
    )


def retired_before() -> Message:
    """It is retired already."""
    return Message.of("It's retired already.")


def may_not_verify() -> Message:
    """Somebody else's to vouch for."""
    return Message.of(
        "Owners and experts of the topic vouch for answers, experts not for their own."
        " If it helped you, press “Helped me too”."
    )


def may_not_retire() -> Message:
    """Somebody else's words."""
    return Message.of(
        "Its author, the topic's owner or a moderator can retire it."
        " If it's wrong, press “Didn't work for me”: they are asked at once."
    )


def merge_button(question: Question) -> Button:
    """To the form that points to a better one, or the way back."""
    if question.merged_into_id is not None:
        return Button.of("Not the same after all", Unmerge(question_id=question.id))
    return Button.of("Same as another…", OpenMerge(question_id=question.id))


def merged(title: str, into: str, into_id: int) -> Message:
    """The answer to a merge."""
    return Message.of(
        Text.of(bold(short(title)), " now points to ", bold(short(into)), "."),
        Buttons.of(Button.of("Show it", ShowQuestion(question_id=into_id))),
        Context.of("Both keep their answers and history."),
    )


def merged_for_asker(title: str, into: str, into_id: int) -> Message:
    """What the asker of a duplicate is told."""
    return Message.of(
        Text.of(
            "Your question ",
            bold(short(title)),
            " is the same as ",
            bold(short(into)),
            ". Whatever is found out there is for you too.",
        ),
        Buttons.of(Button.of("Show it", ShowQuestion(question_id=into_id), style="primary")),
    )


def merged_for_followers(title: str, into: str, into_id: int) -> Message:
    """What those who have the same question are told."""
    return Message.of(
        Text.of(
            bold(short(title)),
            " was your question too. It is the same as ",
            bold(short(into)),
            ". Whatever is found out there is for you too.",
        ),
        Buttons.of(Button.of("Show it", ShowQuestion(question_id=into_id), style="primary")),
    )


def unmerged(title: str) -> Message:
    """The answer to "Not the same after all"."""
    return Message.of(Text.of(bold(short(title)), " stands for itself again."))


def is_merged(into_id: int) -> Message:
    """A decision about a duplicate."""
    return Message.of(
        "This question was merged into a better one: decide it there.",
        Buttons.of(Button.of("Show it", ShowQuestion(question_id=into_id))),
    )


def may_not_merge() -> Message:
    """Who says that two questions are one."""
    return Message.of(
        "Whoever asked can point it to another question while it's open; the topic's experts and"
        " owners, and moderators, always can. Tell one of them, or flag it and say what it repeats."
    )


# What to do about a merge that can't be: one sentence each, for the form.


def pick_another() -> str:
    """No question, itself, or none of that number."""
    return (
        "Pick another question from the list, or give the number of one that everybody who sees"
        " this one can see too."
    )


def goes_round() -> str:
    """That one points here already."""
    return "That one was merged into this one already. Pick the one that should remain."


def options(found: Sequence[tuple[int, str]]) -> list[tuple[str, str]]:
    """Questions to pick from, by id and title."""
    return [(str(id_), short(title, 75) or f"Question {id_}") for id_, title in found]
