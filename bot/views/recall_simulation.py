"""Every word about what a policy of recall would send."""

from __future__ import annotations

from statistics import median

from bot.rules.recall_simulation import Simulated

TITLES = ("messages a day", "cards a day", "people, by the messages they get in all")


def summary(found: Simulated) -> list[tuple[str, str]]:
    """The figures, each with its name."""
    company, days = found.company, found.by_day()
    people = found.by_person()
    messages = sorted(m for m, _, _ in people)
    most_waiting = max((one.waiting for one in found.sent), default=0)
    busiest = max(days, key=lambda day: (day[1], day[0]), default=None)
    rows = [
        ("Messages in all", f"{len(found.sent):,}"),
        ("Cards asked in all", f"{sum(one.cards for one in found.sent):,}"),
        ("Messages a person, half get at most", f"{median(messages):g}" if messages else "0"),
        ("Messages a person, one in twenty gets more than", _percentile(messages)),
        ("Messages a person and week, on average", f"{_weekly(found):.1f}"),
        ("Most cards for one person on one day", f"{max((c for _, _, c in people), default=0)}"),
        ("Most cards that waited for one person", f"{most_waiting}"),
    ]
    if busiest and busiest[1]:
        rows.append(("Busiest day", f"{busiest[0]:%Y-%m-%d}: {busiest[1]:,} messages"))
    for name, held_out in (("with prompts", False), ("held out", True)):
        right, checks = found.stuck(held_out=held_out)
        if checks:
            said = f"{100 * right / checks:.0f} % of {checks:,} checks"
            rows.append((f"Remembered at the end of the course, {name}", said))
    return [("People and days", f"{company.people:,} people, {company.days} days"), *rows]


def _percentile(ordered: list[int]) -> str:
    return str(ordered[int(0.95 * (len(ordered) - 1))]) if ordered else "0"


def _weekly(found: Simulated) -> float:
    return len(found.sent) / found.company.people / found.company.days * 7


def rows(found: Simulated) -> list[list[str]]:
    """A heading, then a row for each person and day on which something was sent."""
    head = ["Person", "Day", "Cards", "Waiting"]
    return [
        head,
        *(
            [str(one.person + 1), one.day.isoformat(), str(one.cards), str(one.waiting)]
            for one in sorted(found.sent, key=lambda s: (s.person, s.day))
        ),
    ]
