"""Every word and card about kudos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from bot.events import Person
from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Confirm,
    Context,
    Form,
    Header,
    Hidden,
    Link,
    Mention,
    Message,
    Paragraph,
    Payload,
    PickPeople,
    Progress,
    Says,
    Text,
    Toggle,
    When,
    bold,
    code,
    listed,
)
from bot.rules.kudos import MOST_RECIPIENTS, NOTE_LENGTH
from bot.store.kudos import Thanks


class GiveKudos(Form, key="kudos.give", heading="Give kudos", submit="Give"):
    """Thank one or more colleagues."""

    to: Annotated[
        list[Person],
        PickPeople("Who helped you?", most=MOST_RECIPIENTS),
        Field(min_length=1, max_length=MOST_RECIPIENTS),
    ]
    note: Annotated[
        str,
        Paragraph(
            "What did they do?",
            placeholder="walked me through the query planner #sql",
            hint="A #topic helps others find who knows what.",
        ),
        Field(min_length=1, max_length=NOTE_LENGTH),
    ]
    is_private: Annotated[bool, Toggle("Only they see it", hint="No card in the channel.")] = False
    evidence: Annotated[str, Hidden()] = ""


class OpenGiveKudos(Payload, key="kudos.open", opens_form=True):
    """Open the form, with somebody in it already when `person_id` is set."""

    person_id: int = 0


class UndoKudos(Payload, key="kudos.undo"):
    """Take a gift back."""

    kudos_id: int


class ReportKudos(Payload, key="kudos.report"):
    """Tell the moderators."""

    kudos_id: int


class HideKudos(Payload, key="kudos.hide"):
    """A moderator hides it."""

    kudos_id: int


class KeepKudos(Payload, key="kudos.keep"):
    """A moderator keeps it."""

    kudos_id: int


def card(thanks: Thanks) -> Message:
    """The public card."""
    giver = Mention(person=thanks.giver, ping=False)
    return Message.of(
        Text.of(giver, " thanks ", *listed(thanks.to)),
        *_what_for(thanks),
        Buttons.of(
            Button.of("Give kudos too", OpenGiveKudos()),
            Button.of("Report", ReportKudos(kudos_id=thanks.id), confirm=_SURE_TO_REPORT),
        ),
        summary=f"{thanks.giver.name} thanks {_names(thanks.to)} – {thanks.note}",
    )


_SURE_TO_REPORT = Confirm(
    title="Report this kudos?",
    text="A moderator will look at it. They won't be told that it was you.",
    yes="Report it",
)


def undone_card(thanks: Thanks) -> Message:
    """The public card of a gift that was taken back."""
    giver = Mention(person=thanks.giver, ping=False)
    return Message.of(
        Context.of(giver, " took back a kudos."), summary="This kudos was taken back."
    )


def hidden_card() -> Message:
    """The public card of a gift that a moderator hid."""
    return Message.of(Context.of("A moderator hid this kudos."))


def received(thanks: Thanks) -> Message:
    """What each recipient is told directly."""
    others = len(thanks.to) - 1
    too = f" (and {others} more)" if others else ""
    alone = thanks.is_private and not others
    quiet = [Context.of("Only the two of you see this.")] if alone else []
    return Message.of(
        Text.of(Mention(person=thanks.giver, ping=False), f" thanked you{too}"),
        *_what_for(thanks),
        *quiet,
        Buttons.of(
            Button.of("Pass it on", OpenGiveKudos()),
            Button.of("Report", ReportKudos(kudos_id=thanks.id), confirm=_SURE_TO_REPORT),
        ),
        summary=f"{thanks.giver.name} thanked you – {thanks.note}",
    )


def _what_for(thanks: Thanks) -> list[Block]:
    """The note, and below it the message it is about. Topics stand in the note itself."""
    blocks: list[Block] = [Text.of(thanks.note)]
    if thanks.evidence:
        blocks.append(Context.of(Link(url=thanks.evidence, text="See what it's about")))
    return blocks


def given(
    kudos_id: int, to: Sequence[Person], left: int, *, is_public: bool, undo_minutes: int
) -> Message:
    """The answer to the giver."""
    seen = "" if is_public else " Only they can see it."
    blocks: list[Block] = [
        Text.of("Sent to ", *listed(to, ping=False), f".{seen} Thank you for noticing.")
    ]
    if undo_minutes:
        blocks.append(Buttons.of(Button.of("Undo", UndoKudos(kudos_id=kudos_id))))
    quiet = f"{_thanks(left)} left today."
    if undo_minutes:
        quiet += f" You can take this one back for {undo_minutes} minutes."
    return Message.of(*blocks, Context.of(quiet))


def mend_topic(undo_minutes: int) -> str:
    """What to do about a misspelt topic."""
    return "Then undo it, and thank them again with that." if undo_minutes else "For the next time."


def undone() -> Message:
    """The answer to Undo."""
    return Message.of("Taken back. It counts towards today's allowance no more.")


def too_late(minutes: int) -> Message:
    """Undo after the time for it."""
    return Message.of(
        f"Kudos can be taken back for {minutes} minutes, and those have passed."
        " If it needs to go, press Report on the card and a moderator will hide it."
    )


def not_yours() -> Message:
    """Undo by somebody else."""
    return Message.of("Only the person who gave a kudos can take it back.")


def gone() -> Message:
    """A button on a kudos that was undone or hidden."""
    return Message.of("That kudos is no longer there, so there is nothing left to do.")


def report_taken(*, first: bool) -> Message:
    """The answer to a report."""
    if not first:
        return Message.of("You've reported this one already. A moderator will look at it.")
    return Message.of("Thank you. A moderator will look at it and won't be told who reported it.")


def reported(thanks: Thanks) -> Message:
    """What a moderator is shown."""
    giver = Mention(person=thanks.giver, ping=False)
    return Message.of(
        Text.of(bold("Somebody reported a kudos.")),
        Text.of(giver, " to ", *listed(thanks.to, ping=False), ": “", thanks.note, "”"),
        Buttons.of(
            Button.of("Hide it", HideKudos(kudos_id=thanks.id), style="danger"),
            Button.of("Keep it", KeepKudos(kudos_id=thanks.id)),
        ),
        summary="Somebody reported a kudos.",
    )


def decided(thanks: Thanks, *, hidden: bool) -> Message:
    """The moderator's card afterwards."""
    what = "Hidden" if hidden else "Kept"
    giver = Mention(person=thanks.giver, ping=False)
    return Message.of(
        Text.of(bold(what), ": ", giver, " to ", *listed(thanks.to, ping=False)),
        Context.of("It's in the audit log under your name."),
    )


