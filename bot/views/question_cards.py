"""Questions as they stand: the card in a channel, and what those who are asked see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.events import Person
from bot.messages import (
    Block,
    Button,
    Buttons,
    Context,
    Mention,
    Message,
    Payload,
    Says,
    Text,
    bold,
    listed,
)
from bot.rules.questions import pieces
from bot.store.models import QuestionState, RequestState
from bot.store.question_cards import Accepted
from bot.store.question_requests import Request
from bot.store.questions import Question
from bot.views.answers import AnswerQuestion, DidntWork, HelpedMe, ShowQuestion, as_written


class MeToo(Payload, key="question.me_too"):
    """The same question."""

    question_id: int


class ManageQuestion(Payload, key="question.manage"):
    """What else one may do with it."""

    question_id: int


class PassQuestion(Payload, key="question.pass"):
    """Not now, without blame."""

    question_id: int


class HandOn(Payload, key="question.hand", opens_form=True):
    """A colleague knows better."""

    question_id: int


class NotMyTopic(Payload, key="question.not_mine"):
    """This is not what one knows about."""

    question_id: int


@dataclass(frozen=True, slots=True)
class Card:
    """All that a card shows."""

    question: Question
    asked: tuple[Person, ...] = ()
    """Those who are being waited for."""
    answers: int = 0
    accepted: Accepted | None = None
    followers: int = 0
    best: Question | None = None
    """The question this one was merged into."""
    is_direct: bool = False
    """Those asked were written to, and are not tagged below the card."""


def card(shown: Card) -> Message:
    """A question where it was asked."""
    question = shown.question
    if question.withdrawn_at is not None:
        return Message.of(Context.of("A question stood here; who asked it took it back."))
    if question.hidden_at is not None:
        return Message.of(Context.of("A question stood here; a moderator has hidden it."))
    return Message.of(
        *body(question),
        *_what_became_of_it(shown),
        *_card_buttons(shown),
        Context.of(*_below(shown)),
        summary=f"{_heading(question)}: {question.title}",
    )


def body(question: Question) -> list[Block]:
    """The words of a question, code as code."""
    who: Says = Mention(person=question.asker, ping=False) if question.asker else "Somebody"
    how = " asks anonymously" if question.is_anonymous else " asks"
    about = "".join(f" #{t}" for t in question.topics)
    return [
        Context.of(who, f"{how}{about}"),
        Text.of(bold(question.title)),
        *written(question.body),
    ]


def written(text: str) -> list[Text]:
    """Text as somebody wrote it, paragraph for paragraph, code as code."""
    return [Text.of(*as_written(said, is_code=is_code)) for said, is_code in pieces(text)][:20]


def _heading(question: Question) -> str:
    match question.state:
        case QuestionState.OPEN:
            return "Question"
        case QuestionState.ANSWERED:
            return "Answered"
        case QuestionState.CLOSED:
            return "Closed"
        case QuestionState.IN_SESSION:
            return "Becomes a session"


def _what_became_of_it(shown: Card) -> list[Block]:
    match shown.question.state:
        case QuestionState.ANSWERED if shown.accepted is not None:
            author = Mention(person=shown.accepted.author, ping=False)
            return [
                Text.of("✅ ", bold("Answered"), " by ", author, ":"),
                *written(shown.accepted.body),
            ]
        case QuestionState.ANSWERED:
            return [Text.of("✅ ", bold("Answered."))]
        case QuestionState.CLOSED if shown.best is not None:
            return [Text.of("Asked before; the best place for it: ", bold(shown.best.title))]
        case QuestionState.CLOSED:
            return [Text.of("This question is closed.")]
        case QuestionState.IN_SESSION:
            return [Text.of("A session is going to be about this.")]
        case QuestionState.OPEN:
            return []


def _card_buttons(shown: Card) -> list[Block]:
    question = shown.question
    show = Button.of("Show answers", ShowQuestion(question_id=question.id))
    if question.is_open:
        return [
            Buttons.of(
                Button.of("Answer", AnswerQuestion(question_id=question.id), style="primary"),
                Button.of("Me too", MeToo(question_id=question.id)),
                *([show] if shown.answers else []),
                Button.of("More…", ManageQuestion(question_id=question.id)),
            )
        ]
    if shown.best is not None:
        return [Buttons.of(Button.of("Show it", ShowQuestion(question_id=shown.best.id)))]
    if shown.accepted is not None:
        helped = Button.of("Helped me too", HelpedMe(answer_id=shown.accepted.id))
        failed = Button.of("Didn't work for me", DidntWork(answer_id=shown.accepted.id))
        return [Buttons.of(helped, failed, show)]
    return [Buttons.of(show)]


def _below(shown: Card) -> list[Says]:
    parts: list[list[Says]] = []
    if shown.question.is_open:
        if shown.asked:
            how = "Asked directly: " if shown.is_direct else "Asked: "
            parts.append([how, *listed(shown.asked, ping=False)])
        if shown.answers:
            parts.append(["1 answer so far" if shown.answers == 1 else f"{shown.answers} answers"])
    if shown.followers:
        have = (
            "1 more person has" if shown.followers == 1 else f"{shown.followers} more people have"
        )
        parts.append([f"{have} this question"])
    if not parts:
        parts.append(
            ["Whoever knows, please answer." if shown.question.is_open else "Thank you all."]
        )
    out: list[Says] = []
    for part in parts:
        out += [*([" · "] if out else []), *part]
    return out


def request(question: Question, asked: Request) -> Message:
    """What stands below the card for one of those asked."""
    return Message.of(
        Text.of(Mention(person=asked.person), ", can you help? ", *why(asked)),
        _request_buttons(question),
        summary=f"Can you help? {question.title}",
    )


def request_direct(question: Question, asked: Request) -> Message:
    """The same, written to somebody directly, with the question in it."""
    private = "Only you and the others asked see it. " if question.is_private else ""
    return Message.of(
        Text.of("Can you help a colleague? ", *why(asked)),
        *body(question),
        _request_buttons(question),
        Context.of(private, "No time, or not yours? Pass, and somebody else is asked."),
        summary=f"Can you help? {question.title}",
    )


def _request_buttons(question: Question) -> Buttons:
    id_ = question.id
    return Buttons.of(
        Button.of("Answer", AnswerQuestion(question_id=id_), style="primary"),
        Button.of("Pass", PassQuestion(question_id=id_)),
        Button.of("Hand to…", HandOn(question_id=id_)),
        Button.of("Not my topic", NotMyTopic(question_id=id_)),
    )


def request_done(question: Question, asked: Request) -> Message:
    """Somebody has said that they won't answer."""
    said = {
        RequestState.HANDED_ON: "You handed this on. Thank you.",
        RequestState.NOT_MY_TOPIC: "Noted: not your topic. I'll ask somebody else.",
    }
    words = said.get(asked.state, "You passed on this one. Somebody else is asked.")
    return Message.of(Context.of(words, f" ({question.title})"))


