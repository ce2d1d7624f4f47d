"""Every word about teams: who is in one, taking colleagues in, and what they say to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import Field

from bot.events import Person
from bot.messages import (
    Block,
    Button,
    Buttons,
    Context,
    Facts,
    Form,
    Header,
    Message,
    Payload,
    PickPeople,
    Says,
    Text,
    bold,
    code,
)
from bot.rules.teams import MOST_ADDED, NAME_LENGTH
from bot.store.teams import Team
from bot.store.teams_claims import Claim

MOST_NAMED = 25
"""People of a team who are named; a larger one says how many more."""


class AddToTeam(Form, key="team.add", heading="Add to your team", submit="Add them"):
    """Colleagues who report to whoever fills it in."""

    people: Annotated[
        list[Person],
        PickPeople("Who reports to you?", hint="They are told, and can say that it is not right."),
        Field(min_length=1, max_length=MOST_ADDED),
    ]


class OpenAddToTeam(Payload, key="team.open_add", opens_form=True):
    """Open the form."""


class Known(Protocol):
    """What somebody is shown about their team."""

    @property
    def leads(self) -> Person | None:
        """Whom they report to."""

    @property
    def team(self) -> Team | None:
        """Their team."""

    @property
    def beside(self) -> tuple[Person, ...]:
        """Who reports to the same manager."""

    @property
    def led(self) -> tuple[Person, ...]:
        """Who reports to them."""

    @property
    def led_team(self) -> Team | None:
        """The team they lead."""

    @property
    def may_add(self) -> bool:
        """Whether they may take somebody in."""


def about(known: Known) -> Message:
    """`/learn team`."""
    blocks: list[Block] = []
    if known.leads is not None or known.team is not None:
        blocks.append(Header(text=known.team.name if known.team else "Your team"))
        pairs = [("Led by", known.leads.name if known.leads else "nobody yet")]
        if known.beside:
            pairs.append(("With you", _names(known.beside)))
        blocks.append(Facts.of(*pairs))
    if known.led:
        name = f" ({known.led_team.name})" if known.led_team else ""
        blocks.append(
            Text.of(bold(f"You lead {_people(len(known.led))}{name}: "), _names(known.led))
        )
    if not blocks:
        blocks.append(Text.of(*_nowhere(may_add=known.may_add)))
    if known.may_add:
        blocks.append(Buttons.of(Button.of("Add colleagues", OpenAddToTeam())))
        blocks.append(
            Context.of(
                code("/learn team add @colleague"),
                " takes somebody in, ",
                code("/learn team remove @colleague"),
                " lets them go, ",
                code("/learn team name …"),
                " says what you're called.",
            )
        )
    return Message.of(*blocks)


def _nowhere(*, may_add: bool) -> list[Says]:
    if may_add:
        return ["Nobody is in your team yet. Who reports to you?"]
    return [
        "You're in no team yet. Whoever leads you can type ",
        code("/learn team add @you"),
        ", or your organization's list of people says it.",
    ]


def _names(people: Sequence[Person]) -> str:
    names = [p.name for p in people]
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more"
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])


def _people(number: int) -> str:
    return "1 colleague" if number == 1 else f"{number} colleagues"


def usage() -> Message:
    """What can be typed."""
    return Message.of(
        Text.of(
            "Name colleagues: ",
            code("/learn team add @colleague"),
            " takes them into your team, ",
            code("/learn team remove @colleague"),
            " lets them go. ",
            code("/learn team name Platform"),
            " gives it a name, and ",
            code("/learn team"),
            " shows who is in it.",
        )
    )


def unknown_name(typed: str) -> Message:
    """A name nobody could be found by."""
    return Message.of(
        f"I don't know who “{typed[:60]}” is. Type @ and pick them from the list, so that I get the"
        " right one."
    )


def added(inside: Sequence[Claim], asked: Sequence[Claim], refused: Sequence[Text]) -> Message:
    """What became of each colleague."""
    blocks: list[Block] = []
    if inside:
        names, manager = _names([c.person for c in inside]), inside[0].manager
        report = "reports" if len(inside) == 1 else "report"
        to = "you" if manager == inside[0].by else manager.name
        they = "They are told" if len(inside) > 1 else f"{inside[0].person.name} is told"
        blocks.append(
            Text.of(bold(names), f" {report} to {to} now. {they}, and can say if it's not right.")
        )
    for claim in asked:
        leads = claim.asked.name if claim.asked else "somebody else"
        blocks.append(
            Text.of(
                bold(claim.person.name),
                f" reports to {leads}. I've asked {leads}, and tell you what they say.",
            )
        )
    return Message.of(*blocks, *refused)


def cannot_be(person: Person, what: str) -> Text:
    """Somebody who can't be in a team, or lead one."""
    match what:
        case "self":
            return Text.of("Nobody reports to themselves: name a colleague.")
        case "bot":
            return Text.of(f"{person.name} is a bot: teams are for people.")
        case "guest":
            return Text.of(
                f"{person.name} is a guest here. Teams are for those who work in the organization;"
                " its list of people can name guests."
            )
        case _:
            return Text.of(f"{person.name} isn't here any more: name somebody who is.")


