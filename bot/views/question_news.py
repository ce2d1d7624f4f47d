"""What people are told about a question they asked, follow, or could teach."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events import Person
from bot.messages import (
    Button,
    Buttons,
    Confirm,
    Context,
    Mention,
    Message,
    Payload,
    Says,
    Text,
    bold,
    code,
)
from bot.store.models import QuestionState
from bot.store.questions import Question
from bot.store.threads import Card
from bot.store.wishes import Wish
from bot.views.ageing import merge_button
from bot.views.answers import ShowQuestion
from bot.views.flags import OpenFlag
from bot.views.question_cards import MeToo
from bot.views.ways import title
from bot.views.wishes import TakeWish


class CloseQuestion(Payload, key="question.close"):
    """It needs no answer any more."""

    question_id: int


class KeepOpen(Payload, key="question.keep"):
    """It still needs an answer."""

    question_id: int


class NotTeaching(Payload, key="question.not_teaching"):
    """Somebody else should speak about it."""

    question_id: int


class EditQuestion(Payload, key="question.edit", opens_form=True):
    """Say it better."""

    question_id: int


class TakeBack(Payload, key="question.take_back"):
    """Take one's own question back."""

    question_id: int


@dataclass(frozen=True, slots=True)
class Manages:
    """What somebody may do to a question."""

    question: Question
    may_edit: bool
    may_take_back: bool
    may_close: bool
    may_follow: bool
    may_merge: bool
    """Say that it is the same as another, or that it is not after all."""


def manage(can: Manages) -> Message:
    """What else one may do with a question."""
    id_ = can.question.id
    buttons: list[Button] = []
    if can.may_edit:
        buttons.append(Button.of("Edit", EditQuestion(question_id=id_)))
    if can.may_close:
        buttons.append(Button.of("Close", CloseQuestion(question_id=id_)))
    if can.may_merge:
        buttons.append(merge_button(can.question))
    if can.may_take_back:
        sure = Confirm(
            title="Take it back?",
            text="Its words disappear, and nobody is asked any more.",
            yes="Take it back",
        )
        buttons.append(Button.of("Take back", TakeBack(question_id=id_), confirm=sure))
    if can.may_follow:
        buttons.append(Button.of("Me too", MeToo(question_id=id_)))
    return Message.of(
        Text.of(bold(can.question.title)),
        *([Buttons.of(*buttons[:5])] if buttons else []),
        Buttons.of(
            Button.of("Show answers", ShowQuestion(question_id=id_)),
            Button.of("Flag", OpenFlag(question_id=id_)),
        ),
    )


def closed_by(question: Question, by: Person) -> Message:
    """What the asker is told when somebody else closed it."""
    return Message.of(
        Text.of(Mention(person=by, ping=False), " closed your question: ", bold(question.title)),
        Context.of("Not settled for you? Ask again, and say what's still missing."),
    )


def closed_for_followers(question: Question) -> Message:
    """What those with the same question are told when it is closed without an answer."""
    return Message.of(
        Text.of("Closed without an answer: ", bold(question.title)),
        Context.of("It was your question too. Still need it? ", code("/ask"), " it yourself."),
    )


def helped_without_asking(question: Question, who: Person | None) -> Message:
    """What the author of an earlier answer is told."""
    name: Says = Mention(person=who, ping=False) if who else "Somebody"
    return Message.of(
        Text.of(
            name,
            " was about to ask, and found it in your answer to ",
            bold(question.title),
            ". Thank you!",
        )
    )


def stands_open(question: Question) -> Message:
    """Nobody who was asked has answered."""
    if question.is_private:
        return Message.of(
            Text.of("Nobody I asked could answer yet: ", bold(question.title)),
            Context.of("Everybody could see it if you asked it in a channel: ", code("/ask …")),
        )
    return Message.of(
        Text.of("Nobody I asked could answer yet: ", bold(question.title)),
        Context.of(
            "It now stands under the open questions, where everybody sees it: ", code("/ask open")
        ),
    )


def closed_quietly(question: Question) -> Message:
    """It was closed because nobody came back to it."""
    return Message.of(
        Text.of("Nobody came back to this for a while, so I closed it: ", bold(question.title)),
        Context.of("Still curious? Just ask again."),
    )


def settled(question: Question, way: Card | None = None) -> Message:
    """What those who have the same question are told."""
    if question.state is QuestionState.IN_SESSION:
        return Message.of(
            Text.of("A session is going to be about what you wondered: ", bold(question.title)),
            Context.of("You'll be told when it is announced."),
        )
    return Message.of(
        Text.of("Answered, and it was your question too: ", title(question.title, way)),
        Context.of("Find it again with ", code("/find"), "."),
    )


def session_proposed(question: Question, wish: Wish) -> Message:
    """What the asker is told when a session is proposed."""
    voices = "1 person would come" if wish.votes == 1 else f"{wish.votes} people would come"
    return Message.of(
        Text.of("Your question might be worth a session: ", bold(question.title)),
        Context.of(f"I proposed one ({voices}). The question stays open meanwhile."),
    )


def would_you_teach(question: Question, wish: Wish) -> Message:
    """What the likely teacher is asked, before anybody else."""
    voices = "1 colleague" if wish.votes == 1 else f"{wish.votes} colleagues"
    return Message.of(
        Text.of(
            f"{voices} would come to a session about " if wish.votes else "A question stays open: ",
            bold(question.title),
        ),
        Text.of("You know this field. Would you speak about it, half an hour maybe?"),
        Buttons.of(
            Button.of("I could speak about it", TakeWish(wish_id=wish.id), style="primary"),
            Button.of("Not me", NotTeaching(question_id=question.id)),
        ),
    )


def homeless(question: Question) -> Message:
    """What the asker is told when the card could not be posted, beside how to mend that."""
    return Message.of(
        Text.of("I couldn't show your question in its channel: ", bold(question.title)),
        Context.of(
            "Those who know are asked directly, and it stands under the open questions: ",
            code("/ask open"),
        ),
    )


def becomes_session(question: Question, by: Person) -> Message:
    """What the asker is told when somebody takes it up."""
    return Message.of(
        Text.of(
            Mention(person=by, ping=False),
            " prepares a session about your question: ",
            bold(question.title),
        ),
        Context.of("You'll see it announced. ", code("/session"), " lists what is coming."),
    )
