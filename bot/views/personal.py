"""Every word of the digest of one's own week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Context,
    Header,
    Message,
    Plain,
    Says,
    Text,
    There,
    When,
    bold,
    code,
    listed,
)
from bot.rules.digests import Period
from bot.rules.personal import Fading
from bot.rules.signups import Answer
from bot.store.kudos import Thanks
from bot.store.personal import Answered
from bot.store.questions import Question
from bot.store.sessions import Occurrence
from bot.store.threads import Card
from bot.views.digest_teams import cut, days
from bot.views.measures import percent
from bot.views.recall_measures import ShowProgress
from bot.views.session_lists import SAID
from bot.views.ways import thread, title

MOST, MOST_THANKS = 2, 3
"""Lines of each sort; the rest is counted."""
QUOTE, TITLE = 140, 80
"""Characters of what others wrote that are shown."""


@dataclass(frozen=True, slots=True)
class Earned:
    """A badge somebody got: its name, its level, and the topic it is about, if any."""

    badge: str
    level: int
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody is told of their own week; only they see it."""

    period: Period
    attended: tuple[Occurrence, ...]
    strong: int
    """Cards they remember well, of those they have answered."""
    cards: int
    thanks: tuple[Thanks, ...]
    accepted: tuple[Answered, ...]
    helped: tuple[Answered, ...]
    """Answers of theirs that helped others too."""
    given: tuple[Occurrence, ...]
    earned: tuple[Earned, ...]
    coming: tuple[tuple[Occurrence, Answer], ...]
    suits: tuple[Occurrence, ...]
    fading: tuple[Fading, ...]
    open: tuple[Question, ...]
    """Questions that wait, about topics they look after."""
    ways: Mapping[str, Card]
    """Where cards stand: of "kudos:1", "question:2", "session:3"."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing worth a message; strong cards alone are not."""
        did = (self.attended, self.thanks, self.accepted, self.helped, self.given, self.earned)
        return not any((*did, self.coming, self.suits, self.fading, self.open))


def digest(own: Own) -> Message:
    """Somebody's week on one screen."""
    heading = f"Your week, {days(own.period.first, own.period.last)}"
    blocks: list[Block] = [Header(text=heading), Text.of(bold(_lead(own)))]
    blocks += _part("What you learnt", _learnt(own))
    blocks += _part("Whom you helped", _helped(own))
    blocks += _part("What is coming", _coming(own))
    blocks += _part("Questions about your topics", [_open(own, q) for q in own.open[:MOST]])
    blocks += _part("What is fading", _fading(own))
    if own.fading:
        blocks.append(Buttons.of(Button.of("What I remember", ShowProgress())))
    blocks.append(
        Context.of(
            "Only you see this; what you remember is shown to nobody else. To stop it: ",
            code("/learn digest me off"),
        )
    )
    return Message.of(*blocks, summary=f"{heading}: {_lead(own)}")


def _part(name: str, lines: Sequence[Sequence[Says]]) -> list[Block]:
    return [Text.of(bold(name)), Bullets.of(*lines)] if lines else []


def _lead(own: Own) -> str:
    """The best of it, first."""
    if own.thanks:
        people = {t.giver.id for t in own.thanks}
        return f"{_number(len(people), 'colleague')} thanked you."
    if own.given:
        return "You gave a session, and colleagues came."
    if own.accepted or own.helped:
        answers = {a.answer_id for a in (*own.accepted, *own.helped)}
        return f"{_number(len(answers), 'answer')} of yours got somebody further."
    if own.earned:
        return f"You earned {_number(len(own.earned), 'badge')}."
    if own.attended:
        return f"You went to {_number(len(own.attended), 'session')}."
    if own.coming:
        return f"{_number(len(own.coming), 'session')} you signed up for: here is what comes next."
    if own.suits or own.open:
        return "Here is what waits for somebody like you."
    return "A quiet week. Some of what you learnt could do with a look."


def _learnt(own: Own) -> list[list[Says]]:
    lines: list[list[Says]] = [["You went to ", _session(own, o)] for o in own.attended[:MOST]]
    lines += _more(len(own.attended), "session")
    if own.cards and own.strong:
        verb = "is" if own.strong == 1 else "are"
        lines.append([f"{own.strong} of {_number(own.cards, 'card')} you learn {verb} strong"])
    return lines


