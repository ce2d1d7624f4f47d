"""The page of a simulated policy: a form without script, figures, a plot and its numbers."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from bot.rules.recall_simulation import Company
from bot.settings import Recall

if TYPE_CHECKING:
    from adapters.web.picturing import Looked

MADE_UP = {
    "people": "People",
    "days": "Days",
    "sessions_a_week": "Sessions a week",
    "attendance": "Share of people who come to a session (0 to 1)",
    "answers": "Share of prompts that are answered (0 to 1)",
    "seed": "Seed: the same one gives the same result",
}
POLICY = {
    "desired_retention": "Probability of recall at which a card is asked again (0.7 to 0.97)",
    "daily_cards": "Cards a person and day at most (1 to 20)",
    "course_days": "Days of a course (1 to 365)",
    "first_after_hours": "Hours before the first prompt (0 to 168)",
    "longest_days": "Days between two reviews at most (7 to 3650)",
    "hold_out": "Share of cards that is held out (0 to 0.5)",
}
OPTIONS = (*MADE_UP, *POLICY)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>What recall would send · Potluck</title>
<link rel="stylesheet" href="/calendar/calendar.css">
</head>
<body>
<main>
<h1>What recall would send</h1>
<p>A made-up company, and the rules that plan real prompts: the settings of app.yaml, unless you
change them here. Nothing is sent and nothing is saved.</p>
{said}
<form method="get" action="simulation">
{fields}
<button>Simulate</button>
</form>
{found}
</main>
</body>
</html>
"""


def draw(
    recall: Recall, company: Company, looked: Looked | None, wrong: str = "", query: str = ""
) -> str:
    """The page; `query` is what its picture is asked for with."""
    values = {name: getattr(company, name) for name in MADE_UP}
    values |= {name: getattr(recall, name) for name in POLICY}
    fields = "\n".join(
        f'<p><label for="{name}">{escape(label)}</label> <input id="{name}" name="{name}"'
        f' inputmode="decimal" value="{escape(str(values[name]))}"></p>'
        for name, label in {**MADE_UP, **POLICY}.items()
    )
    said = f'<p role="alert">{escape(wrong)}</p>' if wrong else ""
    return PAGE.format(said=said, fields=fields, found=_found(looked, query) if looked else "")


def _found(looked: Looked, query: str) -> str:
    facts = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in looked.summary)
    rows = "\n".join(
        f"<tr><td>{day.isoformat()}</td><td>{messages:,}</td><td>{cards:,}</td></tr>"
        for day, messages, cards in looked.days
    )
    return (
        f'<h2>The outcome</h2>\n<dl>{facts}</dl>\n<p><img src="simulation.png?{escape(query)}"'
        ' alt="Messages and cards a day, and how many people get how many messages; the numbers'
        ' stand in the table below" width="900" height="600"></p>\n'
        '<table><caption>Day by day</caption><thead><tr><th scope="col">Day</th>'
        '<th scope="col">Messages</th><th scope="col">Cards</th></tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody></table>"
    )
