"""Answers to those who nominate, endorse, decide and take back; and what to do when it can't be."""

from __future__ import annotations

from bot.events import Person
from bot.messages import Buttons, Context, Mention, Message, Text, code
from bot.rules.awards import LAPSES_AFTER, MOST_OPEN, State
from bot.settings import Badge
from bot.store.awards import Nomination
from bot.views.award_news import OUTCOMES, withdraw_button
from bot.views.award_words import strong, title


def nominated(found: Nomination, badge: Badge | None) -> Message:
    """The answer to a nomination."""
    return Message.of(
        Text.of(*_asked(found), " before anybody decides about ", strong(found, badge), "."),
        Buttons.of(withdraw_button(found)),
        Context.of(
            Mention(person=found.nominee, ping=False),
            f" hears of it once it is granted. It lapses after {LAPSES_AFTER.days} days.",
        ),
    )


def named(found: Nomination) -> Message:
    """The answer to naming (another) colleague."""
    return Message.of(Text.of(*_asked(found), "."))


def _asked(found: Nomination) -> list[str | Mention]:
    if found.endorser is None:
        return ["Somebody who knows the work is asked"]
    who = Mention(person=found.endorser, ping=False)
    return ["I'm asking ", who, " for a sentence about the work"]


def endorsed(found: Nomination) -> Message:
    """The answer to an endorsement."""
    nominee = Mention(person=found.nominee, ping=False)
    return Message.of(
        Text.of(
            "Thank you. Whoever looks after the badge decides now, and ",
            nominee,
            " will read your words if it's granted.",
        )
    )


def passed(found: Nomination) -> Message:
    """The answer to "I don't know this work"."""
    if found.endorser is not None:
        return Message.of(
            Text.of("Thank you. I'm asking ", Mention(person=found.endorser, ping=False), ".")
        )
    nominator = Mention(person=found.nominator, ping=False)
    return Message.of(Text.of("Thank you for saying so. ", nominator, " will name somebody else."))


def granted(found: Nomination, badge: Badge | None, *, new: bool) -> Message:
    """The answer to "Grant"."""
    nominee = Mention(person=found.nominee, ping=False)
    if not new:
        return Message.of(
            Text.of(nominee, " had ", strong(found, badge), " already, so nothing new was given.")
        )
    return Message.of(
        Text.of("Granted. ", nominee, " is told, with your words: ", strong(found, badge), ".")
    )


def declined(found: Nomination) -> Message:
    """The answer to "Decline"."""
    nominator, nominee = (Mention(person=p, ping=False) for p in (found.nominator, found.nominee))
    return Message.of(
        Text.of("Declined. ", nominator, " reads your words; ", nominee, " hears nothing of it.")
    )


def withdrawn(found: Nomination) -> Message:
    """The answer to "Withdraw"."""
    return Message.of(
        Text.of("Withdrawn. Nobody is asked about ", Mention(person=found.nominee, ping=False))
    )


def revoked(person: Person, badge: Badge | None, key: str, level: int, topic: str) -> Message:
    """The answer to taking a badge back."""
    return Message.of(
        Text.of(
            f"Taken back: {title(badge, key, level, topic)}. ",
            Mention(person=person, ping=False),
            " is told why, and it is noted that you did it.",
        )
    )


def already_revoked() -> Message:
    """Taking back twice."""
    return Message.of(
        "That badge was taken back before. Nothing has changed, and nobody was told again."
    )


def too_late(found: Nomination) -> str:
    """It stands otherwise than when the button was drawn."""
    if found.state == State.ENDORSED:
        return "It is endorsed already; whoever looks after the badge decides now."
    if found.state == State.ASKED:
        return "It isn't endorsed yet. You'll be asked once somebody who knows the work has."
    return f"That nomination {OUTCOMES[State(found.state)]}, so nothing is left to do."


def gone() -> str:
    """No such nomination, or none of their business."""
    return (
        "There is no such nomination for you to act on (any more). /learn badges waiting lists"
        " what waits for you."
    )


def not_yours() -> str:
    """Somebody else has to."""
    return (
        "That is for somebody else to do: whoever was named endorses, whoever looks after the badge"
        " decides, and whoever nominated withdraws."
    )


