"""Asking: the form, what is shown before anything is posted, and every refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeAlias

from pydantic import Field

from bot.events import Person
from bot.messages import (
    Blank,
    Block,
    Button,
    Buttons,
    Context,
    Divider,
    Form,
    Header,
    Hidden,
    Line,
    Mention,
    Message,
    Paragraph,
    Payload,
    PickPerson,
    Says,
    Text,
    Toggle,
    bold,
    code,
    listed,
)
from bot.rules.questions import FIELD_LENGTH, LONGEST, spelt
from bot.store.question_cards import Accepted
from bot.store.questions import Question
from bot.store.threads import Card
from bot.views.question_cards import ManageQuestion, written
from bot.views.ways import title

EXCERPT = 600
"""Characters of an earlier answer that are shown: enough to see whether it is the one."""


class AskQuestion(Form, key="question.ask", heading="Ask a question", submit="Ask"):
    """A question."""

    question: Annotated[
        str,
        Paragraph("What would you like to know?", placeholder="How do I rotate the credentials?"),
        Field(max_length=FIELD_LENGTH),
    ]
    details: Annotated[
        str,
        Paragraph(
            "Details", hint="What you tried, code, an error: as it is, between ``` if you like."
        ),
        Field(max_length=FIELD_LENGTH),
    ] = ""
    topics: Annotated[
        str,
        Line("Topics", placeholder="#postgres", hint="They decide who is asked."),
        Field(max_length=200),
    ] = ""
    private: Annotated[bool, Toggle("Show it to the experts only")] = False
    anonymous: Annotated[
        bool, Toggle("Ask anonymously", hint="Nobody is told who asks; answers reach you directly.")
    ] = False
    about: Annotated[str, Hidden()] = ""
    own: Annotated[bool, Hidden()] = False


class ChangeQuestion(Form, key="question.change", heading="Edit your question", submit="Save"):
    """What a question says from now on."""

    question: Annotated[str, Paragraph("Your question"), Field(max_length=FIELD_LENGTH)]
    details: Annotated[str, Paragraph("Details"), Field(max_length=FIELD_LENGTH)] = ""
    question_id: Annotated[int, Hidden()]


class HandToColleague(Form, key="question.hand_to", heading="Hand it on", submit="Hand it on"):
    """Who knows better."""

    to: Annotated[Person, PickPerson("Who knows better?", hint="They see that it came from you.")]
    question_id: Annotated[int, Hidden()]


class OpenAsk(Payload, key="question.open_ask", opens_form=True):
    """Open the form."""


class ThisAnswersIt(Payload, key="question.answers_it"):
    """An earlier answer is enough."""

    draft_id: int
    question_id: int


class AskAnyway(Payload, key="question.ask_anyway"):
    """None of them is it."""

    draft_id: int


class UseTopic(Payload, key="question.use_topic"):
    """This topic was meant; an empty `right`: it is new."""

    draft_id: int
    wrong: str
    right: str = ""


def ask_form(
    text: str = "",
    *,
    topics: str = "",
    private: bool = False,
    anonymous: bool = False,
    about: str = "",
    own: bool = False,
) -> Blank:
    """The form with what was said in it; what one field can't hold goes on in the next."""
    question, details = split(text)
    return AskQuestion.blank(
        question=question,
        details=details,
        topics=topics,
        private=private,
        anonymous=anonymous,
        about=about,
        own=own,
    )


def split(text: str) -> tuple[str, str]:
    """A text in the form's two fields."""
    if len(text) <= FIELD_LENGTH:
        return text, ""
    at = text.rfind("\n", 0, FIELD_LENGTH)
    at = at if at > 0 else FIELD_LENGTH
    return text[:at], text[at:].lstrip("\n")[:FIELD_LENGTH]


def joined(question: str, details: str) -> str:
    """The form's two fields as one text."""
    return f"{question}\n{details}" if details else question


Earlier: TypeAlias = tuple[Question, Accepted, Sequence[str], Card | None]
"""A question that was answered before, its answer, what both have in common, and its thread."""


def earlier(draft_id: int, found: Sequence[Earlier]) -> Message:
    """Earlier questions with their answers, before anything is posted; only the asker sees them."""
    blocks: list[Block] = [Header(text="This may have been answered before")]
    for question, answer, words, way in found:
        author = Mention(person=answer.author, ping=False)
        blocks += [
            Text.of(title(question.title, way)),
            *written(_excerpt(answer.body)),
            Context.of("Answered by ", author, *_common(spelt(words, question.text))),
            Buttons.of(
                Button.of(
                    "This answers it",
                    ThisAnswersIt(draft_id=draft_id, question_id=question.id),
                    style="primary",
                )
            ),
            Divider(),
        ]
    blocks += [
        Buttons.of(Button.of("Ask anyway", AskAnyway(draft_id=draft_id))),
        Context.of("Only you see this. Nothing has been posted, and what you wrote is kept."),
    ]
    return Message.of(*blocks)


