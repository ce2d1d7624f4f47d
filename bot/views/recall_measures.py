"""Every word about what was remembered: one's own, and many people's together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages import (
    Block,
    Button,
    Buttons,
    Context,
    Header,
    Image,
    Message,
    Payload,
    Progress,
    Text,
    When,
    bold,
    code,
)
from bot.rules.recall_curves import AHEAD, Curve
from bot.rules.recall_measures import LEAST_PEOPLE, Difference, Share, Verdict
from bot.store.recall_cards import Card
from bot.store.recall_decks import Deck
from bot.store.recall_measures import Measured

PICTURE, TODAY = "Predicted recall, by topic", "today"
"""What stands in a picture."""
MOST_TOPICS = 8
"""Topics a message lists; the picture has as many lines."""
MOST_CARDS = 10
PROMPT = 120
"""Characters of a card's question in a list."""
MANY = 20
"""From so many people on, a share near all or none names nobody."""


class ShowProgress(Payload, key="recall.progress"):
    """Look at what one remembers."""


class ShowReports(Payload, key="recall.reports"):
    """What stuck: what there is to look at."""


class ShowDeckReport(Payload, key="recall.report_deck"):
    """What stuck of one deck."""

    deck_id: int


class ShowReport(Payload, key="recall.report_all"):
    """What prompts are good for."""


@dataclass(frozen=True, slots=True)
class CardFigures:
    """How one card fares; None: fewer than five people."""

    card: Card
    at_first: Share | None
    """When it was asked first, some hours after the session or later."""
    at_last: Share | None
    """At the end of the course."""


@dataclass(frozen=True, slots=True)
class Report:
    """What stuck: figures about at least five people each, as of `until` (aware UTC)."""

    until: datetime
    prompted: Share | None
    """At the end of the course, of cards that were asked in between."""
    effect: Difference | None
    """The same, minus the cards that were held out."""


@dataclass(frozen=True, slots=True)
class DeckReport:
    """How one deck fares."""

    deck: Deck
    stuck: Report
    gain: Difference | None
    """Right after the session minus right before, of the same people and questions."""
    asks_before: bool
    cards: tuple[CardFigures, ...]
    """Those that fail most first."""


def picture_url(public_url: str, token: str) -> str:
    """The picture of what somebody remembers."""
    return f"{public_url}/recall/{token}/progress.png"


def simulation_url(public_url: str, token: str) -> str:
    """The page of a simulated policy."""
    return f"{public_url}/recall/{token}/simulation"


def progress(curves: Sequence[Curve], url: str, days: int) -> Message:
    """`/recall progress`; `days` is how long the picture's link holds."""
    if not curves:
        return Message.of(
            Text.of(
                "There is nothing to draw yet: it begins with the first card you answer. ",
                code("/recall"),
                " shows what you can learn.",
            )
        )
    listed = curves[:MOST_TOPICS]
    blocks: list[Block] = [
        Header(text="What you remember"),
        Image(url=url, alt=in_words(listed)),
        *(Progress(label=_line(curve), fraction=curve.today) for curve in listed),
    ]
    if len(curves) > MOST_TOPICS:
        blocks.append(Context.of(f"The {MOST_TOPICS} that fade most, of {len(curves)} topics."))
    blocks.append(
        Context.of(
            f"Predicted from your answers; the right-hand side supposes that nothing is asked."
            f" Only you see this: nobody else can, not even administrators. The picture goes away"
            f" after {days} days."
        )
    )
    return Message.of(*blocks, summary="What you remember")


def in_words(curves: Sequence[Curve]) -> str:
    """The picture for whoever does not see it."""
    lines = "; ".join(_line(curve) for curve in curves)
    return f"Predicted recall by topic, for the last and the next {AHEAD} days. {lines}."[:2000]


def named(curve: Curve) -> str:
    """A topic as it is written."""
    return f"#{curve.topic}" if curve.topic else "without a topic"


