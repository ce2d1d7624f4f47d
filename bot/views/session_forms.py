"""The forms of sessions, and a sentence for everything that can be wrong in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated

from pydantic import Field

from bot.events import Person
from bot.messages import (
    Blank,
    Date,
    Form,
    Hidden,
    Line,
    Number,
    Option,
    Paragraph,
    PickOne,
    PickPeople,
    Time,
    Toggle,
)
from bot.rules.clashes import Clash, Double
from bot.rules.session_plan import Draft, Fault, Problem
from bot.rules.sessions import (
    ABSTRACT_LENGTH,
    MOST_OCCURRENCES,
    MOST_SEATS,
    MOST_SPEAKERS,
    PLACE_LENGTH,
    TITLE_LENGTH,
    Repeats,
    Repetition,
)
from bot.rules.zones import near

ZONES = 2
"""Zones that a hint names: it has room for 150 characters."""
REPEATS = (
    Option(value=Repeats.NEVER, label="Just once"),
    Option(value=Repeats.WEEKLY, label="Every week"),
    Option(value=Repeats.FORTNIGHTLY, label="Every two weeks"),
    Option(value=Repeats.MONTHLY, label="Every month, on the same weekday"),
)


class PlanSession(Form, key="session.plan", heading="Plan a session", submit="Announce"):
    """Announce a session, keep it as a draft, or change it."""

    title: Annotated[
        str,
        Line("What is it about?", placeholder="Query planner 101"),
        Field(min_length=1, max_length=TITLE_LENGTH),
    ]
    abstract: Annotated[
        str,
        Paragraph("What will people learn?"),
        Field(max_length=ABSTRACT_LENGTH),
    ] = ""
    topics: Annotated[
        str,
        Line("Topics", placeholder="#sql #postgres", hint="Up to five; they help others find it."),
        Field(max_length=200),
    ] = ""
    speakers: Annotated[
        list[Person],
        PickPeople("Who speaks?", hint="Left empty: you.", most=MOST_SPEAKERS),
        Field(max_length=MOST_SPEAKERS),
    ] = []  # noqa: RUF012
    day: Annotated[date | None, Date("Day", hint="Only a draft may leave it open.")] = None
    begins: Annotated[time | None, Time("Start")] = None
    minutes: Annotated[int, Number("How many minutes?")] = 45
    time_zone: Annotated[
        str,
        Line("Time zone", hint="Everybody sees the time where they are."),
        Field(min_length=1, max_length=60),
    ]
    place: Annotated[
        str,
        Line("Where?", placeholder="Room 4, or the link of the meeting"),
        Field(max_length=PLACE_LENGTH),
    ] = ""
    seats: Annotated[int | None, Number("Seats", hint="Left empty: no limit.")] = None
    channel: Annotated[
        str,
        Line("Announce in", placeholder="learning", hint="A channel. Left empty: right here."),
        Field(max_length=100),
    ] = ""
    repeats: Annotated[Repeats, PickOne("How often?", options=REPEATS)] = Repeats.NEVER
    until: Annotated[date | None, Date("Repeat until", hint="A date, or a number of times.")] = None
    times: Annotated[int | None, Number("… or how many times?")] = None
    prerequisite: Annotated[
        str,
        Line("Read or watch before", placeholder="https://…"),
        Field(max_length=1000),
    ] = ""
    cohosts: Annotated[
        list[Person],
        PickPeople("Co-hosts", hint="They may change it too.", most=MOST_SPEAKERS),
        Field(max_length=MOST_SPEAKERS),
    ] = []  # noqa: RUF012
    recalls: Annotated[bool, Toggle("Help people remember it afterwards")] = True
    is_draft: Annotated[bool, Toggle("Save as a draft", hint="Nobody else sees it yet.")] = False
    even_so: Annotated[
        bool, Toggle("Even if it clashes", hint="Somebody or a room may be booked twice.")
    ] = False
    session_id: Annotated[int, Hidden()] = 0

    def draft(self) -> Draft:
        """What was filled in."""
        return Draft(
            title=" ".join(self.title.split()),
            abstract=self.abstract,
            topics=self.topics,
            speakers=tuple(dict.fromkeys(self.speakers)),
            cohosts=tuple(dict.fromkeys(self.cohosts)),
            day=self.day,
            begins=self.begins,
            minutes=self.minutes,
            time_zone=self.time_zone,
            place=" ".join(self.place.split()),
            seats=self.seats,
            channel=self.channel,
            repetition=Repetition(self.repeats, self.until, self.times),
            prerequisite=self.prerequisite,
            recalls=self.recalls,
        )


def plan(
    draft: Draft,
    *,
    session_id: int = 0,
    impossible: str = "",
    is_announced: bool = False,
    reached: Mapping[str, int] | None = None,
) -> Blank:
    """The form with this in it. The day is said in words too: 4/5 is not the same everywhere.

    `impossible` is a day that was typed and does not exist. What `is_announced` is no draft again.
    `reached` is how many more people it suits, by zone, when it is offered as a second time.
    """
    chosen = draft.repetition
    shown = PlanSession.blank(
        title=draft.title,
        abstract=draft.abstract,
        topics=draft.topics,
        speakers=list(draft.speakers),
        day=draft.day.isoformat() if draft.day else None,
        begins=draft.begins.isoformat("minutes") if draft.begins else None,
        minutes=draft.minutes,
        time_zone=draft.time_zone,
        place=draft.place,
        seats=draft.seats,
        channel=draft.channel,
        repeats=str(chosen.repeats),
        until=chosen.until.isoformat() if chosen.until else None,
        times=chosen.times,
        prerequisite=draft.prerequisite,
        cohosts=list(draft.cohosts),
        recalls=draft.recalls,
        session_id=session_id,
    )
    if is_announced:
        kept = tuple(e for e in shown.entries if e.name != "is_draft")
        shown = shown.model_copy(
            update={"heading": "Change the session", "submit": "Save", "entries": kept}
        )
    hint = ""
    if impossible:
        hint = f"There is no {impossible}. Pick the day you mean."
    elif draft.day is not None:
        hint = f"That is {day_in_words(draft.day)}."
    if reached:
        shown = hinted(shown, "begins", reach_in_words(reached))
    return hinted(shown, "day", hint) if hint else shown


def reach_in_words(reached: Mapping[str, int]) -> str:
    """ "Suits 5 more colleagues: 3 in Asia/Tokyo, 2 in Asia/Shanghai"; at most three parts."""
    most = sorted(reached.items(), key=lambda item: (-item[1], item[0]))
    parts = [f"{number} in {zone}" for zone, number in most[:ZONES]]
    rest = most[ZONES:]
    if rest:
        others = "another zone" if len(rest) == 1 else f"{len(rest)} other zones"
        parts.append(f"{sum(number for _, number in rest)} in {others}")
    number = sum(reached.values())
    people = "1 more colleague" if number == 1 else f"{number:,} more colleagues"
    return f"Suits {people}: {', '.join(parts)}."


def hinted(form: Blank, name: str, hint: str) -> Blank:
    """The same form with another line of help below one field."""
    entries = tuple(
        e.model_copy(update={"field": e.field.model_copy(update={"hint": hint[:150]})})
        if e.name == name
        else e
        for e in form.entries
    )
    return form.model_copy(update={"entries": entries})


def day_in_words(day: date) -> str:
    """ "Thursday 26 November 2026": nobody can take it for another day."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def wall_in_words(wall: datetime, zone: str) -> str:
    """ "Thursday 26 November 2026 at 12:30 (Europe/Lisbon)"."""
    return f"{day_in_words(wall.date())} at {wall:%H:%M} ({zone})"


