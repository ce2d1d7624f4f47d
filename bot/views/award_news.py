"""What people are told about nominations and about badges given and taken back by hand."""

from __future__ import annotations

from bot.events import Person
from bot.messages import (
    Button,
    Buttons,
    Context,
    Header,
    Mention,
    Message,
    Text,
    When,
    bold,
)
from bot.rules.awards import LAPSES_AFTER, State
from bot.settings import Badge
from bot.store.awards import Nomination
from bot.store.badges import Award
from bot.views.award_forms import (
    SURE_TO_WITHDRAW,
    OpenDecline,
    OpenEndorse,
    OpenGrant,
    OpenNameAnother,
    OpenNominate,
    OpenPassOn,
    ShowBadges,
    Withdraw,
)
from bot.views.award_words import case, of, picture, strong, title
from bot.views.kudos import OpenGiveKudos


def to_endorse(found: Nomination, badge: Badge | None, *, again: bool = False) -> Message:
    """A colleague who is said to know the work is asked."""
    nominee = Mention(person=found.nominee, ping=False)
    first = "Still waiting for a sentence from you: " if again else ""
    return Message.of(
        Text.of(
            first,
            Mention(person=found.nominator, ping=False),
            " nominates ",
            nominee,
            " for the badge ",
            strong(found, badge),
            " and says that you know the work.",
        ),
        *case(found),
        Text.of("Do you? One sentence from you is enough. ", nominee, " knows nothing of it yet."),
        endorse_buttons(found),
        Context.of("It lapses ", When(at=found.lapses_at, form="date"), " if nobody answers."),
        summary=f"{found.nominator.name} asks: do you know what {found.nominee.name} did?",
    )


def endorse_buttons(found: Nomination) -> Buttons:
    """What whoever is asked can do."""
    return Buttons.of(
        Button.of("Endorse", OpenEndorse(nomination_id=found.id), style="primary"),
        Button.of("I don't know this work", OpenPassOn(nomination_id=found.id)),
    )


def to_decide(found: Nomination, badge: Badge | None, *, again: bool = False) -> Message:
    """Whoever decides is asked."""
    first = "A nomination still waits for you: " if again else "A nomination waits for you: "
    return Message.of(
        Text.of(first, Mention(person=found.nominee, ping=False), " for ", strong(found, badge)),
        *case(found),
        decide_buttons(found),
        Context.of(
            "Either way, add a word. It lapses ", When(at=found.lapses_at, form="date"), "."
        ),
        summary=f"A nomination waits for you: {found.nominee.name} for {of(found, badge)}",
    )


def decide_buttons(found: Nomination) -> Buttons:
    """What whoever decides can do."""
    return Buttons.of(
        Button.of("Grant…", OpenGrant(nomination_id=found.id), style="primary"),
        Button.of("Decline…", OpenDecline(nomination_id=found.id)),
    )


def you_endorsed(found: Nomination) -> Message:
    """What becomes of the question to somebody who endorsed."""
    nominee = Mention(person=found.nominee, ping=False)
    return Message.of(Text.of("You endorsed the nomination of ", nominee, ": ", found.endorsement))


def asked_another() -> Message:
    """What becomes of the question to somebody who need not answer any more."""
    return Message.of("Somebody else is asked about this nomination. There's nothing left for you.")


OUTCOMES = {
    State.GRANTED: "was granted",
    State.DECLINED: "was declined",
    State.WITHDRAWN: "was withdrawn",
    State.LAPSED: "has lapsed",
}


def settled(found: Nomination, badge: Badge | None) -> Message:
    """What becomes of all questions about a nomination that is settled."""
    return Message.of(
        Text.of(
            "The nomination of ",
            Mention(person=found.nominee, ping=False),
            " for ",
            strong(found, badge),
            f" {OUTCOMES[State(found.state)]}. Nothing is left for you to do.",
        )
    )


def name_another(found: Nomination, badge: Badge | None, *, was_self: bool = False) -> Message:
    """The nominator has to name somebody else."""
    why = "turns out to be you" if was_self else "can't say enough about the work"
    return Message.of(
        Text.of(
            "Your nomination of ",
            Mention(person=found.nominee, ping=False),
            " for ",
            strong(found, badge),
            f" needs another colleague: whom you named {why}. Who else knows the work?",
        ),
        name_buttons(found),
    )