def _line(curve: Curve) -> str:
    return (
        f"{named(curve)}: {_percent(curve.today)} today, {_percent(curve.later)} in {AHEAD} days"
        f" ({_cards(curve.cards)})"
    )


def home(strong: int, fading: int) -> list[Block]:
    """The part of Home about what one remembers; nothing before the first answer."""
    if not strong + fading:
        return []
    if not fading:
        said = f"All {_cards(strong)} you have answered are still strong."
    else:
        said = f"{_cards(strong)} strong, {fading} fading: those come back to you in time."
    return [Text.of(said), Buttons.of(Button.of("What I remember", ShowProgress()))]


def reports(decks: Sequence[Measured], *, sees_all: bool, simulation: str = "") -> Message:
    """`/recall report`; `simulation` is the address of that page, for administrators."""
    if not decks and not sees_all:
        return Message.of(
            Text.of(
                "Reports are about decks you made and sessions you ran or spoke at, and there are"
                " none yet. Write the first card: ",
                code("/recall new"),
            )
        )
    blocks: list[Block] = [Header(text="What stuck")]
    for deck in decks:
        blocks.append(Text.of(bold(deck.title)))
        blocks.append(Buttons.of(Button.of("What stuck", ShowDeckReport(deck_id=deck.id))))
    if sees_all:
        blocks.append(Text.of("All decks together: what the prompts are good for."))
        own = [Button.of("See the report", ShowReport())]
        if simulation:
            own.append(Button(label="Try other settings", url=simulation))
        blocks.append(Buttons.of(*own))
    return Message.of(*blocks, summary="What stuck")


def way(deck_id: int) -> Buttons:
    """The way to a deck's report, below how its session went."""
    return Buttons.of(Button.of("What stuck", ShowDeckReport(deck_id=deck_id)))


def deck(report: DeckReport) -> Message:
    """How one deck fares."""
    blocks: list[Block] = [Header(text=f"What stuck: {report.deck.title}"[:150])]
    blocks += _stuck(report.stuck)
    if report.asks_before:
        blocks += _gain(report.gain)
    known = [one for one in report.cards if one.at_first or one.at_last]
    if known:
        blocks.append(Text.of(bold("Card by card"), ", who remembered it, hardest first:"))
        blocks += [_card(one) for one in known[:MOST_CARDS]]
    if len(known) < len(report.cards):
        few = len(report.cards) - len(known)
        blocks.append(
            Context.of(f"{_cards(few)} with answers of fewer than {LEAST_PEOPLE} people.")
        )
    return Message.of(
        *blocks, _foot(report.stuck), summary=f"What stuck: {report.deck.title}"[:150]
    )


def everything(report: Report) -> Message:
    """What prompts are good for, over all decks."""
    return Message.of(
        Header(text="What the prompts are good for"),
        *_stuck(report),
        _foot(report),
        summary="What the prompts are good for",
    )


def _foot(report: Report) -> Context:
    return Context.of(
        "Answers until ",
        When(at=report.until, form="date"),
        f", told of {LEAST_PEOPLE} people or more at a time; what one person answered is shown to"
        " nobody. Intervals hold the truth 95 times in 100.",
    )


def _stuck(report: Report) -> list[Block]:
    if report.prompted is None:
        return [
            Text.of(
                f"Too few to tell: at the end of their course, cards were answered by fewer than"
                f" {LEAST_PEOPLE} people so far. Look again on a Monday, when new answers count."
            )
        ]
    blocks: list[Block] = [
        Text.of(
            bold("At the end of the course: "),
            f"{share(report.prompted)}, of cards that were asked in between.",
        )
    ]
    return [*blocks, *_effect(report.effect)]


