"""Every word and card about giving an answer, accepting one and saying what it did."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from bot.events import Person
from bot.messages import (
    Block,
    Button,
    Buttons,
    Context,
    Form,
    Hidden,
    Mention,
    Message,
    Paragraph,
    Payload,
    Says,
    Text,
    When,
    code,
)
from bot.rules.answers import ANSWER_LENGTH, WHAT_HAPPENED_LENGTH
from bot.rules.questions import inline, pieces
from bot.store.answers import Answer
from bot.store.threads import Card
from bot.views import ways

SHOWN = 2400
"""Characters of an answer that a card shows: longer ones are read on a page of their own."""
PARAGRAPHS = 12
"""Blocks of an answer that a card shows."""
TITLE = 150
"""Characters of a question's title that are said again."""


class AnswerQuestion(Payload, key="answer.open", opens_form=True):
    """ "Answer": open the form."""

    question_id: int


class GiveAnswer(Form, key="answer.give", heading="Answer", submit="Send"):
    """An answer to a question."""

    answer: Annotated[
        str,
        Paragraph("Your answer", hint="Steps, a link, or who knows: half an answer helps too."),
        Field(min_length=1, max_length=ANSWER_LENGTH),
    ]
    question_id: Annotated[int, Hidden()]


class EditAnswer(Payload, key="answer.edit", opens_form=True):
    """ "Edit": open the form with the answer in it."""

    answer_id: int


class ChangeAnswer(Form, key="answer.change", heading="Edit the answer", submit="Save"):
    """What an answer says from now on."""

    answer: Annotated[
        str,
        Paragraph("The answer", hint="What it said before is kept in its history."),
        Field(min_length=1, max_length=ANSWER_LENGTH),
    ]
    answer_id: Annotated[int, Hidden()]


class PickQuestion(Payload, key="answer.pick"):
    """Which question a message answers; the select's choice is the question's id."""

    marked_id: int


class AcceptAnswer(Payload, key="answer.accept"):
    """ "This answers it"."""

    answer_id: int


class UnacceptAnswer(Payload, key="answer.unaccept"):
    """ "Not the answer after all"."""

    answer_id: int


class HelpedMe(Payload, key="answer.helped"):
    """ "Helped me too"."""

    answer_id: int


class DidntWork(Payload, key="answer.failed.open", opens_form=True):
    """ "Didn't work for me": open the form."""

    answer_id: int


class SayDidntWork(Form, key="answer.failed", heading="Didn't work for me", submit="Send"):
    """What happened."""

    what_happened: Annotated[
        str,
        Paragraph(
            "What happened?",
            placeholder="Step 2 says: permission denied (since the upgrade to 16)",
            hint="Its author and the topic's owner read it. May stay empty.",
        ),
        Field(max_length=WHAT_HAPPENED_LENGTH),
    ] = ""
    answer_id: Annotated[int, Hidden()]


class ThankAuthor(Payload, key="answer.thank", opens_form=True):
    """ "Thank …": the form of kudos, filled in."""

    answer_id: int


class ShowQuestion(Payload, key="question.show"):
    """ "Show": a question with its answers."""

    question_id: int
    page: int = 0


class ShowAnswer(Payload, key="answer.show"):
    """ "More": one answer, whole, and what can be done with it."""

    answer_id: int
    page: int = 0


def _name(person: Person) -> Mention:
    return Mention(person=person, ping=False)