def is_yours(found: Nomination, badge: Badge | None) -> Message:
    """Somebody proposed another account of their own."""
    return Message.of(
        Text.of(
            "Whom you nominated for ",
            strong(found, badge),
            " turns out to be you, so I took the nomination back. A colleague who thinks the same"
            " of your work can nominate you.",
        )
    )


def name_buttons(found: Nomination) -> Buttons:
    """What the nominator can do while an endorsement is missing."""
    return Buttons.of(
        Button.of("Name somebody else", OpenNameAnother(nomination_id=found.id), style="primary"),
        withdraw_button(found),
    )


def withdraw_button(found: Nomination) -> Button:
    """ "Withdraw"."""
    return Button.of("Withdraw", Withdraw(nomination_id=found.id), confirm=SURE_TO_WITHDRAW)


def given(found: Nomination, badge: Badge, url: str) -> Message:
    """What the new holder is told."""
    decided = [] if found.decided_by is None else [_word(found.decided_by, found.word)]
    return Message.of(
        Header(text="You've been given a badge"),
        *picture(url, f"Badge: {of(found, badge)}"),
        Text.of(strong(found, badge), ". ", badge.words),
        *case(found),
        *decided,
        Buttons.of(
            Button.of("See my badges", ShowBadges()),
            Button.of("Nominate a colleague", OpenNominate()),
        ),
        summary=f"You've been given a badge: {of(found, badge)}",
    )


def announced(found: Nomination, badge: Badge, url: str) -> Message:
    """What others are told, where badges are announced."""
    holder = Mention(person=found.nominee, ping=False)
    return Message.of(
        *picture(url, f"Badge: {of(found, badge)}"),
        Text.of(holder, " was given a badge: ", strong(found, badge)),
        Text.of(Mention(person=found.nominator, ping=False), ": ", found.reason),
        summary=f"{found.nominee.name} was given a badge: {of(found, badge)}",
    )


def granted(found: Nomination, badge: Badge) -> Message:
    """What the nominator is told."""
    decided = [] if found.decided_by is None else [_word(found.decided_by, found.word)]
    return Message.of(
        Text.of(
            Mention(person=found.nominee, ping=False),
            " has it: ",
            strong(found, badge),
            ". Thank you for noticing.",
        ),
        *decided,
    )


def declined(found: Nomination, badge: Badge | None) -> Message:
    """What the nominator is told, kindly; the nominee is told nothing."""
    nominee = Mention(person=found.nominee, ping=False)
    decided = [] if found.decided_by is None else [_word(found.decided_by, found.word)]
    return Message.of(
        Text.of(
            "Thank you for putting ",
            nominee,
            " forward for ",
            strong(found, badge),
            ". It isn't granted this time.",
        ),
        *decided,
        Context.of(
            nominee,
            " doesn't know of the nomination, and won't from me. You can always thank them"
            " yourself, or nominate them again when there is more to tell.",
        ),
        Buttons.of(Button.of("Give kudos", OpenGiveKudos(person_id=found.nominee.id))),
    )


def _word(by: Person, word: str) -> Text:
    return Text.of(Mention(person=by, ping=False), ": ", word)


def lapsed(found: Nomination, badge: Badge | None) -> Message:
    """The nominator is told that nothing came of it."""
    nominee = Mention(person=found.nominee, ping=False)
    return Message.of(
        Text.of(
            "Your nomination of ",
            nominee,
            " for ",
            strong(found, badge),
            f" has lapsed: it waited {LAPSES_AFTER.days} days. That says nothing about the work;"
            " colleagues are busy. Nominate them again, and ask the people concerned in person.",
        ),
        Buttons.of(Button.of("Nominate again", OpenNominate(person_id=found.nominee.id))),
    )


def revoked(award: Award, badge: Badge | None, by: Person, why: str) -> Message:
    """What somebody is told whose badge was taken back."""
    return Message.of(
        Text.of(
            Mention(person=by, ping=False),
            " took back your badge ",
            bold(title(badge, award.badge, award.level, award.topic or "")),
            ": ",
            why,
        ),
        Context.of("If you see it otherwise, talk to them. You can be nominated for it again."),
        summary="One of your badges was taken back",
    )