def moderators_only() -> Message:
    """Hide or keep by somebody else."""
    return Message.of("Only moderators decide on reports. Thank you for looking, though.")


def reports(open_: Sequence[Thanks]) -> Message:
    """The moderators' queue."""
    if not open_:
        return Message.of("Nothing has been reported. All is well.")
    blocks: list[Block] = [Header(text="Reported kudos")]
    for thanks in open_:
        blocks += reported(thanks).blocks[1:]
    return Message.of(*blocks)


def mine(
    me: Person, latest: Sequence[Thanks], count: int, undo: Sequence[Thanks], left: int
) -> Message:
    """`/kudos me`."""
    blocks: list[Block] = [Header(text="Your kudos")]
    if latest:
        blocks.append(Text.of("You've been thanked ", bold(_times(count)), ". Most recently:"))
        blocks.append(Bullets.of(*(_line(t) for t in latest)))
    else:
        blocks.append(Text.of("Nobody has thanked you here yet. Often the first step is yours."))
    for thanks in undo:
        blocks.append(Text.of("You just thanked ", *listed(thanks.to, ping=False), "."))
        blocks.append(Buttons.of(Button.of("Undo", UndoKudos(kudos_id=thanks.id))))
    blocks.append(Buttons.of(Button.of("Give kudos", OpenGiveKudos(), style="primary")))
    blocks.append(Context.of(f"{_thanks(left)} left to give today."))
    return Message.of(*blocks, summary=f"{me.name}, you've been thanked {_times(count)}.")


def of_colleague(person: Person, latest: Sequence[Thanks], count: int) -> Message:
    """`/kudos @colleague`: what others thanked them for, publicly."""
    name = Mention(person=person, ping=False)
    blocks: list[Block] = []
    if latest:
        blocks.append(Text.of(name, " has been thanked ", bold(_times(count)), ". Most recently:"))
        blocks.append(Bullets.of(*(_line(t) for t in latest)))
    else:
        blocks.append(Text.of("Nobody has thanked ", name, " here yet. You could be the first."))
    blocks.append(
        Buttons.of(Button.of("Give kudos", OpenGiveKudos(person_id=person.id), style="primary"))
    )
    blocks.append(Context.of("To thank them at once, type ", code("/kudos @name for …"), "."))
    return Message.of(*blocks)


