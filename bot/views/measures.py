"""Every word of the programme's digest; docs/measures.md says how to read its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.messages import (
    Block,
    Bullets,
    Chart,
    Context,
    Header,
    Message,
    Says,
    Series,
    Text,
    bold,
    code,
)
from bot.rules.measures import WATCHED, Figures, Part, Wait, Waits, change
from bot.rules.recall_measures import Difference, Share, Verdict
from bot.store.questions import Question
from bot.store.threads import Card
from bot.views.digest_teams import cut, days
from bot.views.recall_measures import tells
from bot.views.ways import title

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TITLE = 80
"""Characters of a question that are shown."""


@dataclass(frozen=True, slots=True)
class Programme:
    """What the digest of a week is made of."""

    now: Figures
    before: Figures
    """The week before."""
    colleagues: int
    """How many people there are."""
    contributors: tuple[tuple[date, int | None], ...]
    """Monday → how many contributed, the oldest week first; None: too few to tell."""
    open: tuple[Question, ...]
    """Questions that nobody answered, everybody asked has passed, and all may read."""
    open_ways: Mapping[int, Card]
    least: int
    """Of fewer people nothing is told."""


@dataclass
class _Lines:
    """What is said, and of what there were too few to say anything."""

    said: list[list[Says]]
    few: list[str]

    def add(self, label: str, value: str | None, what: str = "") -> None:
        """A line; or what there is too little of to tell."""
        if value is None:
            self.few.append(what or label.lower())
        else:
            self.said.append([bold(f"{label}: "), value])


def digest(told: Programme) -> Message:
    """The programme's week on one screen."""
    now, heading = told.now, f"The programme, {days(told.now.week.monday, told.now.week.sunday)}"
    few: list[str] = []
    blocks: list[Block] = [Header(text=heading), Text.of(bold(_lead(told))), *_chart(told)]
    blocks += _part("Sessions", _sessions(told), few)
    asked = now.week.earlier()
    blocks += _part(f"Questions of {days(asked.monday, asked.sunday)}", _questions(told), few)
    blocks += _part("What stays", _learning(told), few)
    if told.open:
        blocks += [Text.of(bold("Nobody has answered yet")), Bullets.of(*_open(told))]
    if few:
        blocks.append(Text.of(f"Too few to tell this week: {_and(few)}."))
    blocks.append(
        Context.of(
            f"[In brackets]: the week before. Nothing is told of fewer than {told.least} people or"
            f" questions. Every question is watched for {WATCHED.days} days: this week's come next"
            " Monday. How each number is made: docs/measures.md. ",
            code("/ask open"),
            " lists all open questions.",
        )
    )
    return Message.of(*blocks, summary=f"{heading}: {_lead(told)}")


def _part(name: str, lines: _Lines, few: list[str]) -> list[Block]:
    few += lines.few
    return [Text.of(bold(name)), Bullets.of(*lines.said)] if lines.said else []


def _lead(told: Programme) -> str:
    """What changed, first."""
    now, before = told.now.contributors, told.before.contributors
    if now is None:
        return f"Fewer than {told.least} colleagues thanked, answered or spoke."
    of = f" of {told.colleagues}" if told.colleagues >= now else ""
    said = f"{now}{of} colleagues thanked, answered or spoke"
    if before is None:
        return f"{said}."
    if now == before:
        return f"{said}, as many as the week before."
    return (
        f"{said}, {abs(now - before)} {'more' if now > before else 'fewer'} than the week before."
    )


def _chart(told: Programme) -> list[Block]:
    """How many contributed, week by week, since there were enough to tell: no bar means none."""
    weeks = [(day, n) for day, n in told.contributors if n is not None]
    unknown = [day for day, n in told.contributors if n is None]
    weeks = [(day, n) for day, n in weeks if not unknown or day > unknown[-1]]
    if len(weeks) < 2:
        return []
    labels = tuple(f"{monday.day} {monday:%b}" for monday, _ in weeks)
    said = [f"{day}: {n}" for day, (_, n) in zip(labels, weeks, strict=True)]
    title_ = "Colleagues who thanked, answered or spoke"
    return [
        Chart(
            title=title_,
            labels=labels,
            series=(Series(label="Colleagues", values=tuple(float(n) for _, n in weeks)),),
            alt=f"{title_}, by the week that began on {', '.join(said)}.",
        )
    ]


def _sessions(told: Programme) -> _Lines:
    now, before, lines = told.now, told.before, _Lines([], [])
    if now.sessions or before.sessions:
        lines.add("Took place", _with(f"{now.sessions}", f"{before.sessions}"))
    if now.sessions:
        lines.add("Seats filled", _changed(now.seats, before.seats))
        lines.add("Came, of those who said so", _changed(now.attendance, before.attendance))
    return lines


def _questions(told: Programme) -> _Lines:
    now, before, lines = told.now.waits, told.before.waits, _Lines([], [])
    replied, settled = (now.replied, now.settled) if now else (None, None)
    replied_before, settled_before = (before.replied, before.settled) if before else (None, None)
    if now is None:
        lines.few.append(f"questions (fewer than {told.least} in that week)")
    else:
        lines.add("Answered within a week", _changed(replied, replied_before))
        lines.add("With an accepted answer", _changed(settled, settled_before))
        lines.add("Time to first answer", _wait(now, before, is_reply=True))
        lines.add("Time to accepted answer", _wait(now, before, is_reply=False))
    deflected = _changed(told.now.deflected, told.before.deflected)
    week = days(told.now.week.monday, told.now.week.sunday)
    lines.add(f"“This answered it”, {week}", deflected, "“this answered it”")
    return lines