def not_yours_to_revoke() -> str:
    """Somebody else has to take it back."""
    return (
        "Only the badge's owner or an administrator takes a badge back. If you think it's given"
        " wrongly, tell one of them."
    )


def no_badge() -> str:
    """The badge to take back is not there."""
    return "That badge isn't there (any more). Open /learn badges @name again to see which are."


def kept(sentence: str, words: str = "") -> Message:
    """What can't be done, and what was typed, so that nothing is lost."""
    return Message.of(sentence, *([Context.of("You wrote: ", words)] if words else []))


def unclear(typed: str) -> Message:
    """Words after `/learn badges` that mean nothing."""
    return Message.of(
        Text.of(
            f"I don't know what to do with “{typed[:60]}”. Try ",
            code("/learn badges"),
            ", ",
            code("/learn badges @name"),
            ", ",
            code("/learn badges nominate @name"),
            " or ",
            code("/learn badges waiting"),
            ".",
        )
    )


# What to do about a nomination that can't be made: one sentence each, at the form's field.


def none_by_hand() -> str:
    """No badge is given by hand."""
    return (
        "No badge here is given by hand: all are earned. An administrator can add one in app.yaml;"
        " until then, /kudos @name says thank you at once."
    )


def not_by_hand() -> str:
    """The badge picked is not (or no longer) given by hand."""
    return "This badge isn't given by hand (any more). Pick another one, or ask an administrator."


def not_by_hand_now() -> str:
    """Granting what is no longer there to give."""
    return "This badge isn't given by hand any more. Decline it, or ask an administrator."


def needs_topic() -> str:
    """A badge per topic without one."""
    return "This badge is given for a topic. Name the one it's for, like #sql."


def no_topic() -> str:
    """A topic for a badge that has none."""
    return "This badge isn't for a topic. Empty this field; the reason may say what it's about."


def self_nomination() -> str:
    """Proposing oneself."""
    return (
        "Pick a colleague, not yourself. If you think you've earned it, tell somebody who knows"
        " your work: they can nominate you."
    )


def cannot_be(person: Person, what: str, field: str) -> str:
    """Somebody who can't take part."""
    if field == "badge":
        return "Guests can't nominate for badges. Ask a colleague who knows the work to do it."
    match what:
        case "bot":
            return f"{person.name} is a bot. Pick a person."
        case "guest":
            return (
                f"{person.name} is a guest here, and badges are for colleagues. Pick a colleague."
            )
        case _:
            return f"{person.name} no longer has an account here. Pick somebody else."


def holder_is_gone(person: Person) -> str:
    """Granting to somebody who is not there any more."""
    return f"{person.name} is no longer a colleague here. Decline it, or let it lapse."


def endorses_own() -> str:
    """Endorsing one's own nomination."""
    return (
        "You can't endorse your own nomination. Pick a colleague who saw the work: two pairs of"
        " eyes are what the badge is worth."
    )


def nominee_endorses() -> str:
    """Letting the nominee endorse."""
    return "They can't endorse themselves. Pick somebody else who saw the work."


def asked_before(person: Person) -> str:
    """Naming somebody who said already that they can't."""
    return f"{person.name} was asked already. Pick somebody else who saw the work."


def nothing_said() -> str:
    """No words."""
    return "Say it in a few words: they are what people keep."


def bad_link() -> str:
    """Evidence that is no https link."""
    return (
        "Paste a whole link that begins with https://, without a user name in it. A link to the"
        " message, the document or the page will do."
    )


def has_it() -> str:
    """The nominee has that badge."""
    return "They have this badge already. Pick another one; or /kudos says thank you again."


def already_open() -> str:
    """The same is proposed already."""
    return (
        "They are nominated for this badge already, and it isn't decided yet. You needn't do"
        " anything; kudos are welcome in the meantime."
    )


def too_many_open() -> str:
    """Too many nominations of one person wait."""
    return (
        f"{MOST_OPEN} of your nominations are still waiting, and each asks colleagues for their"
        " time. Withdraw one with /learn badges waiting, or wait until one is decided."
    )


def nobody_decides() -> str:
    """There is nobody to decide."""
    return (
        "Nobody here could decide about this one: the badge has no owner but them. Ask for an"
        " owner of the badge or a second administrator first."
    )
