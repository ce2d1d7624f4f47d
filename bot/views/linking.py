"""Every word and card about one human in several workspaces."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import (
    Bullets,
    Button,
    Buttons,
    Confirm,
    Context,
    Header,
    Message,
    Payload,
    Says,
    Text,
    bold,
    code,
)
from bot.rules.linking import ANSWERABLE, CODE_HOLDS, GUESSES_WITHIN
from bot.store.linking import Side

PLATFORMS = {"slack": "Slack", "teams": "Microsoft Teams", "playground": "the playground"}
"""What platforms are called in a sentence."""
MINUTES = int(CODE_HOLDS.total_seconds() // 60)
DAYS = ANSWERABLE.days
WAIT = "an hour" if GUESSES_WITHIN.total_seconds() == 3600 else "a while"
MOST_SEPARATED = 4
"""Buttons beside "Get a code"; a row holds five."""


class SayWhether(Payload, key="linking.say"):
    """Whether the other account is mine."""

    pair_id: int
    is_me: bool


class Separate(Payload, key="linking.separate"):
    """An account is somebody else's, or shall be on its own again."""

    account_id: int


class GetCode(Payload, key="linking.code"):
    """A code to type in the other workspace."""


def place(side: Side) -> str:
    """Where an account is: "Slack (Example Ltd)"."""
    platform = PLATFORMS.get(side.platform, side.platform.capitalize())
    return f"{platform} ({side.workspace})" if side.workspace else platform


def called(side: Side) -> str:
    """Who that is and where, and nothing more."""
    return f"{side.name or side.person_name} in {place(side)}"


def ask(other: Side, pair_id: int) -> Message:
    """The question to one side; `other` is the account of the other."""
    return Message.of(
        Text.of("Is the ", bold(called(other)), " you?"),
        Text.of(
            "If so, kudos, badges and recall cards of both accounts add up, and I write to you"
            " where you were last active. I'm asking the other account too; both have to say yes."
        ),
        _whether(pair_id),
        Context.of(f"No answer for {DAYS} days means no. Nothing changes until both say yes."),
        summary=f"Is the {called(other)} you?",
    )


def confirm_code(other: Side, pair_id: int) -> Message:
    """The last question before a typed code makes two accounts one person."""
    return Message.of(
        Text.of("That code was shown to ", bold(called(other)), ". Is that you?"),
        Text.of(
            "Say yes only if you asked for the code yourself. Whoever has that account would act"
            " as you here."
        ),
        _whether(pair_id),
        summary=f"Is the {called(other)} you?",
    )


def _whether(pair_id: int) -> Buttons:
    return Buttons.of(
        Button.of("Yes, that's me", SayWhether(pair_id=pair_id, is_me=True), style="primary"),
        Button.of("No", SayWhether(pair_id=pair_id, is_me=False)),
    )


def linked(side: Side, others: Sequence[Side]) -> Message:
    """Told to somebody whose accounts became one person's by themselves."""
    known = " and ".join(called(other) for other in others)
    return Message.of(
        Text.of(
            "Your account ",
            bold(called(side)),
            f" has the same verified e-mail address as {known}, so I treat them as one person:"
            " you.",
        ),
        Text.of(
            "Kudos, badges and recall cards add up, and I write to you where you were last active."
        ),
        Buttons.of(_separate(side, "That's not me")),
        Context.of("See or change this at any time: ", code("/learn link"), "."),
        summary="Your accounts are one person's now",
    )


def _separate(side: Side, label: str) -> Button:
    return Button.of(
        label,
        Separate(account_id=side.account_id or 0),
        confirm=Confirm(
            title="Separate this account?",
            text=(
                f"{called(side)[:120]} starts anew, with nothing. What was given, earned and"
                " learnt so far, with either account, stays with your other one."
            ),
            yes="Separate it",
            no="Leave it",
        ),
    )


