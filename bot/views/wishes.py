"""Every word about wishes for sessions."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events import Person
from bot.messages import (
    Block,
    Button,
    Buttons,
    Context,
    Header,
    Mention,
    Message,
    Payload,
    Says,
    Text,
    When,
    bold,
    code,
)
from bot.rules.sessions import TITLE_LENGTH
from bot.store.sessions import Occurrence, Planned
from bot.store.wishes import Wish
from bot.views.sessions import EditSession, answer_buttons


class JoinWish(Payload, key="wish.join"):
    """ "Me too"."""

    wish_id: int


class TakeWish(Payload, key="wish.take"):
    """Speak about it."""

    wish_id: int


def card(wish: Wish) -> Message:
    """A wish in a channel."""
    return Message.of(
        Text.of("Who'd like a session on ", *_about(wish), "?"),
        _buttons(wish),
        summary=f"A session is wished for: {wish.title}",
    )


def _about(wish: Wish) -> list[Says]:
    topics = "".join(f" #{t}" for t in wish.topics)
    voices = "1 person would come" if wish.votes == 1 else f"{wish.votes} people would come"
    return [bold(wish.title), f"{topics} ({voices})"]


def _buttons(wish: Wish) -> Buttons:
    return Buttons.of(
        Button.of("Me too", JoinWish(wish_id=wish.id)),
        Button.of("I could speak about it", TakeWish(wish_id=wish.id)),
    )


def taken_card(wish: Wish, who: Person) -> Message:
    """Somebody has taken a wish up."""
    name = Mention(person=who, ping=False)
    return Message.of(
        Text.of(name, " prepares a session on ", bold(wish.title), ". It'll be announced.")
    )


def wished(wish: Wish, *, is_new: bool) -> Message:
    """The answer to a wish."""
    if not is_new:
        return joined(wish)
    return Message.of(
        Text.of("Your wish is noted: ", *_about(wish), "."),
        Context.of(
            "I'll tell you when somebody takes it up. ", code("/session wishes"), " lists all."
        ),
    )


def joined(wish: Wish) -> Message:
    """The answer to "Me too"."""
    return Message.of(Text.of("You're counted in: ", *_about(wish), "."))


def taken(session: Planned) -> Message:
    """The answer to whoever volunteers."""
    return Message.of(
        Text.of("Wonderful. ", bold(session.title), " is a draft of yours now."),
        Buttons.of(
            Button.of("Say when and where", EditSession(session_id=session.id), style="primary")
        ),
        Context.of("Whoever wished for it will be told once it's announced."),
    )


def fulfilled(occurrence: Occurrence) -> Message:
    """What one wished for will take place."""
    return Message.of(
        Text.of(
            "You wished for it: ",
            bold(occurrence.session.title),
            " takes place on ",
            When(at=occurrence.starts_at),
            ".",
        ),
        answer_buttons(occurrence.id),
        summary=f"You wished for it: {occurrence.session.title}",
    )


def no_words() -> Message:
    """A wish without words, or with too many."""
    return Message.of(
        Text.of(
            f"Say in a few words (up to {TITLE_LENGTH} characters) what you'd like to learn: ",
            code('/session wish "How our billing works" #billing'),
        )
    )


def gone() -> Message:
    """A button on a wish that was taken up."""
    return Message.of("Somebody has taken this up already. It'll be announced soon.")


def listed(wishes: Sequence[Wish]) -> Message:
    """`/session wishes`."""
    if not wishes:
        return Message.of(
            Text.of("Nobody has wished for anything yet. ", code('/session wish "…"'), " does.")
        )
    return Message.of(Header(text="Sessions people wish for"), *_lines(wishes))


def home(wishes: Sequence[Wish]) -> list[Block]:
    """The wishes in somebody's Home; nothing while there are none."""
    if not wishes:
        return []
    return [Text.of(bold("Wished for")), *_lines(wishes)]


def _lines(wishes: Sequence[Wish]) -> list[Block]:
    blocks: list[Block] = []
    for wish in wishes:
        blocks += [Text.of(*_about(wish)), _buttons(wish)]
    return blocks