def short(text: str, most: int = TITLE) -> str:
    """One line of a text."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def written(text: str, most: int = SHOWN) -> list[Block]:
    """As much of a text as there is room for, paragraph for paragraph, code as code."""
    kept = text if len(text) <= most else text[:most].rstrip() + " …"
    blocks = [Text.of(*as_written(said, is_code=is_code)) for said, is_code in pieces(kept)]
    return [*blocks[:PARAGRAPHS]]


def as_written(said: str, *, is_code: bool) -> list[Says]:
    """A paragraph, what stands between backticks as code."""
    if is_code:
        return [code(said)]
    return [code(text) if is_typed else text for text, is_typed in inline(said)]


def card(answer: Answer, title: str, now: datetime, *, to: Person | None) -> Message:
    """An answer in its question's thread; `to` is whom it is for, by name."""
    who: list[Says] = [_name(answer.author), " answered"]
    if to is not None and to != answer.author:
        who = [Mention(person=to), ", ", *who]
    return Message.of(
        Text.of(*who, ":"),
        *_said(answer, now),
        summary=f"{answer.author.name} answered: {short(title)}",
    )


def for_asker(
    answer: Answer,
    title: str,
    now: datetime,
    *,
    is_first_of_thread: bool,
    way: Card | None = None,
) -> Message:
    """The same, to the asker directly; the title leads to the thread where there is a way."""
    quiet: list[Block] = []
    if is_first_of_thread:
        quiet.append(Context.of("The next ones are in the thread; I won't send you each of them."))
    asked = ways.title(short(title), way)
    return Message.of(
        Text.of(_name(answer.author), " answered your question ", asked, ":"),
        *_said(answer, now),
        *quiet,
        summary=f"{answer.author.name} answered: {short(title)}",
    )


def _said(answer: Answer, now: datetime) -> list[Block]:
    blocks = written(answer.body)
    standing = stands(answer, now)
    if standing:
        blocks.append(Context.of(*standing))
    return [*blocks, buttons(answer)]


def buttons(answer: Answer, *, is_cut: bool | None = None) -> Buttons:
    """What anybody can do with an answer; who may is checked when they do."""
    first = Button.of("This answers it", AcceptAnswer(answer_id=answer.id), style="primary")
    is_cut = len(answer.body) > SHOWN if is_cut is None else is_cut
    more = "Read it all" if is_cut else "More…"
    return Buttons.of(
        *([] if answer.is_accepted else [first]),
        Button.of("Helped me too", HelpedMe(answer_id=answer.id)),
        Button.of("Didn't work for me", DidntWork(answer_id=answer.id)),
        Button.of(more, ShowAnswer(answer_id=answer.id)),
    )


def stands(answer: Answer, now: datetime) -> list[Says]:
    """How an answer stands: accepted, verified by whom and until when, voices, age."""
    parts: list[list[Says]] = []
    if answer.is_accepted:
        by = _name(answer.accepted_by) if answer.accepted_by else "the asker"
        parts.append(["✓ Accepted by ", by])
    if answer.retired_at is not None:
        parts.append(["retired ", When(at=answer.retired_at, form="date")])
    elif answer.is_verified(now) and answer.verified_at and answer.verified_until:
        who: Says = _name(answer.verified_by) if answer.verified_by else "the asker"
        parts.append(["verified by ", who, " ", When(at=answer.verified_at, form="date")])
        parts.append(["good until ", When(at=answer.verified_until, form="date")])
    elif answer.doubted_at is not None:
        parts.append(["in doubt since ", When(at=answer.doubted_at, form="date")])
    elif answer.verified_at is not None:
        parts.append(["last verified ", When(at=answer.verified_at, form="date")])
    if answer.edited_at is not None:
        parts.append(["edited ", When(at=answer.edited_at, form="date")])
    if answer.helped:
        parts.append([_people(answer.helped) + " helped too"])
    if answer.failed:
        parts.append([f"didn't work for {_people(answer.failed)}"])
    out: list[Says] = []
    for part in parts:
        out += [" · ", *part] if out else part
    return out


def _people(n: int) -> str:
    return "1 person" if n == 1 else f"{n} people"


def hidden_card() -> Message:
    """An answer that a moderator hid."""
    return Message.of(Context.of("A moderator hid this answer."))


def withdrawn_card() -> Message:
    """An answer that its author took back."""
    return Message.of(Context.of("This answer was taken back by its author."))
