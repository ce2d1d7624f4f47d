"""What a demo's month does with the cards it makes: answers, votes, who came and what they said."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.events import Value

ANSWERS = ("going", "maybe", "cant")


@dataclass(frozen=True, slots=True)
class Act:
    """A button pressed by its key; without a key nobody does anything, but something is due.

    `about` names the id in it that the card has; `nth` is added. `of`: whose id it is, where
    several people made one below the same card.

    `fills` is what is filled into the form that opens; the rest stays as it is.
    """

    key: str
    about: str = "occurrence_id"
    nth: int = 0
    data: Mapping[str, str] = field(default_factory=dict)
    fills: Mapping[str, Any] | None = None
    then: Act | None = None
    """What is pressed on what that answers with."""
    number: int = 0
    """Tells apart what one person does several times."""
    of: str = ""

    @property
    def id_name(self) -> str:
        """Under which name its id is remembered."""
        return f"{self.about} of {self.of}" if self.of else self.about


Done = tuple[datetime, str, Act]
"""When (aware UTC), who, what."""


def planned(plan: Mapping[str, Any], starts: datetime) -> dict[str, Any]:
    """What the form of a session is filled in with; `starts` is where the facilitator lives."""
    own = {k: v for k, v in plan.items() if k not in ("ago", "ahead", "at")}
    zone = str(starts.tzinfo)
    return own | {
        "day": starts.date().isoformat(),
        "begins": starts.strftime("%H:%M"),
        "time_zone": zone,
    }


def of_session(
    said: Mapping[str, Any], first: tuple[datetime, datetime], dice: random.Random
) -> Iterator[Done]:
    """Everything that happens to a session, and to each later time of a series (`again`).

    `first` is when it was announced and when it starts the first time. Times of a series are a
    week apart and are answered to once their card is there.
    """
    known, starts = first
    for number, card in enumerate(said.get("cards", [])):
        at = known + timedelta(minutes=20 + 4 * number)
        use = Act("recall.use", about="card_id")
        act = Act("recall.open", about="session_id", fills=card, then=use, number=number)
        yield at, next(iter(said)), act
    minutes = timedelta(minutes=said["plan"].get("minutes", 45))
    for nth, each in enumerate([said, *said.get("again", [])]):
        for moment in (starts - timedelta(minutes=10), starts, starts + minutes):
            yield moment + timedelta(seconds=1), "", Act("")
        yield from _answers(each, nth, known, dice)
        yield from _afterwards(each, nth, (starts, starts + minutes), dice)
        starts += timedelta(days=7)
        known = max(known, starts - timedelta(days=7)) + timedelta(hours=2)


def _answers(
    said: Mapping[str, Any], nth: int, known: datetime, dice: random.Random
) -> Iterator[Done]:
    for answer in ANSWERS:
        at = known
        for who in said.get(answer, []):
            at += timedelta(seconds=dice.randint(40, 2400))
            yield at, who, Act("session.answer", nth=nth, data={"say": answer})


def _afterwards(
    said: Mapping[str, Any], nth: int, span: tuple[datetime, datetime], dice: random.Random
) -> Iterator[Done]:
    starts, ends = span
    for who in said.get("came", []):
        yield starts + timedelta(seconds=dice.randint(20, 900)), who, Act("session.here", nth=nth)
    for who in said.get("thanks", []):
        yield ends + timedelta(seconds=dice.randint(60, 1800)), who, Act("session.thank", nth=nth)
    for who, (rating, will_use, comment) in said.get("feedback", {}).items():
        fills = {"rating": str(rating), "will_use": will_use, "comment": comment}
        later = ends + timedelta(seconds=dice.randint(120, 5400))
        yield later, who, Act("session.rate", nth=nth, fills=fills)
    for who, fills in said.get("leaves", {}).items():
        later = ends + timedelta(seconds=dice.randint(1800, 3600))
        yield later, who, Act("session.leave", nth=nth, fills=fills)


def of_question(said: Mapping[str, Any], known: datetime, dice: random.Random) -> Iterator[Done]:
    """What becomes of a question: passed on, had by others too, answered, accepted, of help."""
    author = next(iter(said))
    at = known

    def soon(least: int, most: int) -> datetime:
        return at + timedelta(seconds=dice.randint(least, most))

    for who in said.get("passes", []):
        at = soon(200, 900)
        yield at, who, Act("question.pass", about="question_id")
    for who in said.get("same", []):
        yield soon(60, 3600), who, Act("question.me_too", about="question_id")
    for who, words in said.get("answers", {}).items():
        at = soon(600, 2400)
        yield at, who, Act("answer.open", about="question_id", fills={"answer": words})
    if "accepts" in said:
        at = soon(300, 1800)
        yield at, author, Act("answer.accept", about="answer_id", of=said["accepts"])
        for who in said.get("helped", []):
            later = soon(1200, 40000)
            yield later, who, Act("answer.helped", about="answer_id", of=said["accepts"])


def of_topic(said: Mapping[str, Any], known: datetime) -> Iterator[Done]:
    """Whoever looked a topic up decides about it."""
    if "decides" in said:
        who = next(iter(said))
        act = Act("topic.open", about="topic_id", fills=said["decides"])
        yield known + timedelta(seconds=40), who, act


def of_earlier(said: Mapping[str, Any], known: datetime) -> Iterator[Done]:
    """An earlier answer was enough: the first of those shown."""
    if said.get("is_found"):
        who = next(iter(said))
        yield known + timedelta(seconds=50), who, Act("question.answers_it", about="question_id")


def of_wish(said: Mapping[str, Any], known: datetime, dice: random.Random) -> Iterator[Done]:
    """Colleagues who wish for the same."""
    for who in said.get("votes", []):
        known += timedelta(seconds=dice.randint(40, 5400))
        yield known, who, Act("wish.join", about="wish_id")


def filled(fields: list[dict[str, Any]], fills: Mapping[str, Any]) -> dict[str, dict[str, Value]]:
    """A drawn form's values as a browser sends them back, with `fills` in it."""
    return {
        f["name"]: {"kind": f["kind"], "value": fills.get(f["name"], f["value"])} for f in fields
    }


def says_nothing_to_others(said: Mapping[str, Any]) -> bool:
    """Whether a command is answered to whoever typed it alone."""
    text = str(next(iter(said.values())))
    return text.startswith(("/expert", "/learn topic", "/learn team", "/learn digest")) or bool(
        said.get("is_found")
    )


def id_in(card: Any, name: str) -> int | None:
    """The id of that name which the buttons of a drawn card carry."""
    if isinstance(card, dict):
        found = card.get("data")
        if isinstance(found, dict) and name in found:
            return int(found[name])
        card = list(card.values())
    if isinstance(card, list):
        return next((i for c in card if (i := id_in(c, name)) is not None), None)
    return None


def ids_in(drawn: Any) -> dict[str, int]:
    """The ids that something drawn carries in its buttons."""
    names = (
        "occurrence_id",
        "session_id",
        "card_id",
        "wish_id",
        "question_id",
        "answer_id",
        "topic_id",
        "draft_id",
    )
    found = {name: id_in(drawn, name) for name in names}
    return {name: id_ for name, id_ in found.items() if id_ is not None}
