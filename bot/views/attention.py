"""Every word about when somebody is written to unasked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated

from pydantic import Field

from bot.messages import (
    Blank,
    Block,
    Button,
    Buttons,
    Context,
    Date,
    Divider,
    Facts,
    Form,
    Header,
    Line,
    Message,
    Number,
    Option,
    Payload,
    PickMany,
    Says,
    Text,
    Time,
    When,
)
from bot.rules.public_holidays import name_of, near
from bot.rules.rhythm import MOST_MESSAGES, NO_COUNTRY, Choices, Fault, Filled, Problem
from bot.rules.working_time import Away, Rhythm
from bot.store.attention import DayOff

MOST_BLOCKS = 50
"""Of one message."""
MOST_SHOWN = 8
"""Stretches of days off that are listed; the rest is said by number."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS = tuple(Option(value=str(n), label=name) for n, name in enumerate(DAYS))


class ShowHours(Payload, key="attention.show"):
    """See when one is written to."""


class ChangeHours(Payload, key="attention.change", opens_form=True):
    """Open the form."""


class PauseWeek(Payload, key="attention.pause"):
    """Nothing unasked for a week."""


class EndPause(Payload, key="attention.resume"):
    """The pause is over."""


class ComeBack(Payload, key="attention.back"):
    """These days off are none after all."""

    day_off_id: int


class ChooseHours(Form, key="attention.hours", heading="Your hours", submit="Save"):
    """When somebody likes to be written to; what is left empty is as usual."""

    weekdays: Annotated[
        list[str],
        PickMany("Working days", options=WEEKDAYS, hint="None picked: as usual where you live."),
    ] = []  # noqa: RUF012
    begins: Annotated[time | None, Time("Your day begins")] = None
    ends: Annotated[time | None, Time("… and ends")] = None
    quiet_begins: Annotated[time | None, Time("Quiet from", hint="A lunch break, say.")] = None
    quiet_ends: Annotated[time | None, Time("… until")] = None
    country: Annotated[
        str,
        Line(
            "Public holidays of",
            placeholder="Germany, or DE-BY",
            hint="Left empty: of the country your time zone lies in. “none”: they are days as any.",
        ),
        Field(max_length=60),
    ] = ""
    prompts_at: Annotated[
        time | None, Time("Best time for questions", hint="Left empty: as your day begins.")
    ] = None
    most: Annotated[
        int | None,
        Number("Messages a day at most", least=0, most=MOST_MESSAGES, hint="Left empty: as usual."),
    ] = None
    away_first: Annotated[date | None, Date("Away from", hint="A leave; more can follow.")] = None
    away_last: Annotated[date | None, Date("… until", hint="The last day you're away.")] = None
    paused_until: Annotated[
        date | None, Date("Nothing before", hint="A pause: I start again on this day.")
    ] = None

    def filled(self) -> Filled:
        """What was filled in."""
        return Filled(
            weekdays=frozenset(int(n) for n in self.weekdays),
            begins=self.begins,
            ends=self.ends,
            quiet_begins=self.quiet_begins,
            quiet_ends=self.quiet_ends,
            country=self.country,
            prompts_at=self.prompts_at,
            most=self.most,
            away_first=self.away_first,
            away_last=self.away_last,
            paused_until=self.paused_until,
        )


def form(chosen: Choices, paused_on: date | None) -> Blank:
    """The form with what somebody chose so far."""
    quiet = chosen.quiet or (None, None)
    return ChooseHours.blank(
        weekdays=[str(n) for n in sorted(chosen.weekdays or ())],
        begins=_iso(chosen.begins),
        ends=_iso(chosen.ends),
        quiet_begins=_iso(quiet[0]),
        quiet_ends=_iso(quiet[1]),
        country=NO_COUNTRY if chosen.country == "" else chosen.country or "",
        prompts_at=_iso(chosen.prompts_at),
        most=chosen.most,
        paused_until=paused_on.isoformat() if paused_on else None,
    )


def _iso(wall: time | None) -> str | None:
    return wall.isoformat("minutes") if wall else None


def hours(rhythm: Rhythm, away: Sequence[DayOff], now: datetime, *, saved: bool = False) -> Message:
    """When somebody is written to, and the ways to change that."""
    facts: list[tuple[str, Says]] = [
        ("Working days", days_in_words(rhythm.weekdays)),
        ("Hours", f"{rhythm.begins:%H:%M}–{rhythm.ends:%H:%M} ({rhythm.zone})"),
    ]
    if rhythm.quiet_from != rhythm.quiet_until:
        facts.append(("Quiet", f"{rhythm.quiet_from:%H:%M}–{rhythm.quiet_until:%H:%M}"))
    facts += [
        ("Public holidays", f"of {name_of(rhythm.country)}" if rhythm.country else "not regarded"),
        ("Questions to you", f"{rhythm.prompts_at or rhythm.begins:%H:%M}"),
        ("Messages a day", f"{rhythm.most} at most" if rhythm.most else "none"),
    ]
    if away:
        facts.append(("Away", _away_in_words(away)))
    if is_paused(rhythm, now) and rhythm.paused_until is not None:
        facts.append(("Paused until", When(at=rhythm.paused_until, form="date")))
    blocks: list[Block] = [
        Text.of("Saved. " if saved else "", "This is when I write to you without being asked:"),
        Facts.of(*facts),
        Buttons.of(Button.of("Change", ChangeHours()), _pause(rhythm, now)),
    ]
    back = [
        Button.of(f"Not away {_range(a)}", ComeBack(day_off_id=a.id)) for a in away[:MOST_SHOWN]
    ]
    blocks += [Buttons(buttons=tuple(back[i : i + 4])) for i in range(0, len(back), 4)]
    blocks.append(
        Context.of(
            "Answers to what you do come at once, and so does what you signed up for"
            " when it is about to begin."
        )
    )
    return Message.of(*blocks, summary="Your hours")


