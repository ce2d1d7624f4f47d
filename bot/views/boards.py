"""Every word and card about boards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.events import Person
from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Context,
    Fact,
    Facts,
    Header,
    Mention,
    Message,
    Payload,
    Says,
    Select,
    Text,
    code,
    spans,
)
from bot.rules.boards import Board, Period, Wanted
from bot.store.boards import Newcomer
from bot.store.models import DeedKind
from bot.store.teams import Team
from bot.store.topics import Topic
from bot.views.kudos import OpenGiveKudos


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's line. `points` None: not to be told."""

    rank: int
    person: Person
    points: float | None


@dataclass(frozen=True, slots=True)
class Own:
    """What the asker alone is told of themselves on a board of help."""

    is_off: bool
    rank: int = 0
    """0: not among the lines."""
    deeds: int = 0
    colleagues: int = 0


@dataclass(frozen=True, slots=True)
class Choices:
    """What else there is to look at."""

    topics: tuple[Topic, ...] = ()
    teams: tuple[Team, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A board as somebody sees it. Its days are those of their own calendar."""

    wanted: Wanted
    first: date
    last: date
    topic: str
    team: str
    lines: tuple[Line, ...]
    newcomers: tuple[Newcomer, ...]
    more: int
    """People who share rank `more_rank`, for whom there is no line."""
    more_rank: int
    is_whole: bool
    """Whether those are all of them; there may be more still."""
    own: Own
    choices: Choices


class ShowBoard(Payload, key="boards.show"):
    """Look at a board; `picks` names the field that a select chooses anew."""

    board: str = Board.HELPED.value
    period: str = Period.MONTH.value
    topic_id: int = 0
    team_id: int = 0
    picks: str = ""


class OpenBoard(Payload, key="boards.open"):
    """Look at boards, from Home."""


class StayOff(Payload, key="boards.off"):
    """Be on no board."""


class ComeBack(Payload, key="boards.on"):
    """Be on boards again."""


BOARDS: Mapping[Board, str] = {
    Board.HELPED: "Who helped most",
    Board.FIRST: "First answers",
    Board.NEW: "Newcomers",
}
PERIODS: Mapping[Period, str] = {
    Period.WEEK: "This week",
    Period.LAST_WEEK: "Last week",
    Period.MONTH: "This month",
    Period.LAST_MONTH: "Last month",
}
ALL = "0"
"""What stands for all topics, or all teams, in a list."""


def shows(wanted: Wanted, picks: str = "") -> ShowBoard:
    """The button that leads to a board."""
    return ShowBoard(
        board=wanted.board.value,
        period=wanted.period.value,
        topic_id=wanted.topic_id,
        team_id=wanted.team_id,
        picks=picks,
    )


def board(seen: Seen) -> Message:
    """A board, with what else there is to look at."""
    title = f"{BOARDS[seen.wanted.board]}, {PERIODS[seen.wanted.period].lower()}"
    return Message.of(
        Header(text=title),
        Context.of(_about(seen)),
        *(_welcome(seen) if seen.wanted.board is Board.NEW else _ranks(seen)),
        *_own(seen),
        *_controls(seen),
        summary=title,
    )


def _about(seen: Seen) -> str:
    """Whose days and what: "1 Nov – 30 Nov · #sql · Data Platform"."""
    days = f"{_day(seen.first)} – {_day(seen.last)}"
    topic = f"#{seen.topic}" if seen.topic else ""
    return " · ".join(part for part in (days, topic, seen.team) if part)


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _ranks(seen: Seen) -> Iterator[Block]:
    if not seen.lines:
        yield from _nobody(seen)
        return
    yield Facts(
        facts=tuple(Fact(label=nth(line.rank), value=spans(_line(line))) for line in seen.lines)
    )
    if seen.more:
        others = "One more colleague" if seen.more == 1 else f"{seen.more} more colleagues"
        if not seen.is_whole:
            others = "Many more colleagues"
        verb = "shares" if seen.more == 1 and seen.is_whole else "share"
        yield Context.of(f"{others} {verb} the {nth(seen.more_rank)} rank.")


def _line(line: Line) -> list[Says]:
    name = Mention(person=line.person, ping=False)
    return [name] if line.points is None else [name, f" · {_points(line.points)}"]


def _points(points: float) -> str:
    said = f"{points:,.1f}".removesuffix(".0")
    return f"{said} point" if said == "1" else f"{said} points"


def nth(number: int) -> str:
    """ "1st", "2nd", "3rd", "4th", "11th"."""
    teens = number % 100 in (11, 12, 13)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if teens else ending}"


def _nobody(seen: Seen) -> Iterator[Block]:
    """An empty board, and what fills it."""
    when = PERIODS[seen.wanted.period].lower()
    if seen.wanted.board is Board.FIRST:
        yield Text.of(
            f"No question has had its first answer {when}. Those that wait stand on Home: perhaps"
            " you know one. To ask something yourself, type ",
            code("/ask"),
            ".",
        )
    else:
        yield Text.of(
            f"Nobody has been thanked here {when}. Did somebody help you? Tell them: ",
            code("/kudos @colleague for …"),
        )
    found = [Button.of("Give kudos", OpenGiveKudos(), style="primary")]
    before = seen.wanted.period.before
    if before is not None:
        label = f"See {PERIODS[before].lower()}"
        found.append(Button.of(label, shows(replace(seen.wanted, period=before))))
    yield Buttons.of(*found)


DID: Mapping[DeedKind, str] = {
    DeedKind.KUDOS_GIVEN: "thanked a colleague",
    DeedKind.KUDOS_RECEIVED: "was thanked by a colleague",
    DeedKind.ANSWERED_FIRST: "was the first to answer a question",
    DeedKind.ANSWER_ACCEPTED: "settled a question with an answer",
    DeedKind.ANSWER_HELPED: "gave an answer that helped",
    DeedKind.SESSION_GIVEN: "gave a session",
    DeedKind.SESSION_ATTENDED: "came to a session",
    DeedKind.RECALL_KEPT: "is learning",
}


def _welcome(seen: Seen) -> Iterator[Block]:
    """Newcomers have no ranks: it is no race."""
    if not seen.newcomers:
        when = PERIODS[seen.wanted.period].lower()
        yield Text.of(
            f"Nobody new has taken part {when}. If somebody has just started near you, show them"
            " around: ",
            code("/learn help"),
            " is a good first page, and a first question is a good first deed.",
        )
        return
    yield Text.of("New here, and taking part already. Say hello!")
    yield Bullets.of(*(_newcomer(one) for one in seen.newcomers))


def _newcomer(one: Newcomer) -> list[Says]:
    name = Mention(person=one.person, ping=False)
    return [name, f", here since {_day(one.since)}: {DID[one.first]}"]


def _own(seen: Seen) -> Iterator[Block]:
    """The line about the asker; the reply is for them alone."""
    own = seen.own
    if own.is_off:
        yield Context.of("You are off the boards: nobody sees you on one, and you take no rank.")
    elif own.rank:
        yield Context.of(f"You: {nth(own.rank)}. Only you see this line.")
    elif own.deeds:
        yield Context.of(f"You: {_deeds(seen.wanted.board, own)}. Only you see this line.")


def _deeds(board: Board, own: Own) -> str:
    number = own.deeds
    if board is Board.FIRST:
        return (
            "the first answer to one question"
            if number == 1
            else (f"the first answer to {number} questions")
        )
    thanks = "thanked once" if number == 1 else f"thanked {number} times"
    return f"{thanks}, by {_colleagues(own.colleagues)}" if own.colleagues else thanks


def _colleagues(number: int) -> str:
    return "one colleague" if number == 1 else f"{number} colleagues"


def _controls(seen: Seen) -> Iterator[Block]:
    """The other boards, and the choices of time, topic and team."""
    wanted, choices = seen.wanted, seen.choices
    others = [
        Button.of(label, shows(replace(wanted, board=board)))
        for board, label in BOARDS.items()
        if board is not wanted.board
    ]
    own = (
        Button.of("Show me on boards", ComeBack())
        if seen.own.is_off
        else Button.of("Stay off the boards", StayOff())
    )
    yield Buttons.of(*others, own)
    yield Select.of(
        "Which time",
        shows(wanted, "period"),
        [(period.value, label) for period, label in PERIODS.items()],
        chosen=wanted.period.value,
    )
    if choices.topics:
        named = [(str(topic.id), _cut(f"#{topic.name}")) for topic in choices.topics]
        yield Select.of(
            "Which topic",
            shows(wanted, "topic"),
            [(ALL, "All topics"), *named],
            chosen=str(wanted.topic_id),
        )
    if choices.teams:
        yield Select.of(
            "Which team",
            shows(wanted, "team"),
            [(ALL, "Everybody"), *((str(team.id), _cut(team.name)) for team in choices.teams)],
            chosen=str(wanted.team_id),
        )


def _cut(text: str) -> str:
    return text if len(text) <= 75 else f"{text[:74]}…"


def home() -> list[Block]:
    """The way from Home."""
    return [Buttons.of(Button.of("Who helped lately", OpenBoard()))]