def _learning(told: Programme) -> _Lines:
    now, before, lines = told.now, told.before, _Lines([], [])
    gain = _gain(now.gain, before.gain)
    lines.add("Before and after sessions", gain, "answers before and after sessions")
    lines.add("Recall at 7 days", _kept(now.week_on, before.week_on), "recall at 7 days")
    lines.add("Recall at 30 days", _kept(now.month_on, before.month_on), "recall at 30 days")
    if now.month_on is not None:
        lines.add("What prompts add", _effect(now.effect), "what prompts add by then")
    return lines


def _open(told: Programme) -> Sequence[list[Says]]:
    return [
        [title(cut(q.title, TITLE), told.open_ways.get(q.id)), "".join(f" #{t}" for t in q.topics)]
        for q in told.open
    ]


def _changed(now: Part | None, before: Part | None) -> str | None:
    """A share, and what it was; "up" and "down" only where chance alone would not do it."""
    if now is None:
        return None
    said = f"{percent(now.value)}, {now.count} of {now.of}"
    if before is None:
        return said
    was = percent(before.value)
    moved = {
        Verdict.HIGHER: f"up from {was}",
        Verdict.LOWER: f"down from {was}",
        Verdict.UNSURE: f"{was}",
    }
    return _with(said, moved[change(now, before)])


def _with(said: str, before: str | None) -> str:
    """A value, and in brackets that of the week before where there is one."""
    return f"{said} [{before}]" if before else said


def _wait(now: Waits | None, before: Waits | None, *, is_reply: bool) -> str | None:
    """How long half of the questions waited, and four in five; those nobody answered wait too."""
    if now is None:
        return None
    clock, work = (
        (now.reply, now.reply_at_work) if is_reply else (now.settling, now.settling_at_work)
    )
    if clock.half is None or work.half is None:
        said = "more than half waited longer than a week"
    else:
        said = f"half within {_both(clock.half, work.half)}, {_most(clock, work)}"
    if before is None:
        return said
    was = (before.reply if is_reply else before.settling).half
    return _with(said, "longer than a week" if was is None else f"half within {duration(was)}")


def _most(clock: Wait, work: Wait) -> str:
    if clock.most is None or work.most is None:
        return "more than one in five waited longer than a week"
    return f"four in five within {_both(clock.most, work.most)}"


def _both(clock: timedelta, work: timedelta) -> str:
    return f"{duration(clock)} ({_number(work / HOUR)} working hours)"


def _gain(now: Difference | None, before: Difference | None) -> str | None:
    if now is None or not (tells(now.first) and tells(now.second)):
        return None
    from_, to = _fives(now.second.value), _fives(now.first.value)
    said = f"about {from_} % right before, {to} % after: {_points(now)}, {now.first.people} people."
    told = before if before and tells(before.first) and tells(before.second) else None
    return _with(f"{said} {_sure(now)}", _moved(told) if told else None)


def _kept(now: Share | None, before: Share | None) -> str | None:
    if now is None:
        return None
    interval = f" ({_fives(now.low)} to {_fives(now.high)} %)" if tells(now) else " remembered"
    said = f"{_about(now)}{interval}, {now.people} people"
    return _with(said, _about(before) if before else None)


def _about(found: Share) -> str:
    """What some people remembered, to the nearest 5 %: no figure follows one person's answer."""
    if not tells(found):
        return "nearly all" if found.right > 1 else "hardly any"
    return f"about {_fives(found.value)} %"


def _fives(value: float) -> int:
    """A share in percent, to the nearest 5."""
    return 5 * round(20 * value)


def _effect(found: Difference | None) -> str | None:
    if found is None or not (tells(found.first) and tells(found.second)):
        return None
    return f"{_points(found)}, compared with cards held out. {_sure(found)}"


def _points(found: Difference) -> str:
    low, high = _signed(found.low), _signed(found.high)
    return f"{_moved(found)} ({low} to {high})"


def _moved(found: Difference) -> str:
    return f"{_signed(found.value)} points"


def _signed(value: float) -> str:
    """A difference in percentage points, to the nearest 5."""
    points = _fives(value)
    return f"{points:+d}".replace("-", "−") if points else "±0"


def _sure(found: Difference) -> str:
    return {
        Verdict.HIGHER: "That is more than chance.",
        Verdict.LOWER: "That is less, and more than chance: worth a look.",
        Verdict.UNSURE: "Too few to tell whether that is chance.",
    }[found.verdict]


def not_yours() -> Message:
    """Somebody who does not run the programme asks for its digest."""
    return Message.of(
        Text.of(
            "The programme's numbers are for those who run it. If that is you, ask an administrator"
            " of Potluck to name you in app.yaml: digests, programme, recipients. Your own week: ",
            code("/learn digest me"),
        )
    )


def nothing() -> Message:
    """The programme has no week to tell of yet."""
    return Message.of(
        "There is no week to tell of yet: nobody has thanked, asked, answered or met. A session is"
        " a good start: /session new"
    )


def percent(value: float) -> str:
    """A share, 0 to 1, as people write it."""
    return f"{round(100 * value)} %"


def duration(length: timedelta) -> str:
    """A length of time, as exact as it matters."""
    if length < HOUR:
        minutes = round(length / timedelta(minutes=1))
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    if length < 2 * DAY:
        return "1 hour" if length == HOUR else f"{_number(length / HOUR)} hours"
    return f"{_number(length / DAY)} days"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