def loops(chain: Sequence[Person]) -> Text:
    """They lead the manager."""
    way = " → ".join(p.name for p in chain)
    return Text.of(
        f"That would go round in a circle: {way}. Somebody above you can't report to you; if that"
        " line is wrong, an administrator can mend it."
    )


def is_in(person: Person, manager: Person | None) -> Text:
    """They are there already."""
    team = f"{manager.name}'s team" if manager else "your team"
    return Text.of(f"{person.name} is in {team} already.")


def asked_before(person: Person, leads: Person) -> Text:
    """Whoever leads them has not answered yet."""
    return Text.of(f"I've asked {leads.name} about {person.name} already; the answer is to come.")


def unreachable(person: Person, leads: Person) -> Text:
    """Whoever leads them can't be asked."""
    return Text.of(
        f"{person.name} reports to {leads.name}, whom I can't ask here. An administrator can move"
        " them."
    )


def refused(person: Person) -> Text:
    """They objected before."""
    return Text.of(
        f"{person.name} said that it's not right. Talk with them; an administrator can put them"
        " into your team once you agree."
    )


def not_allowed() -> Message:
    """Somebody who leads nobody."""
    return Message.of(
        "Only those who lead a team, managers and administrators can do that. If you lead one,"
        " an administrator can put your first colleague into it."
    )


def others_team() -> Message:
    """The team of somebody else."""
    return Message.of(
        "Only administrators decide about somebody else's team. Without “to @manager” it's about"
        " yours."
    )


def removed(person: Person, manager: Person | None, *, is_listed: bool) -> Message:
    """The answer to whoever let somebody go."""
    of = f"{manager.name}'s team" if manager else "your team"
    blocks: list[Block] = [Text.of(f"{person.name} is no longer in {of}, and is told.")]
    if is_listed:
        blocks.append(
            Context.of(
                "Your organization's list of people put them there: if it still says so, the next"
                " import brings them back."
            )
        )
    return Message.of(*blocks)


def not_in(person: Person) -> Message:
    """They don't report to whoever lets them go."""
    return Message.of(f"{person.name} isn't in your team. /learn team shows who is.")


def called(team: Team) -> Message:
    """The team has a name."""
    return Message.of(Text.of("Your team is called ", bold(team.name), " now."))


def no_name() -> Message:
    """Nothing that can be a name."""
    return Message.of(
        Text.of(
            f"What is your team called? Up to {NAME_LENGTH} characters: ",
            code("/learn team name Platform"),
        )
    )


def nobody_yet() -> Message:
    """Nobody is in the team."""
    return Message.of(
        Text.of("Nobody is in your team yet: ", code("/learn team add @colleague"), " first.")
    )


def name_taken(name: str) -> Message:
    """Another team is called so."""
    return Message.of(f"There is a team called {name} already. Pick another name for yours.")


def settled() -> Message:
    """A button on what stands otherwise by now."""
    return Message.of(
        Text.of("That's settled by now. ", code("/learn team"), " shows how things stand.")
    )


def too_many() -> Message:
    """More colleagues at once than are taken."""
    return Message.of(
        f"That's more than {MOST_ADDED} at once. For a whole organization there is the list of"
        " people: whoever runs Potluck imports it."
    )
