"""`potluck simulate recall`: what a policy would send, before it is switched on."""

from __future__ import annotations

import csv
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.terminal import sentences, stop

if TYPE_CHECKING:
    from bot.rules.recall_simulation import Company, Simulated
    from bot.settings import Settings

simulate = typer.Typer(
    help="What settings would do, before they do it.", no_args_is_help=True, rich_markup_mode=None
)


@simulate.callback()
def _several() -> None:
    """Whatever else will be simulated has a name of its own."""


@simulate.command("recall")
def recall(
    people: Annotated[int, typer.Option(help="How many people.")] = 500,
    days: Annotated[int, typer.Option(help="How many days.")] = 60,
    begins: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The first day; today if left out."),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same one gives the same result.")] = 1,
    sessions: Annotated[int, typer.Option(help="Sessions a week.")] = 2,
    cards: Annotated[int, typer.Option(help="Cards of each session.")] = 5,
    attendance: Annotated[float, typer.Option(help="Share of people who come, 0 to 1.")] = 0.15,
    answers: Annotated[float, typer.Option(help="Share of prompts answered, 0 to 1.")] = 0.7,
    others: Annotated[
        float, typer.Option(help="How likely each other unasked message of a day is, 0 to below 1.")
    ] = 0.5,
    retention: Annotated[float | None, typer.Option(help="In the place of app.yaml's.")] = None,
    daily: Annotated[int | None, typer.Option(help="Cards a day, likewise.")] = None,
    course: Annotated[int | None, typer.Option(help="Days of a course, likewise.")] = None,
    hold_out: Annotated[float | None, typer.Option(help="Share held out, likewise.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", dir_okay=False, help="Write every day as CSV.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Draw it: a PNG to write.")
    ] = None,
) -> None:
    """Say what recall would send to a made-up company, per person and day.

    The settings are those of app.yaml, unless an option says otherwise, and the rules those that
    plan real prompts. Nothing is sent, and no database is opened.
    """
    from bot.rules.recall_simulation import Company

    changed = {
        "desired_retention": retention,
        "daily_cards": daily,
        "course_days": course,
        "hold_out": hold_out,
    }
    settings = _settings({name: value for name, value in changed.items() if value is not None})
    company = Company(
        people=people,
        days=days,
        begins=begins.date() if begins else datetime.now(UTC).date(),
        seed=seed,
        sessions_a_week=sessions,
        cards=cards,
        attendance=attendance,
        answers=answers,
        others=others,
    )
    found = _run(settings, company)
    _tell(found)
    try:
        if out is not None:
            _write(out, found)
        if plot is not None:
            from adapters.web.picturing import plot as drawn

            plot.write_bytes(drawn(found))
    except OSError as error:
        stop(f"{error.filename} can't be written: {error.strerror}.")


def _settings(changed: dict[str, Any]) -> Settings:
    from pydantic import ValidationError

    from bot.settings import Environment, Settings, read_file

    with sentences():
        environment = Environment.read(os.environ)
        settings = read_file(environment.config, required=environment.config_is_chosen)
    try:
        recall_section = settings.recall.model_dump(mode="json") | changed
        whole = settings.model_dump(mode="json") | {"recall": recall_section}
        return Settings.model_validate(whole, strict=False)
    except ValidationError as wrong:
        stop("\n".join(f"recall, {e['loc'][-1]}: {e['msg']}." for e in wrong.errors()))


def _run(settings: Settings, company: Company) -> Simulated:
    from bot.rules.recall_simulation import simulate as run

    try:
        length = max(company.people, 1)
        with typer.progressbar(length=length, label="Simulating people", file=sys.stderr) as bar:
            return run(settings.recall, settings.attention, company, bar.update)
    except ValueError as wrong:
        stop(f"That can't be simulated: {wrong}.")


def _tell(found: Simulated) -> None:
    from bot.views.recall_simulation import summary

    facts = summary(found)
    width = max(len(name) for name, _ in facts)
    for name, value in facts:
        print(f"{name:<{width}}  {value}")
    print()
    print("Day         Messages  Cards")
    for day, messages, cards in found.by_day():
        print(f"{day.isoformat()}  {messages:>8,}  {cards:>5,}")


def _write(out: Path, found: Simulated) -> None:
    from bot.views.recall_simulation import rows

    with out.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows(found))
    print(f"\nWrote {out}.")