def _effect(found: Difference | None) -> list[Block]:
    if found is None:
        return [
            Text.of(
                bold("With and without prompts: "),
                f"too few to tell. Cards that were held out to compare were answered by fewer than"
                f" {LEAST_PEOPLE} people.",
            )
        ]
    if not (tells(found.first) and tells(found.second)):
        return [
            Text.of(
                bold("With and without prompts: "),
                "too few to tell. So far nearly all of a small group remembered or forgot alike,"
                " and a number would name them.",
            )
        ]
    said = {
        Verdict.HIGHER: "The prompts help.",
        Verdict.LOWER: "Cards that were asked in between are remembered less: the cards or the"
        " rhythm deserve a look.",
        Verdict.UNSURE: "Too few to tell whether the prompts help: no difference is among what it"
        " may be.",
    }[found.verdict]
    return [
        Text.of(
            bold("With and without prompts: "),
            f"{share(found.first)} with them; {share(found.second)} of cards that were held out.",
        ),
        Text.of(bold(f"Difference: {_points(found)}. "), said),
    ]


def _gain(found: Difference | None) -> list[Block]:
    before_and_after = bold("Before and after: ")
    if found is None:
        return [
            Text.of(
                before_and_after,
                f"too few to tell. Fewer than {LEAST_PEOPLE} people answered the questions both"
                " before the session and after it.",
            )
        ]
    if not (tells(found.first) and tells(found.second)):
        return [
            Text.of(
                before_and_after,
                "too few to tell. Nearly all of a small group answered alike, and a number would"
                " name them.",
            )
        ]
    said = {
        Verdict.HIGHER: "That is what the session gave them.",
        Verdict.LOWER: "Something confused them: look at the questions, or say it once more.",
        Verdict.UNSURE: "Too few to tell whether that is a gain.",
    }[found.verdict]
    return [
        Text.of(
            before_and_after,
            f"{share(found.second, 'right')} before; {share(found.first, 'right')} after.",
        ),
        Text.of(bold(f"Gain: {_points(found)}. "), said),
    ]


def _card(one: CardFigures) -> Block:
    words = one.card.prompt if len(one.card.prompt) <= PROMPT else f"{one.card.prompt[:PROMPT]}…"
    parts = []
    if one.at_first:
        parts.append(f"when first asked {_of_people(one.at_first)}")
    if one.at_last:
        parts.append(f"at the end {_of_people(one.at_last)}")
    return Text.of("“", words, f"”: {'; '.join(parts)}")


def tells(found: Share) -> bool:
    """Whether its number says nothing about anybody by itself: not (nearly) all or none of few."""
    return found.people >= MANY or 1 < found.right < found.answers - 1


def share(found: Share, what: str = "remembered") -> str:
    """A share in words. Of few people "nearly all" may be all: else each one's would be told."""
    if tells(found):
        interval = f"{_percent(found.low)} to {_percent(found.high)}"
        counts = f"{found.right} of {found.answers} answers, {found.people} people"
        return f"{_percent(found.value)} {what} ({interval}; {counts})"
    of = f"{found.answers} answers of {found.people} people"
    return f"{_alike(found)} of {of} {what}"


def _alike(found: Share) -> str:
    return "nearly all" if found.right > 1 else "hardly any"


def _of_people(found: Share) -> str:
    """The share of one card, to which each person gave one answer."""
    many = _percent(found.value) if tells(found) else _alike(found)
    return f"{many} of {found.people} people"


def _points(found: Difference) -> str:
    return (
        f"{100 * found.value:+.0f} points, {100 * found.low:+.0f} to {100 * found.high:+.0f}"
    ).replace("-", "−")


def _percent(value: float) -> str:
    return f"{round(100 * value)} %"


def _cards(number: int) -> str:
    return "1 card" if number == 1 else f"{number} cards"


def not_yours() -> Message:
    """Somebody else's deck, or all of them."""
    return Message.of(
        "That report is for whoever made the deck or hosted its session. ",
        "/recall report lists the ones you may see.",
    )


def gone() -> Message:
    """There is no such deck."""
    return Message.of("That deck is no longer there. /recall report lists those that are.")