def errors(problems: tuple[Problem, ...]) -> dict[str, str]:
    """Field → what to do about it."""
    said: dict[str, list[str]] = {}
    for problem in problems:
        said.setdefault(problem.field, []).append(sentence(problem))
    return {field: " ".join(sentences) for field, sentences in said.items()}


def no_link() -> str:
    """What should be an address is none."""
    return "Paste the whole address, beginning with https://"


def clashing(clash: Clash) -> str:
    """Who or what is booked twice, and by what."""
    title = f"“{clash.title}”" if clash.title else "another session"
    other = f"{title} on {wall_in_words(clash.wall, clash.zone)}"
    match clash.what:
        case Double.SPEAKS:
            said = f"{clash.who} speaks at {other} too."
        case Double.GOES:
            said = f"{clash.who} goes to {other}."
        case Double.PLACE:
            said = f"{clash.who} is taken by {other}."
        case Double.COMES:
            said = f"{clash.who} of those who come also go to {other}."
    return f"{said} Pick another time, or choose to go ahead even so."


def sentence(problem: Problem) -> str:
    """What to do about one problem."""
    about = problem.about
    if problem.clash is not None:
        return clashing(problem.clash)
    match problem.fault:
        case Fault.NO_TITLE:
            return "Give it a title in words: that's what people decide by."
        case Fault.NO_DAY:
            return "Pick the day. Without one it can only be saved as a draft."
        case Fault.NO_START:
            return "Pick when it begins. Without that it can only be saved as a draft."
        case Fault.PAST:
            return "That has passed already. Pick a time to come."
        case Fault.TOO_FAR:
            return "Pick a day within the next two years."
        case Fault.SKIPPED:
            return (
                f"The clocks go forward in {about} that day and skip this time."
                " Pick an hour later or earlier."
            )
        case Fault.TOO_SHORT:
            return "It has to end after it begins: give it at least 5 minutes."
        case Fault.TOO_LONG:
            return "That's more than 12 hours. Make it a series, or several sessions."
        case Fault.NO_SEATS:
            return "Give the number of seats, 1 or more, or leave it empty for no limit."
        case Fault.TOO_MANY_SEATS:
            return f"Give at most {MOST_SEATS:,} seats, or leave it empty for no limit."
        case Fault.BELOW_GOING:
            return f"{about} people are going already. Keep at least {about} seats."
        case Fault.UNKNOWN_ZONE:
            guess = near(about)
            hint = f" Do you mean {guess}?" if guess else " Write it like Europe/Berlin."
            return f"I don't know the time zone “{about[:40]}”.{hint}"
        case Fault.NEVER_REPEATS:
            return "Say how often it comes again, or clear when the repeating ends."
        case Fault.BOTH_ENDS:
            return "Give a last date or a number of times, not both."
        case Fault.ENDS_BEFORE:
            return "The last date lies before the first session. Pick a later one."
        case Fault.NO_TIMES:
            return "Give the number of times, 1 or more."
        case Fault.TOO_OFTEN:
            return f"A series may have {MOST_OCCURRENCES} sessions. Plan the rest later."
        case Fault.NO_LINK:
            return no_link()
        case Fault.IS_BOT:
            return f"{about} is a bot. Pick a person."
        case Fault.HAS_LEFT:
            return f"{about} no longer has an account here. Pick somebody else."
        case Fault.NO_CHANNEL:
            return "Name the channel to announce it in: nobody else reads along here."
        case Fault.CLASH:
            return "Something else takes place then. Pick another time, or say even so."
        case Fault.UNKNOWN_CHANNEL:
            return (
                f"I don't know a channel called “{about[:60]}” yet. Invite me there and type"
                " /session in it, or name another one."
            )
