"""Seeing badges: one's own, a colleague's, on Home, and nominations that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.events import Person
from bot.messages import (
    Blank,
    Block,
    Bullets,
    Button,
    Buttons,
    Context,
    Header,
    Mention,
    Message,
    Progress,
    Says,
    Text,
    When,
    bold,
    code,
)
from bot.rules.awards import State
from bot.settings import Badge
from bot.store.awards import Nomination
from bot.store.badges import Award
from bot.views import award_news as news
from bot.views.award_forms import OpenNominate, OpenRevoke, Revoke, ShowBadges, ShowWaiting
from bot.views.award_words import case, picture, strong, title

REASON_SHOWN = 140
"""Characters of a reason in a list."""


class Held(Protocol):
    """A badge somebody has."""

    @property
    def award(self) -> Award: ...
    @property
    def badge(self) -> Badge | None: ...
    @property
    def topic(self) -> str: ...
    @property
    def is_private(self) -> bool: ...
    @property
    def since(self) -> datetime: ...


class Page(Protocol):
    """Some of somebody's badges."""

    @property
    def person(self) -> Person: ...
    @property
    def is_own(self) -> bool: ...
    @property
    def held(self) -> Sequence[Held]: ...
    @property
    def number(self) -> int: ...
    @property
    def of(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def picture(self) -> str: ...
    @property
    def revocable(self) -> Sequence[Held]: ...


class Step(Protocol):
    """How far somebody is on the way to a badge's next level."""

    @property
    def said(self) -> str: ...
    @property
    def fraction(self) -> float: ...


def called(held: Held) -> str:
    """Name, level and topic."""
    return title(held.badge, held.award.badge, held.award.level, held.topic)


def badges(page: Page, ahead: Sequence[Step], *, any_by_hand: bool) -> Message:
    """`/learn badges`, and `/learn badges @colleague`."""
    name = Mention(person=page.person, ping=False)
    blocks: list[Block] = []
    if page.is_own:
        blocks.append(Header(text="Your badges"))
        if not page.total:
            blocks.append(Text.of("None yet. They come by helping, not by trying for them."))
    elif page.total:
        blocks.append(Text.of("Badges of ", name))
    else:
        blocks.append(Text.of(name, " has no badges to show yet. You may know a reason for one."))
    blocks += _shelf(page)
    blocks += [Progress(label=step.said, fraction=step.fraction) for step in ahead]
    blocks += _buttons(page, any_by_hand=any_by_hand)
    whose = "Your badges" if page.is_own else f"Badges of {page.person.name}"
    return Message.of(*blocks, summary=f"{whose}: {page.total}")


def _shelf(page: Page) -> list[Block]:
    if not page.held:
        return []
    blocks = _picture(page)
    blocks.append(Bullets.of(*(_line(h) for h in page.held)))
    if page.of > 1:
        blocks.append(Context.of(f"Page {page.number + 1} of {page.of}, {page.total} badges."))
    return blocks


def _picture(page: Page) -> list[Block]:
    """All of them in one picture; the words stand below it, so nobody need hear them twice."""
    many = len(page.held)
    return picture(page.picture, "The badge below" if many == 1 else f"The {many} badges below")


def _line(held: Held) -> list[Says]:
    said: list[Says] = [bold(called(held)), " · ", When(at=held.since, form="date")]
    if held.award.words:
        said.append(f" – {_short(held.award.words)}")
    if held.is_private:
        said.append(" (only you see this one)")
    return said


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= REASON_SHOWN else line[: REASON_SHOWN - 1].rstrip() + "…"


def _buttons(page: Page, *, any_by_hand: bool) -> list[Block]:
    id_ = 0 if page.is_own else page.person.id
    row = []
    if page.number > 0:
        row.append(Button.of("Newer", ShowBadges(person_id=id_, page=page.number - 1)))
    if page.number < page.of - 1:
        row.append(Button.of("Older", ShowBadges(person_id=id_, page=page.number + 1)))
    if any_by_hand:
        row.append(_nominate(page))
    if page.revocable:
        row.append(
            Button.of("Take one back…", OpenRevoke(person_id=page.person.id, page=page.number))
        )
    return [Buttons.of(*row)] if row else []


def _nominate(page: Page) -> Button:
    if page.is_own:
        return Button.of("Nominate a colleague", OpenNominate())
    return Button.of("Nominate for a badge", OpenNominate(person_id=page.person.id))


def revoke(page: Page) -> Blank:
    """The form to take one of these back."""
    options = [(f"{h.award.id}", called(h)[:75]) for h in page.revocable]
    return Revoke.blank(options={"award": options})


def home(
    page: Page,
    ahead: Sequence[Step],
    to_endorse: Sequence[Nomination],
    to_decide: Sequence[Nomination],
    named: Sequence[Badge],
) -> list[Block]:
    """The badges part of somebody's Home; `named` are the badges of what waits, if still there."""
    blocks: list[Block] = [Header(text="Badges")]
    if page.held:
        blocks += _picture(page)
        names = ", ".join(called(h) for h in page.held)
        left = page.total - len(page.held)
        more = f", and {left} more" if left else ""
        blocks.append(Text.of(names, more, "."))
    else:
        blocks.append(Text.of("None yet. They come by helping, not by trying for them."))
    blocks += [Progress(label=step.said, fraction=step.fraction) for step in ahead]
    blocks.append(
        Buttons.of(
            Button.of("My badges", ShowBadges()),
            Button.of("Nominate a colleague", OpenNominate()),
            Button.of("Nominations", ShowWaiting()),
        )
    )
    return [*blocks, *_queue(to_endorse, to_decide, named)]


def _queue(
    to_endorse: Sequence[Nomination], to_decide: Sequence[Nomination], named: Sequence[Badge]
) -> list[Block]:
    by_key = {b.key: b for b in named}
    blocks: list[Block] = []
    for found in to_endorse:
        blocks += [*_waits(found, by_key.get(found.badge), "Do you know this work? ")]
        blocks.append(news.endorse_buttons(found))
    for found in to_decide:
        blocks += [*_waits(found, by_key.get(found.badge), "Waits for your decision: ")]
        blocks.append(news.decide_buttons(found))
    return blocks


def _waits(found: Nomination, badge: Badge | None, first: str) -> list[Block]:
    nominee = Mention(person=found.nominee, ping=False)
    return [Text.of(first, nominee, " for ", strong(found, badge)), *case(found)]


def waiting(
    to_endorse: Sequence[Nomination],
    to_decide: Sequence[Nomination],
    mine: Sequence[Nomination],
    named: Sequence[Badge],
) -> Message:
    """`/learn badges waiting`."""
    by_key = {b.key: b for b in named}
    blocks: list[Block] = [Header(text="Nominations")]
    blocks += _queue(to_endorse, to_decide, named)
    if not to_endorse and not to_decide:
        blocks.append(Text.of("None waits for you."))
    for found in mine:
        blocks.append(Text.of(*_mine(found, by_key.get(found.badge))))
        if found.state == State.ASKED:
            blocks.append(news.name_buttons(found))
        else:
            blocks.append(Buttons.of(news.withdraw_button(found)))
    blocks.append(
        Context.of("To nominate somebody, type ", code("/learn badges nominate @name"), ".")
    )
    return Message.of(*blocks, summary="Nominations")


def _mine(found: Nomination, badge: Badge | None) -> list[Says]:
    said: list[Says] = [
        "You nominated ",
        Mention(person=found.nominee, ping=False),
        " for ",
        strong(found, badge),
        ". ",
    ]
    if found.state == State.ENDORSED:
        return [*said, "It is endorsed and waits for a decision."]
    if found.endorser is None:
        return [*said, "Who else knows the work? Name somebody."]
    return [*said, Mention(person=found.endorser, ping=False), " is asked to endorse it."]
