"""Every word of a manager's digest: one screen, a minute's reading, and one chart.

Whoever a line names is a Mention in it, and no line names somebody for what another one did or did
not do: each reads their lines word for word in their mirror.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.events import Person
from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Chart,
    Context,
    Header,
    Mention,
    Message,
    Payload,
    Says,
    Series,
    Text,
    When,
    bold,
    code,
    listed,
    plain,
)
from bot.messages.blocks import texts
from bot.rules.digest_team import Strength, Tip
from bot.views import ways
from bot.views.digest_week import Awarded, Week

MOST_BLOCKS = 12
"""What fits one screen."""
MOST_WORDS = 260
"""What is read in a minute."""
TITLE, NOTE, TOPIC_NAME = 45, 60, 30
"""Characters of what others wrote that are shown."""
MOST_SESSIONS, MOST_COMING, MOST_ANSWERED, MOST_OPEN, MOST_THANKS, MOST_BADGES = 2, 1, 1, 2, 3, 2
"""Lines of each part."""
MOST_TOPICS = 3
MOST_NAMES = 2


class KnowWho(Payload, key="digests.know_who", opens_form=True):
    """Somebody comes to mind for an open question."""

    question_id: int


def digest(week: Week) -> Message:
    """What a manager reads; of a week in which very much happened, fewer lines of each part."""
    made = _digest(week)
    for most in (2, 1):
        if words_of(made) <= MOST_WORDS:
            break
        made = _digest(_less(week, most))
    return made


def words_of(message: Message) -> int:
    """How many words there are to read."""
    said = [plain(line) for block in message.blocks for line in texts(block)]
    for block in message.blocks:
        if isinstance(block, Header):
            said.append(block.text)
        elif isinstance(block, Buttons):
            said += [button.label for button in block.buttons]
    return len(" ".join(said).split())


def _less(week: Week, most: int) -> Week:
    """The same with so many lines of what there is most of; the questions that wait stay."""
    return replace(
        week,
        given=week.given[:most],
        attended=week.attended[: most - len(week.given[:most])],
        thanked=week.thanked[:most],
        awarded=week.awarded[:most],
        topics=week.topics[:most],
    )


def _digest(week: Week) -> Message:
    blocks: list[Block | None] = [
        Header(text=f"Your team, {days(week.period.first, week.period.last)}"),
        Text.of(*_lead(week)),
        chart(week),
        _bullets(_sessions(week)),
        _bullets(_questions(week)),
        _press(week),
        _bullets(_thanks(week)),
        _recall(week),
        _text(_unthanked(week)),
        _text(_tip(week)),
        Context.of(
            "Everybody named here reads their lines, word for word: ",
            code("/learn mirror"),
            ". When this comes, or not: ",
            code("/learn digest"),
        ),
    ]
    shown = [block for block in blocks if block is not None]
    return Message.of(*shown, summary=f"Your team, {days(week.period.first, week.period.last)}")


def days(first: date, last: date) -> str:
    """ "16–22 November", whatever months they lie in."""
    if first == last:
        return f"{first.day} {first:%B}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {last:%B}"
    return f"{first.day} {first:%B} – {last.day} {last:%B}"


def cut(text: str, most: int) -> str:
    """What somebody wrote, in one line of so many characters at most."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _lead(week: Week) -> list[Says]:
    """What changed, first of all."""
    said: list[Says] = []
    if len(week.helped) > 1:
        now, before = week.helped[-1], week.helped[-2]
        said.append(bold(_times(now)))
        said.append(f", {_compared(now - before)}. ")
    elif week.helped:
        said += [bold(_times(week.helped[-1])), ". "]
    news = [
        words
        for is_new, words in (
            (week.given, "a session was given"),
            (week.thanked, "somebody was thanked"),
            (week.awarded, "a badge was earned"),
            (week.answered, "a question found its answer"),
            (week.waiting, "a question still waits"),
        )
        if is_new
    ]
    if news:
        said.append(f"New since last time: {_and(news)}.")
    elif week.coming:
        said.append("A quiet week; something is coming that suits your team.")
    else:
        said.append("A quiet week: some of your team went to learn something.")
    return said


def _times(number: int) -> str:
    times = {1: "once", 2: "twice"}.get(number, f"{number} times")
    return f"Your team helped others {times}" if number else "No help that showed here this week"


def _compared(more: int) -> str:
    if more == 0:
        return "as often as the week before"
    return f"{abs(more)} {'more' if more > 0 else 'fewer'} than the week before"


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))


def chart(week: Week) -> Chart | None:
    """How often they helped, week by week; of a small team that of everybody."""
    counts = week.helped or week.everybody
    if not counts:
        return None
    whose = "Your team" if week.helped else "All of us"
    title = f"{whose}: how often somebody helped"
    last = week.period.last
    mondays = [last - timedelta(days=6 + 7 * n) for n in range(len(counts) - 1, -1, -1)]
    labels = tuple(f"{day.day} {day:%b}" for day in mondays)
    pairs = ", ".join(f"{label}: {n}" for label, n in zip(labels, counts, strict=True))
    return Chart(
        title=title,
        labels=labels,
        series=(Series(label="Thanks, answers, sessions", values=tuple(map(float, counts))),),
        alt=f"{title}, by the week that began on {pairs}.",
    )