def _helped(own: Own) -> list[list[Says]]:
    lines: list[list[Says]] = []
    for thanks in own.thanks[:MOST_THANKS]:
        said = thread(f"“{cut(thanks.note, QUOTE)}”", own.ways.get(f"kudos:{thanks.id}"))
        lines.append([*listed([thanks.giver], ping=False), " thanks you: ", said])
    lines += _more(len(own.thanks), "thanks", "thanks", MOST_THANKS)
    lines += [["You gave ", _session(own, o)] for o in own.given[:MOST]]
    lines += [["Your answer was accepted: ", _question(own, a)] for a in own.accepted[:MOST]]
    lines += _more(len(own.accepted), "accepted answer")
    lines += [["Your answer helped others too: ", _question(own, a)] for a in own.helped[:MOST]]
    lines += [["You earned ", *_badge(one)] for one in own.earned[:MOST]]
    lines += _more(len(own.earned), "badge")
    return lines


def _badge(one: Earned) -> list[Says]:
    level = f", level {one.level}" if one.level > 1 else ""
    topic = f" (#{one.topic})" if one.topic else ""
    return [bold(f"“{one.badge}”"), f"{level}{topic}"]


def _coming(own: Own) -> list[list[Says]]:
    lines: list[list[Says]] = [
        [_session(own, o), ", ", When(at=o.starts_at), f" ({SAID[answer]})"]
        for o, answer in own.coming[:MOST]
    ]
    lines += _more(len(own.coming), "you signed up for", "you signed up for")
    for occurrence in own.suits[:MOST]:
        topics = " ".join(f"#{t}" for t in occurrence.session.topics)
        lines.append(
            [
                "For you, perhaps: ",
                _session(own, occurrence),
                ", ",
                When(at=occurrence.starts_at),
                f" ({topics})",
            ]
        )
    return lines


def _fading(own: Own) -> list[list[Says]]:
    return [
        [
            f"#{one.topic}" if one.topic else "Cards without a topic",
            f": about {percent(one.today)} remembered today ({_number(one.cards, 'card')}"
            f"; {'it comes' if one.cards == 1 else 'they come'} back in time)",
        ]
        for one in own.fading
    ]


def _open(own: Own, question: Question) -> list[Says]:
    way = own.ways.get(f"question:{question.id}")
    topics = "".join(f" #{t}" for t in question.topics)
    return [
        title(cut(question.title, TITLE), way),
        f"{topics}, waits since ",
        When(at=question.asked_at, form="date"),
    ]


def _session(own: Own, occurrence: Occurrence) -> Plain | There:
    return thread(
        f"“{cut(occurrence.session.title, TITLE)}”", own.ways.get(f"session:{occurrence.id}")
    )


def _question(own: Own, answer: Answered) -> Plain | There:
    return thread(f"“{cut(answer.title, TITLE)}”", own.ways.get(f"question:{answer.question_id}"))


def _more(number: int, one: str, many: str = "", most: int = MOST) -> list[list[Says]]:
    """How many are not listed."""
    left = number - most
    what = one if left == 1 else many or f"{one}s"
    return [[f"and {left} more {what}"]] if left > 0 else []


def _number(number: int, one: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {one}s"


def switched_on(comes: str) -> Message:
    """Somebody asked for the digest of their week; `comes` says when, with a full stop."""
    return Message.of(
        Text.of(
            f"Done. The digest of your own week: {comes} Only you see it, and a week without news"
            " is left out. Look at it now: ",
            code("/learn digest me"),
            ". Another day or time: ",
            code("/learn digest"),
        )
    )


def switched_off() -> Message:
    """Somebody wants it no more."""
    return Message.of(
        Text.of(
            "Done: no more digests of your week. You can look at it whenever you like: ",
            code("/learn digest me"),
        )
    )


def unclear() -> Message:
    """What can be typed after "me"."""
    return Message.of(
        Text.of(
            "I know ",
            code("/learn digest me"),
            " (your week so far), ",
            code("/learn digest me on"),
            " and ",
            code("/learn digest me off"),
        )
    )


def nothing() -> Message:
    """There is nothing to tell of somebody's week."""
    return Message.of(
        Text.of(
            "A quiet week: nothing to tell yet. A session to go to: ",
            code("/session list"),
            ". A question you might know: ",
            code("/ask open"),
        )
    )
