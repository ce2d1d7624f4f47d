"""The half of `python -m bench.matching` that ranks experts: the product's own choice, replayed.

Everybody who answers counts as somebody who wants to be asked from then on. Each question is put
to experts as the product does: the two it would choose count as asked, what it chose from is kept,
and it learns when somebody answers.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from bench.community import OURS, Community, Event, moment
from bot.rules import expert_choice as rules
from bot.rules.expert_choice import Choice
from bot.services import expert_choice
from bot.store import topics
from bot.store.models import (
    AccountRow,
    AnswerRow,
    ExpertRequestRow,
    ExpertRow,
    ExpertState,
    RequestState,
    WorkspaceRow,
    columns,
)
from bot.store.unit_of_work import UnitOfWork

ANSWER = columns(AnswerRow)
MOST = 30
"""People in an answer; replay.py takes no more."""
ASKED = 2
"""How many the product asks at first."""
LOAD = "POTLUCK_BENCH_LOAD"
"""Environment variable with another weight of the load, for the curve."""
ANYTHING = "anything"
"""What everybody who answers is an expert of; no question is about it."""


class Experts:
    """Watches a community, and ranks who can answer."""

    def __init__(self, community: Community, load: float = rules.LOAD) -> None:
        self.community = community
        self._load = load
        self.names: dict[int, str] = {}
        self._anything = 0
        community.write(self._begin)
        community.watchers.append(self.learns)

    def rank(self, event: Event) -> list[str]:
        """Who can answer a question that is not told yet, best first."""
        self.community.catch_up()
        chosen = self.community.read(lambda session: self.choose(session, event, None))
        return [self.names[choice.person_id] for choice in chosen]

    def choose(self, session: Session, event: Event, question_id: int | None) -> list[Choice]:
        """The same as the product's choice."""
        now = moment(event)
        return expert_choice.choose(
            UnitOfWork(session, OURS, None, now),
            self.asked(event, question_id),
            most=MOST,
            now=now,
            load=self._load,
        )

    def asked(self, event: Event, question_id: int | None) -> expert_choice.Asked:
        """A question as the product takes it."""
        return expert_choice.Asked(
            title=event["title"],
            body=event["body"],
            topics=tuple(event["tags"]),
            asker_id=self.community.people.get(event["asker"]),
            question_id=question_id,
        )

    def learns(self, session: Session, event: Event) -> None:
        """Something happened; its rows are written."""
        uow = UnitOfWork(session, OURS, None, moment(event))
        match event["ev"]:
            case "question":
                self.asks(uow, event, self.community.questions[event["qid"]])
            case "answer":
                person_id = self.community.people[event["uid"]]
                self._wants_to_be_asked(session, person_id, event["uid"], uow.now)
                question_id = self.community.questions[event["qid"]]
                expert_choice.answered(uow, question_id, person_id)
            case "accept":
                self._accepts(session, event)
            case _:
                pass

    def asks(self, uow: UnitOfWork, event: Event, question_id: int) -> None:
        """Ask those whom the product would."""
        expert_choice.asked_something(uow, self.community.people[event["asker"]])
        for choice in self.choose(uow.session, event, question_id)[:ASKED]:
            uow.session.execute(
                insert(ExpertRequestRow),
                {
                    "organization_id": OURS,
                    "question_id": question_id,
                    "person_id": choice.person_id,
                    "asked_at": uow.now,
                    "round": 1,
                    "reasons": "[]",
                    "state": RequestState.ASKED,
                },
            )

    def _accepts(self, session: Session, event: Event) -> None:
        session.execute(
            update(AnswerRow)
            .where(ANSWER.organization_id == OURS)
            .where(ANSWER.question_id == self.community.questions[event["qid"]])
            .where(ANSWER.author_id == self.community.people[event["uid"]])
            .values(accepted_at=moment(event))
        )

    def _wants_to_be_asked(
        self, session: Session, person_id: int, name: str, now: datetime
    ) -> None:
        if person_id in self.names:
            return
        self.names[person_id] = name
        own = {"organization_id": OURS, "person_id": person_id}
        account = {"workspace_id": 1, "address": name, "name": name, "email": "", "reference": ""}
        is_ = dict.fromkeys(("is_bot", "is_guest", "is_deleted", "is_admin"), False)
        session.execute(insert(AccountRow), {**own, **account, **is_})
        session.execute(
            insert(ExpertRow),
            {**own, "topic_id": self._anything, "state": ExpertState.ACTIVE, "since": now},
        )

    def _begin(self, session: Session) -> None:
        session.add(WorkspaceRow(organization_id=OURS, platform="bench", address="bench"))
        session.flush()
        (self._anything,) = topics.stored(session, OURS, [ANYTHING])


def ranker(community: Community) -> Callable[[Event], list[str]]:
    """What ranks experts in a replay of this community."""
    return Experts(community, float(os.environ.get(LOAD, rules.LOAD))).rank