def accounts(sides: Sequence[Side], *, is_on: bool) -> Message:
    """Which accounts are mine, and what can be done about it."""
    lines: list[list[Says]] = [
        [called(side), *([" (linked)"] if side.linked_at is not None else [])] for side in sides
    ]
    later = [side for side in sides if side.linked_at is not None][:MOST_SEPARATED]
    pressed = [Button.of("Get a code", GetCode())] if is_on else []
    pressed += [_separate(side, f"Separate {place(side)}"[:75]) for side in later]
    return Message.of(
        Header(text="Your accounts"),
        Bullets.of(*lines),
        *([Text.of(*_how(is_on=is_on))]),
        *([Buttons.of(*pressed)] if pressed else []),
        summary="Your accounts",
    )


def _how(*, is_on: bool) -> list[Says]:
    if not is_on:
        return ["Whoever runs Potluck here has switched linking off."]
    return [
        "Have you another account here, in another workspace? Get a code, and type ",
        code("/learn link"),
        " and the code there.",
    ]


def the_code(digits: str) -> Message:
    """A code, shown to the one who asked for it alone."""
    return Message.of(
        Text.of("In your other workspace, type ", code(f"/learn link {digits}")),
        Context.of(
            f"It works once, for {MINUTES} minutes. Tell it to nobody: whoever types it can become"
            " one person with you."
        ),
        summary="Your code",
    )


def no_such_code() -> Message:
    """A code that was never given, was used, or is too old."""
    return Message.of(
        Text.of(
            f"I don't know that code. A code works once, for {MINUTES} minutes. Get a new one: ",
            code("/learn link"),
            " in your other workspace.",
        )
    )


def not_a_code() -> Message:
    """What was typed is none of what can be."""
    return Message.of(
        Text.of(
            "Type ",
            code("/learn link"),
            " to see your accounts, ",
            code("/learn link 482193"),
            " with the six digits of a code from your other workspace, or ",
            code("/learn link undo"),
            " to separate an account.",
        )
    )


def too_many_guesses() -> Message:
    """Too many wrong codes."""
    return Message.of(
        f"Those were too many codes I don't know. Try again in {WAIT}, with a new code."
    )


def same_place(other: Side) -> Message:
    """Two accounts of one workspace are two people."""
    return Message.of(
        Text.of(
            f"That code belongs to {called(other)}, and you both have an account in the same"
            " workspace. I link accounts of different workspaces only: type the code in the other"
            " one."
        )
    )


def one_already() -> Message:
    """They are one person already."""
    return Message.of(
        Text.of("These accounts are one person's already: yours. ", code("/learn link"), " shows.")
    )


def agreed() -> Message:
    """One side said yes; the other has not answered yet."""
    return Message.of("Thank you. As soon as your other account says yes too, they are one person.")


def made_one(sides: Sequence[Side]) -> Message:
    """Two accounts are one person's from now on."""
    return Message.of(
        Text.of(bold("Done."), " These accounts are one person's now: yours."),
        Bullets.of(*[[called(side)] for side in sides]),
        Context.of(
            "What you had in either counts together; thanks from one to the other don't. Undo: ",
            code("/learn link undo"),
        ),
        summary="Your accounts are one person's now",
    )


def kept_apart() -> Message:
    """No: they are two."""
    return Message.of(
        Text.of(
            "Noted: that's somebody else. I won't ask again. Should it be you after all, ",
            code("/learn link"),
            " gets you a code.",
        )
    )


def settled() -> Message:
    """What stands in the place of a question that was answered elsewhere."""
    return Message.of(
        Text.of("That question is settled. ", code("/learn link"), " shows your accounts.")
    )


def separated(side: Side) -> Message:
    """An account is on its own again."""
    return Message.of(
        f"Done: {called(side)} is on its own again and starts anew. What was there stays with the"
        " other account. I won't link the two again by myself."
    )


def nothing_to_separate() -> Message:
    """There is only one account, or that one is theirs from the beginning."""
    return Message.of(
        Text.of("There is no account to separate. ", code("/learn link"), " shows those you have.")
    )


def switched_off() -> Message:
    """The operator wants none of it."""
    return Message.of(
        "Linking accounts is switched off here. Ask whoever runs Potluck; it is people: link in"
        " app.yaml."
    )


def gone() -> Message:
    """The question is not there, or not theirs."""
    return Message.of(
        Text.of("I can't find that question. ", code("/learn link"), " shows your accounts.")
    )
