"""Reply → what Teams is answered with: an activity, a dialog, or a card action's result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.teams.forms import dialog, launcher
from adapters.teams.limits import DIALOG_TITLE, MESSAGE_BYTES
from adapters.teams.markup import when_in_words
from adapters.teams.render import activity, attachment, card, size
from bot.events import Account
from bot.messages import (
    Blank,
    Buttons,
    Context,
    FormErrors,
    Header,
    Home,
    Link,
    Message,
    Plain,
    Replace,
    Reply,
    Spans,
    Text,
    When,
    plain,
)
from bot.messenger import Faces

Json = dict[str, Any]

CARD_ACTION_MESSAGE = "application/vnd.microsoft.activity.message"
CARD_ACTION_CARD = "application/vnd.microsoft.card.adaptive"
GIST = 300  # ours: what one reads at a glance in the line below a card
NAMED = 2  # ours: more buttons are not named one by one
SHORT = 1000  # ours: a longer sentence is easier to read as a card
NOWHERE = "There is more to it, but I can't write to you yet. Add Potluck in Teams under Apps."
TOO_MUCH = (
    "That is more than a form in Teams can hold. Please ask for it with less in it, or use the "
    "form in another place where Potluck is."
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is answered: how people look there, whom to offer in pickers, where a form comes from."""

    faces: Faces
    known: Callable[[], Sequence[Account]]
    sealed: Callable[[], str]


def words(message: Message, faces: Faces) -> str | None:
    """The message as mere words, when it is no more than that."""
    said = []
    for block in message.blocks:
        match block:
            case Header():
                said.append(block.text)
            case Text() | Context() if not any(isinstance(s, Link) for s in block.spans):
                said.append(_words(block.spans, faces))
            case _:
                return None
    whole = "\n\n".join(said)
    return whole if len(whole) <= SHORT else None


def _words(spans: Spans, faces: Faces) -> str:
    """The words alone. Moments are told where the reader is."""
    return plain(
        tuple(Plain(text=when_in_words(s, faces)) if isinstance(s, When) else s for s in spans)
    )


def gist(message: Message, faces: Faces, where: str) -> str:
    """What happened, for whoever pressed; the whole of it, with its buttons, is `where`.

    An empty `where`: it could be sent nowhere.
    """
    said: list[str] = []
    labels: list[str] = []
    is_all = True
    for block in message.blocks:
        match block:
            case Header():
                said.append(block.text)
            case Text() | Context():
                said.append(_words(block.spans, faces))
            case Buttons():
                labels += [f"“{b.label}”" for b in block.buttons]
            case _:
                is_all = False
    whole = "\n\n".join(said) or message.summary
    if len(whole) > GIST:
        whole, is_all = f"{whole[:GIST].rstrip()}…", False
    if not where:
        return f"{whole}\n\n{NOWHERE}"
    if not is_all or not labels or len(labels) > NAMED:
        return f"{whole}\n\nThe whole answer is {where}."
    verb = "is" if len(labels) == 1 else "are"
    return f"{whole}\n\n{' and '.join(labels)} {verb} {where}."


def as_message(reply: Reply) -> Message | None:
    """The reply as a message, for where forms can't be; None when there is nothing to say."""
    match reply:
        case Message():
            return reply
        case Replace():
            return reply.message
        case Home():
            return Message(blocks=reply.blocks[:50], summary="Your Potluck")
        case FormErrors():
            return Message.of(*dict.fromkeys(reply.errors.values()))
        case Blank() | None:
            return None


def in_chat(reply: Reply, asker: Asker) -> Json | None:
    """The activity that answers in a chat. A form becomes the button that opens it."""
    if isinstance(reply, Blank):
        button = launcher(reply, asker.faces, asker.sealed())
        if size(button) > MESSAGE_BYTES:
            return activity(Message.of(TOO_MUCH), asker.faces)
        return {
            "type": "message",
            "summary": reply.heading,
            "attachments": [attachment(button)],
        }
    message = as_message(reply)
    return activity(message, asker.faces) if message else None


def in_dialog(reply: Reply, asker: Asker) -> Json | None:
    """The task module's answer; None closes it. A card with buttons can't be shown in a dialog."""
    if isinstance(reply, FormErrors) and reply.form is not None:
        reply = reply.form.model_copy(update={"errors": reply.errors})
    if isinstance(reply, Blank):
        return go_on(dialog(reply, asker.faces, asker.known(), asker.sealed()))
    message = as_message(reply)
    if message is None:
        return None
    said = words(message, asker.faces)
    return say(said) if said is not None else None


def say(text: str) -> Json:
    return {"task": {"type": "message", "value": text}}


def go_on(value: Json) -> Json:
    return {"task": {"type": "continue", "value": value}}


def look(title: str, message: Message, faces: Faces) -> Json:
    """A dialog that only shows something."""
    shown = attachment(card(message.blocks, faces))
    return go_on({"title": title[:DIALOG_TITLE], "card": shown})


def pressed_card(message: Message, faces: Faces) -> Json:
    """The result of a card action: this card takes the place of the pressed one."""
    return {
        "statusCode": 200,
        "type": CARD_ACTION_CARD,
        "value": card(message.blocks, faces),
    }


def pressed_words(text: str) -> Json:
    """The result of a card action: these words, shown to who pressed."""
    return {"statusCode": 200, "type": CARD_ACTION_MESSAGE, "value": text}
