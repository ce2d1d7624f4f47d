"""What people are told when somebody says who is in a team, and what they can say to it."""

from __future__ import annotations

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
from bot.store.teams import Team
from bot.store.teams_claims import Claim


class NotRight(Payload, key="team.not_right"):
    """ "That's not right": somebody objects to being in a team."""

    claim_id: int


class LetGo(Payload, key="team.let_go"):
    """Whoever leads somebody answers whether they go to another manager."""

    claim_id: int
    agrees: int


def told(claim: Claim, team: Team | None) -> Message:
    """A colleague was put into a team."""
    said: list[Says] = [Mention(person=claim.by, ping=False), " says that you report to "]
    is_by_manager = claim.by == claim.manager
    said.append("them" if is_by_manager else Mention(person=claim.manager, ping=False))
    if team is not None:
        said += [", in ", bold(team.name)]
    return Message.of(
        Text.of(*said, "."),
        Context.of(
            "Whoever leads a team gets a weekly digest about it. Single answers to recall cards and"
            " anonymous questions are never in it."
        ),
        Buttons.of(Button.of("That's not right", NotRight(claim_id=claim.id))),
        summary=f"{claim.by.name} says that you report to {claim.manager.name}",
    )


def given(claim: Claim) -> Message:
    """A manager is told who was put into their team."""
    return Message.of(
        Text.of(
            Mention(person=claim.by, ping=False),
            " put ",
            Mention(person=claim.person, ping=False),
            " into your team. ",
            code("/learn team"),
            " shows who is in it.",
        )
    )


def moved(claim: Claim) -> Message:
    """Whoever led somebody until now is told."""
    return Message.of(
        Text.of(
            Mention(person=claim.person, ping=False),
            " reports to ",
            Mention(person=claim.manager, ping=False),
            " from now on. ",
            Mention(person=claim.by, ping=False),
            " says so; if that's not right, talk with them.",
        )
    )


def may_i(claim: Claim) -> Message:
    """Whoever leads somebody is asked whether they go."""
    sure = Confirm(
        title="Let them go?",
        text=f"{claim.person.name} reports to {claim.manager.name} then, and no longer to you."[
            :300
        ],
        yes="Yes, let them go",
    )
    return Message.of(
        Text.of(
            Mention(person=claim.by, ping=False),
            " says that ",
            Mention(person=claim.person, ping=False),
            " reports to them. Until now they report to you. Is that right?",
        ),
        Buttons.of(
            Button.of(
                "Yes, they do", LetGo(claim_id=claim.id, agrees=1), style="primary", confirm=sure
            ),
            Button.of("No, they're with me", LetGo(claim_id=claim.id, agrees=0)),
        ),
        Context.of("Nothing changes until you answer."),
        summary=f"Does {claim.person.name} report to {claim.manager.name} now?",
    )


def answered(claim: Claim, *, agrees: bool) -> Message:
    """The answer to whoever was asked."""
    if agrees:
        return Message.of(f"Thank you. {claim.person.name} reports to {claim.manager.name} now.")
    return Message.of(f"Noted: {claim.person.name} stays with you. {claim.by.name} is told.")


def agreed(claim: Claim, leads: Person) -> Message:
    """Whoever wanted somebody in their team is told that they are."""
    return Message.of(
        Text.of(
            Mention(person=leads, ping=False),
            " agrees: ",
            Mention(person=claim.person, ping=False),
            " is in your team now.",
        )
    )


def disagreed(claim: Claim, leads: Person) -> Message:
    """The same, that they are not."""
    return Message.of(
        Text.of(
            Mention(person=leads, ping=False),
            " says that ",
            Mention(person=claim.person, ping=False),
            " stays with them. Talk with each other; an administrator can move people.",
        )
    )


def said_no(claim: Claim, again: Person | None) -> Message:
    """The answer to whoever objected."""
    back = f" You're with {again.name} again, as before." if again else ""
    return Message.of(
        f"Thank you, that's undone, as if it had never been.{back} {claim.manager.name} and the"
        " administrators are told."
    )


def objected_to(claim: Claim, again: Person | None) -> Message:
    """The manager and administrators are told."""
    said: list[Says] = [
        Mention(person=claim.person, ping=False),
        " says it's not right that they report to ",
        Mention(person=claim.manager, ping=False),
        ". I've undone it",
    ]
    if again:
        said += [": they report to ", Mention(person=again, ping=False), " as before"]
    return Message.of(
        Text.of(*said, "."),
        Context.of("If it is right, talk with them; then an administrator can add them again."),
    )


def let_go(by: Person, person: Person, leads: Person, reader: Person) -> Message:
    """The colleague, and the manager where an administrator did it, are told."""
    whom: list[Says] = ["You no longer report to "]
    if reader != person:
        whom = [Mention(person=person, ping=False), " no longer reports to "]
    to = "you" if reader == leads else Mention(person=leads, ping=False)
    return Message.of(
        Text.of(*whom, to, ": ", Mention(person=by, ping=False), " says so."),
        Context.of("If that's not right, talk with them, or with an administrator."),
    )
