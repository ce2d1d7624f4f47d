"""The month view: a table on a wide screen, a list on a phone; every word escaped."""

from __future__ import annotations

from datetime import date, datetime
from html import escape
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bot.rules.months import Month, month_of
from bot.rules.session_plan import is_link
from bot.rules.signups import Answer
from bot.services.calendars import MonthShown, Shown
from bot.views.calendars import ANSWERS
from bot.views.session_forms import day_in_words

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} · Potluck</title>
<link rel="stylesheet" href="../calendar.css">
</head>
<body>
<a class="skip" href="#month">Skip to the sessions</a>
<header>
<h1>{title}</h1>
<nav aria-label="Months">
<a rel="prev" href="{before}">← {before_name}</a>
<a href="{now}">This month</a>
<a rel="next" href="{after}">{after_name} →</a>
</nav>
{filter}
</header>
<main id="month" tabindex="-1">
{main}
</main>
<footer>
<p>Times are in {zone}, for {name}.</p>
{feed}
</footer>
</body>
</html>
"""

PEOPLE = '\n<p><a href="organization/people">Import a list of people</a></p>'


def draw(shown: Month, found: MonthShown, topic: str) -> str:
    """The page. It links only within its own folder, so that any proxy may stand before it."""
    after = month_of(shown.after)
    today = month_of(found.today)
    return PAGE.format(
        title=_name(shown),
        before=_link(shown.before, topic),
        before_name=_name(shown.before),
        after=_link(after, topic),
        after_name=_name(after),
        now=_link(today, topic),
        filter=_filter(shown, found, topic),
        main=_table(shown, found) if found.shown else _nothing(topic),
        zone=escape(found.zone),
        name=escape(found.name),
        feed=_feed(found) + (PEOPLE if found.may_list_people else ""),
    )


def _name(month: Month) -> str:
    return f"{MONTHS[month.month - 1]} {month.year}"


def _link(month: Month, topic: str) -> str:
    query = {"month": str(month)} | ({"topic": topic} if topic else {})
    # A topic comes from the address bar: half a character must not break the page.
    return escape("?" + urlencode(query, errors="replace"))


def _filter(shown: Month, found: MonthShown, topic: str) -> str:
    topics = [*found.topics, *([topic] if topic and topic not in found.topics else [])]
    if not topics:
        return ""
    options = "".join(
        f'<option value="{escape(t)}"{" selected" if t == topic else ""}>#{escape(t)}</option>'
        for t in topics
    )
    return (
        f'<form method="get"><input type="hidden" name="month" value="{shown}">'
        f'<label for="topic">Topic</label> <select id="topic" name="topic">'
        f'<option value="">All topics</option>{options}</select> <button>Show</button></form>'
    )


def _nothing(topic: str) -> str:
    about = f" about #{escape(topic)}" if topic else ""
    return f'<p class="nothing">No sessions{about} this month.</p>'


def _feed(found: MonthShown) -> str:
    if found.is_feed:
        return (
            '<p><a href="sessions.ics">The feed of your sessions</a>: copy this link into your'
            " calendar (“Subscribe”, “From URL”), and it keeps itself up to date.</p>"
        )
    return (
        "<p>To have your sessions in your calendar by themselves, press <b>My calendar</b> and"
        " <b>Subscribe</b> on Potluck's Home: that gives you a link that lasts.</p>"
    )


def _table(shown: Month, found: MonthShown) -> str:
    zone = ZoneInfo(found.zone)
    by_day: dict[date, list[Shown]] = {}
    for one in found.shown:
        by_day.setdefault(one.occurrence.starts_at.astimezone(zone).date(), []).append(one)
    head = "".join(f'<th scope="col">{day}</th>' for day in DAYS)
    weeks = "\n".join(
        f"<tr>{''.join(_day(d, shown, found.today, by_day.get(d, []), zone) for d in week)}</tr>"
        for week in shown.weeks()
    )
    return (
        f'<table><caption class="unseen">Sessions in {_name(shown)}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{weeks}\n</tbody></table>"
    )


def _day(day: date, shown: Month, today: date, sessions: list[Shown], zone: ZoneInfo) -> str:
    if month_of(day) != shown:
        return '<td class="around"></td>'
    kinds = ("today" if day == today else "", "" if sessions else "free")
    kind = " ".join(k for k in kinds if k)
    is_today = ' aria-current="date"' if day == today else ""
    number = (
        f'<time datetime="{day.isoformat()}"{is_today}><span class="short">{day.day}</span>'
        f'<span class="long">{escape(day_in_words(day))}</span></time>'
    )
    listed = "".join(_session(s, zone) for s in sessions)
    return f'<td class="{kind}">{number}{f"<ul>{listed}</ul>" if listed else ""}</td>'


def _place(said: str) -> str:
    if is_link(said):
        return f'<a href="{escape(said)}">Join the meeting</a>'
    return escape(said)


def _session(one: Shown, zone: ZoneInfo) -> str:
    occurrence = one.occurrence
    session = occurrence.session
    starts: datetime = occurrence.starts_at.astimezone(zone)
    ends = occurrence.ends_at.astimezone(zone)
    notes = [f"#{escape(t)}" for t in session.topics]
    if one.answer:
        notes.insert(0, f"you: {ANSWERS[Answer(one.answer)]}")
    if session.place and not occurrence.is_off:
        notes.insert(0, _place(session.place))
    title = escape(session.title)
    if occurrence.is_off:
        words = f"<s>{title}</s> <strong>cancelled</strong>"
    else:
        words = f'<a href="{occurrence.id}.ics">{title}</a>'
    exports = (
        f'<br><a href="{occurrence.id}/signups.csv">Sign-ups (CSV)</a>'
        f' <a href="{occurrence.id}/signups.xlsx">XLSX</a>'
        f' <a href="{occurrence.id}/results.csv">Results (CSV)</a>'
        f' <a href="{occurrence.id}/results.xlsx">XLSX</a>'
        f' <a href="{occurrence.id}/attendance">Import who came</a>'
        f' <a href="{occurrence.id}/cards">Import recall cards</a>'
        if one.may_export
        else ""
    )
    exactly = starts.isoformat("T", "minutes")
    return (
        f'<li><time datetime="{exactly}">{starts:%H:%M}–{ends:%H:%M}</time>'
        f" {words}<small>{' · '.join(notes)}{exports}</small></li>"
    )