def _sessions(week: Week) -> list[list[Says]]:
    lines: list[list[Says]] = []
    for one in week.given[:MOST_SESSIONS]:
        speakers = _names(one.speakers)
        lines.append([bold("Given: "), cut(one.title, TITLE), " by ", *speakers])
    for came in week.attended[: MOST_SESSIONS - len(lines)]:
        of = f"{came.listeners} of your team" if came.listeners else "some of your team"
        lines.append([bold("Attended: "), cut(came.title, TITLE), f", {of}"])
    for soon in week.coming[:MOST_COMING]:
        why = f", as your team deals with #{cut(soon.topic, TOPIC_NAME)}"
        when = When(at=soon.starts_at)
        lines.append([bold("Coming: "), cut(soon.title, TITLE), " on ", when, why])
    return lines


def _questions(week: Week) -> list[list[Says]]:
    lines: list[list[Says]] = []
    for one in week.answered[:MOST_ANSWERED]:
        by: list[Says] = [", by ", _name(one.answerer)] if one.answerer else []
        what = ways.thread(f"“{cut(one.title, TITLE)}”", one.way)
        lines.append([bold("Answered: "), _name(one.asker), " asked ", what, *by])
    for one in week.waiting[:MOST_OPEN]:
        what = ways.thread(f"“{cut(one.title, TITLE)}”", one.way)
        since = When(at=one.asked_at, form="date")
        lines.append([bold("Open: "), _name(one.asker), " asked ", what, ", since ", since])
    return lines


def _press(week: Week) -> Buttons | None:
    shown = week.waiting[:MOST_OPEN]
    if not shown:
        return None
    if len(shown) == 1:
        return Buttons.of(Button.of("I know who", KnowWho(question_id=shown[0].id)))
    return Buttons.of(
        *(
            Button.of(f"I know who: “{cut(one.title, 25)}”", KnowWho(question_id=one.id))
            for one in shown
        )
    )


def _thanks(week: Week) -> list[list[Says]]:
    lines: list[list[Says]] = []
    for one in week.thanked[:MOST_THANKS]:
        to = _names(one.to)
        quote = ways.thread(f"“{cut(one.note, NOTE)}”", one.way)
        lines.append([_name(one.giver), " thanked ", *to, ": ", quote])
    return lines + [
        [bold("Badge: "), _name(got.person), " earned ", _badge(got)]
        for got in week.awarded[:MOST_BADGES]
    ]


def _badge(got: Awarded) -> str:
    topic = f" (#{cut(got.topic, TOPIC_NAME)})" if got.topic else ""
    return f"“{cut(got.badge, TITLE)}”{topic}"


def _recall(week: Week) -> Text | None:
    if not week.took_part and not week.topics:
        return None
    said: list[Says] = [bold("Remembering: ")]
    if week.took_part:
        said.append(f"at least {week.took_part} of your team kept at it last week. ")
    by_strength: dict[Strength, list[str]] = {}
    for topic, strength in week.topics[:MOST_TOPICS]:
        by_strength.setdefault(strength, []).append(f"#{cut(topic, TOPIC_NAME)}")
    words = {
        Strength.STRONG: "sits well",
        Strength.HALF: "sits half",
        Strength.FADING: "is fading",
    }
    parts = [f"{_and(by_strength[s])} {words[s]}" for s in Strength if s in by_strength]
    if parts:
        said.append(f"Of the team together, {'; '.join(parts)}.")
    return Text.of(*said)


def _unthanked(week: Week) -> list[Says]:
    if week.unthanked is None:
        return []
    name = _name(week.unthanked.person)
    if week.unthanked.was_seen:
        return [name, " helped lately, and nobody said thanks here for a while: you could."]
    return [
        name,
        " was not thanked here for a while. Much good work never shows here: you may know of some.",
    ]


def _tip(week: Week) -> list[Says]:
    lead = bold("This week: ")
    match week.tip:
        case Tip.WHO_KNOWS:
            return [lead, "ask around who knows about the question that waits longest."]
        case Tip.THANK:
            names = _names(week.given[0].speakers)
            return [lead, "tell ", *names, " what you took from that session."]
        case Tip.GO:
            return [lead, f"go to {cut(week.coming[0].title, TITLE)}, and take somebody along."]
        case Tip.READ_ALOUD:
            return [lead, "read the first of these thanks aloud when you next meet."]
        case Tip.TELL:
            return [lead, "tell the others which question found its answer: they may have it too."]
        case None:
            return []


def _name(person: Person) -> Mention:
    return Mention(person=person, ping=False)


def _names(people: Sequence[Person]) -> tuple[Says, ...]:
    """Those who come first, and how many more there are."""
    more = len(people) - MOST_NAMES
    if more <= 0:
        return listed(people, ping=False)
    first = [part for person in people[:MOST_NAMES] for part in (_name(person), ", ")]
    return (*first[:-1], f" and {more} more")


def _bullets(lines: Sequence[Sequence[Says]]) -> Bullets | None:
    return Bullets.of(*lines) if lines else None


def _text(said: Sequence[Says]) -> Text | None:
    return Text.of(*said) if said else None
