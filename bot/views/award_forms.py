"""Forms and buttons of badges that are given by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from bot.events import Person
from bot.messages import (
    Blank,
    Confirm,
    Form,
    Hidden,
    Line,
    Paragraph,
    Payload,
    PickOne,
    PickPerson,
)
from bot.rules.awards import LAPSES_AFTER, REASON_LENGTH
from bot.rules.links import LONGEST_LINK
from bot.settings import Badge

Words = Annotated[str, Field(min_length=1, max_length=REASON_LENGTH)]


class Nominate(Form, key="awards.nominate", heading="Nominate for a badge", submit="Nominate"):
    """Propose a colleague for a badge."""

    nominee: Annotated[Person, PickPerson("Who deserves it?")]
    badge: Annotated[str, PickOne("Which badge?"), Field(max_length=40)]
    topic: Annotated[
        str,
        Line(
            "For which topic?",
            placeholder="#sql",
            hint="For badges that are given for a topic; else leave it empty.",
        ),
        Field(max_length=60),
    ] = ""
    reason: Annotated[
        Words,
        Paragraph(
            "What did they do?",
            placeholder="Sat with Kim every Thursday until the first release was out",
            hint="If it's granted, everybody can read this beside the badge.",
        ),
    ]
    evidence: Annotated[
        str,
        Line("Where can it be seen?", placeholder="https://…", hint="A message, document or page."),
        Field(min_length=1, max_length=LONGEST_LINK),
    ]
    endorser: Annotated[
        Person,
        PickPerson(
            "Who else knows this work?",
            hint="They're asked for a sentence. Your nominee hears of it once it's granted.",
        ),
    ]


class Endorse(Form, key="awards.endorse", heading="Endorse a nomination", submit="Endorse"):
    """Say what one knows of the work."""

    words: Annotated[
        Words,
        Paragraph(
            "What do you know of it?",
            placeholder="I saw how much it changed for us",
            hint="Whoever decides reads it; and your colleague, if it's granted.",
        ),
    ]
    nomination_id: Annotated[int, Hidden()] = 0


class PassOn(Form, key="awards.pass", heading="Who knows this work?", submit="Send"):
    """Say that one does not know it, and perhaps who does."""

    other: Annotated[
        Person | None,
        PickPerson(
            "Who knows it better than you?",
            hint="Leave it empty if you don't know: whoever nominated is asked instead.",
        ),
    ] = None
    nomination_id: Annotated[int, Hidden()] = 0


class NameAnother(Form, key="awards.name", heading="Who knows this work?", submit="Ask them"):
    """Name another colleague to endorse."""

    endorser: Annotated[
        Person,
        PickPerson("Who else knows it?", hint="Not yourself, and not whom you nominated."),
    ]
    nomination_id: Annotated[int, Hidden()] = 0


class Grant(Form, key="awards.grant", heading="Grant the badge", submit="Grant"):
    """Give it."""

    word: Annotated[Words, Paragraph("A word to go with it?", placeholder="We noticed. Thank you!")]
    nomination_id: Annotated[int, Hidden()] = 0


class Decline(Form, key="awards.decline", heading="Not this time", submit="Decline"):
    """Don't give it."""

    word: Annotated[
        Words,
        Paragraph(
            "Why not, or not yet?",
            hint="For whoever nominated. The nominee never hears of it.",
        ),
    ]
    nomination_id: Annotated[int, Hidden()] = 0


class Revoke(Form, key="awards.revoke", heading="Take a badge back", submit="Take it back"):
    """Revoke one of somebody's badges."""

    award: Annotated[str, PickOne("Which badge?"), Field(max_length=20)]
    why: Annotated[
        Words,
        Paragraph("Why?", hint="They read this. So does whoever asks later who took it back."),
    ]


class OpenNominate(Payload, key="awards.open", opens_form=True):
    """Open the form, with somebody in it already when `person_id` is set."""

    person_id: int = 0


class OfNomination(Payload, key="awards.show"):
    """Something to do with one nomination."""

    nomination_id: int


class OpenEndorse(OfNomination, key="awards.open_endorse", opens_form=True):
    """ "Endorse"."""


class OpenPassOn(OfNomination, key="awards.open_pass", opens_form=True):
    """ "I don't know this work"."""


class OpenNameAnother(OfNomination, key="awards.open_name", opens_form=True):
    """ "Name somebody else"."""


class OpenGrant(OfNomination, key="awards.open_grant", opens_form=True):
    """ "Grant…"."""


class OpenDecline(OfNomination, key="awards.open_decline", opens_form=True):
    """ "Decline…"."""


class Withdraw(OfNomination, key="awards.withdraw"):
    """ "Withdraw"."""


class OpenRevoke(Payload, key="awards.open_revoke", opens_form=True):
    """ "Take one back…", of the badges on that page."""

    person_id: int
    page: int = 0


class ShowBadges(Payload, key="awards.badges"):
    """Somebody's badges, a page of them; 0: one's own."""

    person_id: int = 0
    page: int = 0


class ShowWaiting(Payload, key="awards.waiting"):
    """What waits for somebody, and what they proposed."""


SURE_TO_WITHDRAW = Confirm(
    title="Withdraw this nomination?",
    text="Nobody is asked any further. You can nominate them again at any time.",
    yes="Withdraw it",
)


def nominate(by_hand: Iterable[Badge], nominee: Person | None = None) -> Blank:
    """The form to nominate somebody."""
    options = [(b.key, _option(b)) for b in by_hand]
    return Nominate.blank(options={"badge": options}, nominee=nominee)


def _option(badge: Badge) -> str:
    said = f"{badge.name} (for a topic)" if badge.per_topic else badge.name
    return said if len(said) <= 75 else f"{said[:74]}…"


LAPSE_DAYS = LAPSES_AFTER.days