def request_over(question: Question) -> Message:
    """It needs no answer any more."""
    if not question.is_readable:
        return Message.of(Context.of("This question was taken back. Nothing left to do."))
    return Message.of(Context.of("No answer needed any more, thank you: ", question.title))


def why(asked: Request) -> list[Says]:
    """Why somebody was chosen, in a sentence."""
    said = [words for reason in asked.reasons if (words := _reason(reason))]
    return [f"({_joined(said)})"] if said else []


def _reason(reason: Mapping[str, Any]) -> str:
    topic = f" #{reason['topic']}" if reason.get("topic") else ""
    match reason.get("kind"):
        case "answered":
            n = int(reason.get("count", 1))
            about = f" about{topic}" if topic else ""
            return f"you answered {n} similar question{'s' if n > 1 else ''}{about}"
        case "declared":
            return f"you're an expert on{topic}" if topic else "you offered to help"
        case "nominated":
            return f"a colleague named you for{topic}" if topic else "a colleague named you"
        case "knows":
            n = int(reason.get("count", 1))
            return f"you answered {n} question{'s' if n > 1 else ''}{' about' + topic}"
        case "owner":
            return f"you look after{topic}" if topic else "you look after this topic"
        case "handed":
            return "a colleague thinks you'd know"
        case _:
            return ""


def _joined(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