def _common(words: Sequence[str]) -> list[Says]:
    return [f" · in common: {', '.join(words[:5])}"] if words else []


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"


def which_topic(draft_id: int, wrong: str, near: Sequence[str]) -> Message:
    """A topic nobody knows, and those that may have been meant."""
    meant = [
        Button.of(f"#{name}", UseTopic(draft_id=draft_id, wrong=wrong, right=name)) for name in near
    ]
    keep = Button.of(f"No, #{wrong} is new", UseTopic(draft_id=draft_id, wrong=wrong))
    return Message.of(
        Text.of("Nobody has used ", bold(f"#{wrong}"), " here yet. Did you mean one of these?"),
        Buttons.of(*meant[:4], keep),
        Context.of("Nothing has been posted yet, and what you wrote is kept."),
    )


def posted(question: Question, experts: Sequence[Person], *, has_card: bool) -> Message:
    """The answer to whoever asked."""
    lines: list[Block] = []
    if experts:
        lines.append(Text.of("Asked. ", *listed(experts, ping=False), *_are_asked(len(experts))))
    elif question.rung_at > question.asked_at:
        lines.append(Text.of("Asked. Those who know are off now; I'll ask once they're back."))
    else:
        lines.append(Text.of("Asked. ", *_nobody_yet(question)))
    if question.is_anonymous:
        lines.append(Context.of("Nobody is told that it was you. Answers reach you here, from me."))
    elif not has_card:
        lines.append(Context.of("You'll hear from me as soon as somebody answers."))
    lines.append(Buttons.of(Button.of("More…", ManageQuestion(question_id=question.id))))
    return Message.of(*lines)


def _are_asked(number: int) -> list[Says]:
    return [" knows about this and is asked." if number == 1 else " know about this and are asked."]


def _nobody_yet(question: Question) -> list[Says]:
    if not question.topics:
        return [
            "Without a topic I don't know whom to ask, so it stands under the open questions (",
            code("/ask open"),
            "). Next time, add one: #postgres, say.",
        ]
    if question.is_private:
        return [
            "Nobody has said yet that they know about this. If it stays so, ask it in a channel."
        ]
    return [
        "Nobody has said yet that they know about this. It stands under the open questions (",
        code("/ask open"),
        "), and I'll tell you when somebody answers. ",
        code("/find"),
        " looks for what was answered before.",
    ]


def asked_already(question: Question) -> Message:
    """The same words again."""
    return Message.of(
        Text.of("You've asked this already, and it's still open: ", bold(question.title)),
        Buttons.of(Button.of("More…", ManageQuestion(question_id=question.id))),
    )


def glad(question: Question, author: Person) -> Message:
    """An earlier answer was enough."""
    return Message.of(
        Text.of("Wonderful. I told ", Mention(person=author, ping=False), " that it helped again."),
        Context.of("Nothing was posted: ", question.title),
    )


def draft_gone() -> Message:
    """A draft that was asked, or left for a week."""
    return Message.of(
        Text.of("That draft is gone: asked already, or left too long. ", code("/ask"), " again?")
    )


def not_asked(sentence: str, text: str) -> Message:
    """A typed question that can't be asked: what to do, and all of the words, so none are lost."""
    kept = [Text.of(text[i : i + 2500]) for i in range(0, len(text), 2500)]
    quiet: list[Block] = [Context.of("You wrote:"), *kept[:40]] if text else []
    return Message.of(sentence, *quiet)


def change_form(question: Question) -> Blank:
    """A question to be said better."""
    text = question.body if question.title.endswith("…") else question.text
    first, rest = split(text)
    return ChangeQuestion.blank(question=first, details=rest, question_id=question.id)


# One sentence each, for the form and for the chat.


def too_short() -> str:
    """One character, say."""
    return "Tell a bit more: what would you like to do, and what happens instead?"


def no_words() -> str:
    """Only a picture, or emoji."""
    return "I can't read pictures. Say in a few words what you'd like to know."


def too_long(length: int) -> str:
    """More than a question holds."""
    return (
        f"That's {length:,} characters and a question holds {LONGEST:,}. Keep the part that shows"
        " the problem; put the rest in a file, and its link here."
    )


def not_anonymously() -> str:
    """No anonymous questions here."""
    return (
        "Questions can't be asked anonymously here. Ask under your name, or show it to the experts"
        " only."
    )


def own_message() -> str:
    """Anonymously below one's own message."""
    return "That message has your name on it. Ask anonymously with /ask anonymously, in new words."
