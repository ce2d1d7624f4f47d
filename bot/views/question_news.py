"""What people are told about a question they asked, follow, or could teach."""

from __future__ import annotations

from bot.messages import Button, Buttons, Context, Message, Payload, Text, bold, code
from bot.store.models import QuestionState
from bot.store.questions import Question
from bot.store.wishes import Wish
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


def was_it_answered(question: Question) -> Message:
    """The thread is quiet: asked once."""
    return Message.of(
        Text.of("It's been quiet about your question: ", bold(question.title)),
        Text.of("If an answer helped, accept it, and the next one who asks will find it."),
        Buttons.of(
            Button.of("Still stuck", KeepOpen(question_id=question.id)),
            Button.of("Close it", CloseQuestion(question_id=question.id)),
        ),
        Context.of("I ask this only once."),
    )


def closed_quietly(question: Question) -> Message:
    """It was closed because nobody came back to it."""
    return Message.of(
        Text.of("Nobody came back to this for a while, so I closed it: ", bold(question.title)),
        Context.of("Still curious? Just ask again."),
    )


def settled(question: Question) -> Message:
    """What those who have the same question are told."""
    if question.state is QuestionState.IN_SESSION:
        return Message.of(
            Text.of("A session is going to be about what you wondered: ", bold(question.title)),
            Context.of("You'll be told when it is announced."),
        )
    return Message.of(
        Text.of("Answered, and it was your question too: ", bold(question.title)),
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
