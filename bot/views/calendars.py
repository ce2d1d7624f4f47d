"""Links to calendars, and the words in calendars and exports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.events import Person
from bot.messages import (
    Block,
    Button,
    Buttons,
    Confirm,
    Context,
    Message,
    Payload,
    Text,
    When,
    code,
)
from bot.rules.cells import harmless
from bot.rules.signups import Answer
from bot.store.sessions import Occurrence, Planned
from bot.store.signups import Signup

MOST_BLOCKS = 50
"""Of one message."""


class ShowCalendar(Payload, key="calendar.show"):
    """Look at the calendar: links of one's own."""


class SubscribeCalendar(Payload, key="calendar.subscribe"):
    """Make the feed of one's own sessions, or make it anew."""


class RevokeCalendar(Payload, key="calendar.revoke"):
    """Make every link that was given out worthless."""


def page_url(public_url: str, token: str) -> str:
    """The month view."""
    return f"{public_url}/calendar/{token}/"


def feed_url(public_url: str, token: str) -> str:
    """The feed."""
    return f"{public_url}/calendar/{token}/sessions.ics"


def file_url(public_url: str, token: str, occurrence_id: int) -> str:
    """One occurrence as a file."""
    return f"{public_url}/calendar/{token}/{occurrence_id}.ics"


def add_buttons(public_url: str, token: str, occurrence: Occurrence) -> Buttons:
    """ "Add to calendar", below the answer to whoever goes."""
    return Buttons.of(
        Button(label="Add to calendar", url=file_url(public_url, token, occurrence.id)),
        Button(label="Month view", url=page_url(public_url, token)),
    )


def page_buttons(public_url: str, token: str) -> Buttons:
    """The month view, and the way to a feed, below a list of one's sessions."""
    return Buttons.of(
        Button(label="Month view", url=page_url(public_url, token)),
        Button.of("My calendar", ShowCalendar()),
    )


def with_links(said: Message, links: Buttons) -> Message:
    """The same message with these links below, if there is room for them."""
    if len(said.blocks) >= MOST_BLOCKS:
        return said
    return Message(blocks=(*said.blocks, links), summary=said.summary)


def home() -> list[Block]:
    """The way to the calendar from Home."""
    return [
        Text.of("See what is on month by month, and have those you go to in your own calendar."),
        Buttons.of(Button.of("My calendar", ShowCalendar())),
    ]


def links(public_url: str, token: str, days: int, feed_since: datetime | None) -> Message:
    """The person's links; `days` is how long the one to look holds."""
    blocks: list[Block] = [
        Text.of("Here is what is on, month by month, each session with a file for your calendar."),
        Buttons.of(Button(label="Open the month view", url=page_url(public_url, token))),
        Context.of(f"This link is yours alone and works for {days} days."),
    ]
    if feed_since is None:
        blocks += [
            Text.of("Or let your calendar keep itself up to date: subscribe to your sessions."),
            Buttons.of(Button.of("Subscribe", SubscribeCalendar())),
        ]
    else:
        blocks += [
            Text.of(
                "You have had a link to subscribe to since ",
                When(at=feed_since, form="date"),
                ". I can't show it again, only make a new one.",
            ),
            Buttons.of(
                Button.of("Make a new one", SubscribeCalendar(), confirm=_SURE_ANEW),
                Button.of("Stop all links", RevokeCalendar(), style="danger", confirm=_SURE_STOP),
            ),
        ]
    return Message.of(*blocks)


_SURE_ANEW = Confirm(
    title="A new link?",
    text="The one before stops at once: calendars that use it will need the new one.",
    yes="Make it",
)
_SURE_STOP = Confirm(
    title="Stop all links?",
    text="Calendars that subscribed to your sessions will show nothing new.",
    yes="Stop them",
)


def subscribed(public_url: str, token: str) -> Message:
    """The feed's link, which is shown this once."""
    return Message.of(
        Text.of(
            "This is the link of your sessions. In your calendar choose “Subscribe”, “From URL”"
            " or “Add by URL”, and paste it:"
        ),
        Text.of(code(feed_url(public_url, token))),
        Buttons.of(
            Button(label="Open the month view", url=page_url(public_url, token)),
            Button.of("Stop all links", RevokeCalendar(), style="danger", confirm=_SURE_STOP),
        ),
        Context.of("Keep it to yourself: whoever has it sees your sessions. I show it only once."),
        summary="Your calendar link",
    )


def revoked(number: int) -> Message:
    """Links were made worthless."""
    if not number:
        return Message.of("You have no calendar links, so there was nothing to stop.")
    return Message.of("Done: none of your calendar links works any more.")


def feed_name(person: Person) -> str:
    """What a calendar that subscribed is called."""
    return f"Potluck sessions of {person.name}"


def description(session: Planned) -> str:
    """What an invitation says below its title."""
    parts = [session.abstract]
    if session.speakers:
        parts.append(f"Speaking: {', '.join(p.name for p in session.speakers)}")
    if session.prerequisite:
        parts.append(f"Read or watch before: {session.prerequisite}")
    return "\n\n".join(p for p in parts if p)


ANSWERS = {
    Answer.GOING: "going",
    Answer.MAYBE: "maybe",
    Answer.CANT: "can't come",
    Answer.WAITING: "on the waitlist",
}


def export(rows: Iterable[tuple[Answer, Signup]]) -> list[list[str]]:
    """Sign-ups as a sheet: a heading, then one row each; times are UTC, no cell is a formula."""
    out = [["Name", "Answer", "Place", "Time zone", "Checked in (UTC)"]]
    places: dict[Answer, int] = {}
    for answer, signup in rows:
        places[answer] = places.get(answer, 0) + 1
        came = signup.attended_at
        out.append(
            [
                harmless(signup.person.name),
                ANSWERS[answer],
                str(places[answer]) if answer in (Answer.GOING, Answer.WAITING) else "",
                harmless(signup.zone),
                came.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if came else "",
            ]
        )
    return out