def _line(thanks: Thanks) -> list[Says]:
    return [
        Mention(person=thanks.giver, ping=False),
        f": {thanks.note} · ",
        When(at=thanks.given_at, form="date"),
    ]


def roundup(thanks: Sequence[Thanks], count: int) -> Message:
    """The week's thanks, newest first; `count` is how many there were in all."""
    blocks: list[Block] = [Header(text="Who helped whom this week")]
    blocks.append(Bullets.of(*(_between(t) for t in thanks)))
    if count > len(thanks):
        blocks.append(Context.of(f"And {count - len(thanks)} more. A good week."))
    blocks.append(Buttons.of(Button.of("Give kudos", OpenGiveKudos())))
    return Message.of(*blocks, summary=f"{count} kudos this week")


def _between(thanks: Thanks) -> list[Says]:
    giver = Mention(person=thanks.giver, ping=False)
    return [giver, " → ", *listed(thanks.to, ping=False), f": {_short(thanks.note)}"]


def _short(note: str) -> str:
    """One line of a note."""
    line = " ".join(note.split())
    return line if len(line) <= 120 else line[:117].rstrip() + "…"


def home(
    latest: Sequence[Thanks], count: int, left: int, allowance: int, open_: Sequence[Thanks]
) -> list[Block]:
    """The kudos part of somebody's Home."""
    blocks: list[Block] = [
        Header(text="Kudos"),
        Progress(label=f"{_thanks(left)} left to give today", fraction=left / allowance),
        Buttons.of(Button.of("Give kudos", OpenGiveKudos(), style="primary")),
    ]
    if latest:
        blocks.append(Text.of("You've been thanked ", bold(_times(count)), "."))
        blocks.append(Bullets.of(*(_line(t) for t in latest)))
    if open_:
        blocks += reports(open_).blocks
    return blocks


def not_given(sentence: str, note: str) -> Message:
    """A typed gift that can't be given: what to do about it, and the words, so none are lost."""
    quiet = [Context.of("You wrote: ", note)] if note else []
    return Message.of(sentence, *quiet)


# What to do about a gift that can't be given: one sentence each, for the form and for the chat.


def nobody_named() -> str:
    """No recipient."""
    return "Pick at least one colleague to thank."


def unknown_name(name: str) -> str:
    """A typed name that the platform did not recognise."""
    return f"I don't know anyone called {name[:60]}. Type @ and pick your colleague from the list."


def too_many() -> str:
    """Too many recipients."""
    return f"Thank up to {MOST_RECIPIENTS} people at once; pick the ones who helped most."


def self_kudos() -> str:
    """Thanking oneself."""
    return "Pick a colleague, not yourself. You deserve it, but somebody else has to say so."


def cannot_receive(person: Person, what: str) -> str:
    """A recipient who can't be thanked."""
    match what:
        case "bot":
            return f"{person.name} is a bot. Kind of you, but pick a person."
        case "guest":
            return (
                f"{person.name} is a guest here, and kudos are for colleagues. Thank them yourself!"
            )
        case _:
            return f"{person.name} no longer has an account here. Pick somebody else."


def cannot_give() -> str:
    """A guest who would like to give."""
    return "Guests can't give kudos here. Ask a colleague to pass your thanks on."


def allowance_spent(left: int, wanted: int, allowance: int) -> str:
    """More than is left today."""
    if left == 0:
        return f"You've given all {allowance} of today's kudos. They're back after midnight."
    return f"That's {wanted} people and you have {_thanks(left)} left today. Pick {left}."


def nothing_said() -> str:
    """An empty or wordless note."""
    return "Say in a few words what they did: that's the part people keep."


def too_long(length: int) -> str:
    """A note beyond its length."""
    return f"That's {length:,} characters and a kudos holds {NOTE_LENGTH}. Keep the best part."


def _names(people: Sequence[Person]) -> str:
    return ", ".join(p.name for p in people)


def _thanks(n: int) -> str:
    return "1 kudos" if n == 1 else f"{n} kudos"


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n} times")
