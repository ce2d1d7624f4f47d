"""A small organization whose week was counted by hand, for the tests of the programme's figures.

It is told of Monday, 9 November to Sunday, 15 November 2026 in Berlin, where a day begins at 23:00
UTC. Its people are 1 to 12, a bot (13), a guest (14) and somebody who left (15); organization 2 is
there so that nothing of it is ever counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.rules.measures import Week
from bot.store.models import (
    AccountRow,
    AnswerRow,
    DeedRow,
    DeflectionRow,
    OccurrenceRow,
    OrganizationRow,
    PersonRow,
    QuestionRow,
    RecallBaselineRow,
    RecallCardRow,
    RecallMemoryRow,
    RecallReviewRow,
    SessionRow,
    SignupRow,
    SpeakerRow,
    WorkspaceRow,
)

WEEK = Week(date(2026, 11, 9), "Europe/Berlin")
NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
H = timedelta(hours=1)


def at(said: str) -> datetime:
    """ "11-12 10:00" of 2026, in UTC."""
    return datetime.fromisoformat(f"2026-{said}").replace(tzinfo=UTC)


TUESDAY, THURSDAY, FRIDAY = at("11-10 11:00"), at("11-12 11:00"), at("11-13 11:00")


class Planter:
    """Writes rows of one organization."""

    def __init__(
        self, session: Session, organization_id: int, people: int, shift: timedelta = timedelta()
    ) -> None:
        """`people` is the id before that of its first person; all is so much later."""
        self.session = session
        self.organization_id = organization_id
        self.people = people
        self.shift = shift
        self.session_ids: list[int] = []
        self._number = count(1)

    def put(self, model: type[Any], /, **values: Any) -> Any:
        """Insert a row."""
        for name in ("person_id", "author_id", "asker_id", "facilitator_id", "other_id"):
            if values.get(name) is not None:
                values[name] += self.people
        later = {k: v + self.shift for k, v in values.items() if isinstance(v, datetime)}
        values |= later
        row = model(organization_id=self.organization_id, **values)
        self.session.add(row)
        self.session.flush()
        return row

    def deed(self, who: int, kind: str, when: datetime, **more: Any) -> None:
        """Somebody did something."""
        self.put(
            DeedRow,
            person_id=who,
            kind=kind,
            subject=f"kudos:{next(self._number)}",
            other_id=who,
            at=when,
            **more,
        )

    def held(
        self,
        starts: datetime,
        *,
        speaker: int,
        seats: int | None = None,
        going: tuple[int, ...] = (),
        came: tuple[int, ...] = (),
        hours: float = 1,
        **more: Any,
    ) -> None:
        """A session that takes place once."""
        is_draft = more.pop("is_draft", False)
        session_id = self.put(
            SessionRow,
            facilitator_id=speaker,
            title="Query plans",
            wall_time=f"{starts:%Y-%m-%dT%H:%M}",
            time_zone="UTC",
            minutes=60,
            seats=seats,
            state="draft" if is_draft else "announced",
            created_at=starts - timedelta(days=9),
        ).id
        self.session_ids.append(session_id)
        self.put(SpeakerRow, session_id=session_id, person_id=speaker)
        id_ = self.put(
            OccurrenceRow,
            session_id=session_id,
            meant_for=f"{starts:%Y-%m-%dT%H:%M}",
            wall_time=f"{starts:%Y-%m-%dT%H:%M}",
            starts_at=starts,
            ends_at=starts + hours * H,
            **more,
        ).id
        for who in sorted({*going, *came}):
            self.put(
                SignupRow,
                occurrence_id=id_,
                person_id=who,
                answer="going" if who in going else "unsaid",
                answered_at=starts - H,
                attended_at=starts if who in came else None,
            )

    def ask(
        self,
        when: datetime,
        asker: int | None,
        *answers: tuple[int, datetime],
        accepted: datetime | None = None,
        gone: dict[int, str] | None = None,
        **more: Any,
    ) -> Any:
        """A question with its answers: by whom, when. The last one is accepted at `accepted`.

        `gone`: by whom → the column of `answer` that says since when theirs is not there.
        """
        question = self.put(
            QuestionRow,
            once=f"q{next(self._number)}",
            asker_id=asker,
            is_anonymous=asker is None,
            title="Why?",
            asked_at=when,
            stirred_at=when,
            rung_at=when,
            next_step_at=when,
            **more,
        )
        for who, given_at in answers:
            away = {(gone or {})[who]: given_at} if who in (gone or {}) else {}
            said = self.put(
                AnswerRow,
                question_id=question.id,
                author_id=who,
                body="Because.",
                given_at=given_at,
                accepted_at=accepted if (who, given_at) == answers[-1] else None,
                **away,
            )
            question.accepted_id = None if accepted is None else said.id
        self.session.flush()
        return question

    def card(self, kind: str = "single") -> int:
        """A card to remember."""
        return int(
            self.put(
                RecallCardRow,
                author_id=1,
                kind=kind,
                prompt="Why?",
                state="active",
                created_at=at("09-01 10:00"),
            ).id
        )

    def learns(self, who: int, card: int, began: datetime, *, held_out: bool = False) -> None:
        """Somebody met a card."""
        self.put(RecallMemoryRow, person_id=who, card_id=card, began_at=began, is_held_out=held_out)

    def review(self, who: int, card: int, when: datetime, rating: int, **more: Any) -> None:
        """Somebody tried to remember a card."""
        self.put(
            RecallReviewRow,
            person_id=who,
            card_id=card,
            card_version=1,
            rating=rating,
            due_at=when,
            asked_at=when,
            reviewed_at=when,
            model="none",
            **more,
        )


def plant(session: Session) -> None:
    """Two organizations: what is expected of the first stands beside what is planted."""
    for id_, people in ((1, 0), (2, 15)):
        _organization(session, id_)
        here = Planter(session, id_, people)
        _people(here, "fake", f"W{id_}", {})
        _week(here)


def plant_at(
    session: Session,
    platform: str,
    workspace: str,
    accounts: Mapping[int, str],
    shift: timedelta,
) -> None:
    """The first of them alone in a workspace of a platform, with a few weeks before for the chart.

    `accounts`: person → their address there.
    """
    _organization(session, 1)
    here = Planter(session, 1, 0, shift)
    _people(here, platform, workspace, accounts)
    _week(here)
    for weeks, people in enumerate((9, 8, 11, 6, 7, 5), 1):
        for who in range(1, people + 1):
            here.deed(who, "kudos_given", TUESDAY - timedelta(weeks=weeks), is_open=True)


def _organization(session: Session, id_: int) -> None:
    named = {"id": id_, "name": f"O{id_}", "created_at": at("01-01 00:00")}
    session.execute(insert(OrganizationRow), named)


def _week(here: Planter) -> None:
    _deeds(here)
    _sessions(here)
    _questions_of_the_week(here)
    _questions_of_the_week_before(here)
    _baselines(here)
    _a_week_on(here)
    _a_month_on(here)


def _people(here: Planter, platform: str, workspace: str, accounts: Mapping[int, str]) -> None:
    """12 colleagues."""
    where = here.put(WorkspaceRow, platform=platform, address=workspace).id
    for n in range(1, 16):
        person = here.put(
            PersonRow,
            name=f"Person {n}",
            created_at=at("01-01 00:00"),
            left_at=at("10-01 00:00") if n == 15 else None,
        )
        here.put(
            AccountRow,
            workspace_id=where,
            person_id=person.id - here.people,
            address=accounts.get(n, f"p{n}"),
            is_bot=n == 13,
            is_guest=n == 14,
        )


def _deeds(here: Planter) -> None:
    """1, 2 and 3 gave thanks; 6 and 11 spoke. With the answers below: 7 people contributed."""
    for who in (1, 2, 2, 3):
        here.deed(who, "kudos_given", TUESDAY, is_open=True)
    for who in (6, 11):
        here.deed(who, "session_given", THURSDAY)
    here.deed(4, "kudos_given", TUESDAY, undone_at=THURSDAY)
    here.deed(12, "kudos_received", TUESDAY)
    here.deed(10, "session_attended", TUESDAY)
    here.deed(9, "recall_kept", TUESDAY)
    here.deed(5, "kudos_given", at("11-08 22:59"))  # Sunday in Berlin, one minute to Monday
    here.deed(4, "kudos_given", at("11-15 23:00"))  # the next Monday there


def _sessions(here: Planter) -> None:
    """4 took place; 7 of 14 seats were taken; 7 of 10 came, where that was noted."""
    here.held(TUESDAY, speaker=6, seats=4, going=(1, 2, 3, 4), came=(1, 2, 3, 5))
    here.held(THURSDAY, speaker=11, going=(5, 6, 7, 8, 9, 10, 11), came=(5, 6, 7, 8, 11))
    here.held(FRIDAY, speaker=6, seats=10, going=(1, 2, 3))
    here.held(at("11-08 22:30"), speaker=6)  # it ended on Monday, half past midnight
    here.held(FRIDAY, speaker=6, seats=9, going=(1,), cancelled_at=THURSDAY)
    here.held(FRIDAY, speaker=6, seats=9, going=(1,), is_draft=True)
    here.held(at("11-15 22:00"), speaker=6, seats=9, going=(1,))  # ended as the next week began


def _questions_of_the_week(here: Planter) -> None:
    """4 were asked, 3 needed not be: 3 of 7. By their answers 7 and 12 contributed."""
    first = here.ask(
        TUESDAY,
        8,
        (8, TUESDAY),  # to oneself
        (9, TUESDAY),
        (10, TUESDAY),
        (7, TUESDAY + H),
        accepted=THURSDAY,
        gone={9: "deleted_at", 10: "hidden_at"},
    )
    here.ask(TUESDAY, None, (12, THURSDAY))
    here.ask(THURSDAY, 8)
    here.ask(at("11-15 22:59"), 8)
    here.ask(THURSDAY, 8, withdrawn_at=FRIDAY)
    for number, (when, who) in enumerate(
        [(TUESDAY, 1), (THURSDAY, None), (FRIDAY, 1), (at("11-15 23:00"), 1)]
    ):
        here.put(
            DeflectionRow,
            once=f"d{number}",
            answer_id=first.accepted_id,
            person_id=who,
            deflected_at=when,
        )


def _questions_of_the_week_before(here: Planter) -> None:
    """7 of Thursday, 5 November, 15:00 in Berlin: 5 were answered in seven days, 3 accepted.

    First answers after 0.5, 1, 3, 19 and 90.5 hours: half of the seven within 19, four in five
    not. In working hours after 0.5, 1, 2, 3 and 10.5: half within 3.
    """
    then = at("11-05 14:00")
    first = here.ask(then, 1, (2, then + 0.5 * H), accepted=then + H)
    here.ask(then, 1, (2, at("11-06 09:00")), accepted=at("11-09 10:00"))
    here.ask(then, 1, (3, at("11-09 08:30")))
    here.ask(then, 1, (2, then + 192 * H), accepted=then + 192 * H)
    here.ask(then, 1)
    here.ask(then, 4, (4, then + H / 6), (5, then + H), accepted=then + 2 * H)
    here.ask(then, None, (5, then + H), (6, then + 3 * H), gone={5: "hidden_at"})
    here.ask(then, 1, (2, then + H), withdrawn_at=then + 2 * H)
    here.ask(then, 1, (2, then + H), hidden_at=then + 2 * H)
    here.ask(then, 1, (2, then + H), merged_into_id=first.id)
    here.ask(at("11-01 22:59"), 1)  # Sunday in Berlin: a week earlier still
    here.ask(at("11-08 23:00"), 1, withdrawn_at=NOW)


def _baselines(here: Planter) -> None:
    """Of the first five 1 was right before and 4 after; the sixth waits for company."""
    card = here.card()
    for who in range(1, 8):
        for is_after in (False, True):
            here.put(
                RecallBaselineRow,
                person_id=who,
                card_id=card,
                is_after=is_after,
                session_id=here.session_ids[0],
                is_right=who != 5 if is_after else who in (1, 6),
                # the seventh answered again when the week was over
                answered_at=THURSDAY + who * H if who < 7 else NOW if is_after else THURSDAY,
            )


def _a_week_on(here: Planter) -> None:
    """Of the first five 4 remembered on day 7; the sixth waits for company."""
    card, other, used = here.card(), here.card(), here.card("apply")
    began = FRIDAY - timedelta(days=7)
    for who, rating in ((1, 3), (2, 3), (3, 1), (4, 2), (5, 4), (6, 1)):
        here.learns(who, card, began)
        here.review(who, card, FRIDAY + who * H / 6, rating)
    here.review(3, card, FRIDAY + 24 * H, 3)  # the second time he had just looked it up
    here.learns(7, card, FRIDAY - timedelta(days=4))
    here.review(7, card, FRIDAY, 3)  # too soon
    here.learns(8, card, FRIDAY - timedelta(days=10))
    here.review(8, card, FRIDAY, 3)  # too late
    here.learns(9, card, began - timedelta(days=7))
    here.review(9, card, FRIDAY - timedelta(days=7), 3)  # a week earlier
    here.learns(10, other, began, held_out=True)
    here.review(10, other, FRIDAY, 3, is_held_out=True)
    here.learns(11, used, began)
    here.review(11, used, FRIDAY, 3)  # "did you use it?" can't be forgotten


def _a_month_on(here: Planter) -> None:
    """At the end of the course 3 of 5 remembered, and 1 of 5 what had been held out."""
    card, held_out = here.card(), here.card()
    began = FRIDAY - timedelta(days=31)
    for who, kept, lost in ((1, 3, 1), (2, 3, 1), (3, 3, 1), (4, 1, 3), (5, 1, 1)):
        here.learns(who, card, began)
        here.learns(who, held_out, began, held_out=True)
        here.review(who, card, FRIDAY + who * H, kept, is_last=True)
        here.review(who, held_out, FRIDAY + who * H, lost, is_last=True, is_held_out=True)
    here.learns(6, card, began)
    here.review(6, card, FRIDAY, 3)  # on its way, not at the end