def is_paused(rhythm: Rhythm, now: datetime) -> bool:
    """Whether a pause holds."""
    return rhythm.paused_until is not None and rhythm.paused_until > now


def _pause(rhythm: Rhythm, now: datetime) -> Button:
    if is_paused(rhythm, now):
        return Button.of("End the pause", EndPause())
    return Button.of("Pause a week", PauseWeek())


def _away_in_words(away: Sequence[DayOff]) -> str:
    said = [_range(a) for a in away[:MOST_SHOWN]]
    if len(away) > MOST_SHOWN:
        said.append(f"{len(away) - MOST_SHOWN} more")
    return ", ".join(said)


def _range(away: Away | DayOff) -> str:
    """ "3 Dec 2026", "3 Dec – 14 Dec 2026"."""
    last = f"{away.last.day} {away.last:%b %Y}"
    if away.first == away.last:
        return last
    year = "" if away.first.year == away.last.year else f" {away.first.year}"
    return f"{away.first.day} {away.first:%b}{year} – {last}"


def days_in_words(weekdays: frozenset[int]) -> str:
    """ "Monday to Friday", "Monday, Tuesday and Thursday"; a week may begin on any day."""
    if len(weekdays) == 7:
        return "every day"
    starts = [n for n in weekdays if (n - 1) % 7 not in weekdays]
    if len(starts) == 1 and len(weekdays) > 2:
        first = starts[0]
        return f"{DAYS[first]} to {DAYS[(first + len(weekdays) - 1) % 7]}"
    return _and([DAYS[n] for n in sorted(weekdays)])


def _and(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def home(rhythm: Rhythm, now: datetime) -> list[Block]:
    """When somebody is written to, on Home."""
    if is_paused(rhythm, now) and rhythm.paused_until is not None:
        said: list[Says] = [
            "I write to you unasked again from ",
            When(at=rhythm.paused_until, form="date"),
            ".",
        ]
    else:
        often = f"at most {rhythm.most} times a day" if rhythm.most else "only as promised"
        said = [
            f"I write to you unasked {days_in_words(rhythm.weekdays)},"
            f" {rhythm.begins:%H:%M}–{rhythm.ends:%H:%M}, {often}."
        ]
    return [Text.of(*said), Buttons.of(Button.of("Your hours", ShowHours()))]


def not_away() -> Message:
    """These days off are no longer there."""
    return Message.of("You aren't away on those days any more. See /learn hours for what holds.")


def errors(problems: Sequence[Problem]) -> dict[str, str]:
    """Field → what to do about it."""
    said: dict[str, str] = {}
    for problem in problems:
        said.setdefault(problem.field, sentence(problem))
    return said


def sentence(problem: Problem) -> str:
    """What to do about one problem."""
    about = problem.about
    match problem.fault:
        case Fault.ENDS_EARLY:
            return f"Your day begins at {about}. Pick a later time for its end."
        case Fault.HALF_QUIET:
            return "Give both ends of your quiet time, or neither."
        case Fault.ALL_QUIET:
            return f"That leaves nothing of your day, {about}. Make the quiet time shorter."
        case Fault.UNKNOWN_COUNTRY:
            guess = near(about)
            hint = f" Do you mean {guess}?" if guess else " Write it like Germany, DE or DE-BY."
            return f"I know no country “{about[:40]}”.{hint}"
        case Fault.PROMPT_OUTSIDE:
            return f"Pick a time within your hours, {about}."
        case Fault.PROMPT_QUIET:
            return f"That is in your quiet time, {about}. Pick a time outside of it."
        case Fault.AWAY_UNSAID:
            return "Give the first and the last day, the same one for a single day."
        case Fault.AWAY_BACKWARDS:
            return "The last day lies before the first. Pick a later one."
        case Fault.AWAY_PAST:
            return "Those days are over. Pick days to come, or leave both empty."
        case Fault.AWAY_LONG:
            return "Pick at most a year; you can add the rest later."
        case Fault.PAUSE_PAST:
            return "Pick a day after today, or leave it empty for no pause."
        case Fault.PAUSE_LONG:
            return "Pick a day within a year."


def fit_together(messages: Sequence[Message]) -> bool:
    """Whether these make one message."""
    return sum(len(m.blocks) + 1 for m in messages) + 1 <= MOST_BLOCKS


def together(messages: Sequence[Message]) -> Message:
    """Several things for one person in one message."""
    if len(messages) == 1:
        return messages[0]
    summary = f"{len(messages)} things for you"
    blocks: list[Block] = [Header(text=summary)]
    for i, message in enumerate(messages):
        blocks += [Divider(), *message.blocks] if i else message.blocks
    return Message.of(*blocks, summary=summary)
