"""Every message and form about teams, as full as they get: for each renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from bot.events import Person
from bot.messages import Blank, Message
from bot.rules.teams import NAME_LENGTH
from bot.services.teams import About
from bot.store.models import ClaimState
from bot.store.teams import Team
from bot.store.teams_claims import Claim
from bot.views import teams as views
from bot.views import teams_told as told


class Gallery:
    """All of it. `people` are known to the platform; `wild` is what somebody wrote."""

    def __init__(self, people: tuple[Person, ...], wild: str) -> None:
        self.people, self.wild = people, wild
        self.odd = Person(people[-1].id, wild[:200])
        self.team = Team(1, wild[:NAME_LENGTH])
        self.claim = Claim(7, self.odd, people[0], people[0], people[1], ClaimState.HELD)
        self.by_admin = Claim(8, people[0], people[1], self.odd, None, ClaimState.HELD)

    def messages(self) -> Mapping[str, Callable[[], Message]]:
        """Every message, by name."""
        a, b = self.people[0], self.people[1]
        crowd = (a, b, *(Person(100 + n, f"{self.wild[:150]} {n}") for n in range(40)))
        refused = [
            *(views.cannot_be(self.odd, what) for what in ("self", "bot", "guest", "gone")),
            views.loops([self.odd, a, b, self.odd]),
            views.is_in(self.odd, None),
            views.is_in(a, self.odd),
            views.asked_before(self.odd, a),
            views.unreachable(self.odd, b),
            views.refused(self.odd),
        ]
        both = [self.claim, self.by_admin]
        return {
            "about": partial(views.about, About(a, self.team, crowd, crowd, self.team, True)),
            "about, alone": partial(views.about, About(None, None, (), (), None, False)),
            "about, first": partial(views.about, About(None, self.team, (a,), (b,), None, True)),
            "about, nobody yet": partial(views.about, About(None, None, (), (), None, True)),
            "usage": views.usage,
            "unknown name": partial(views.unknown_name, self.wild),
            "added": partial(views.added, both, both, refused),
            "added one": partial(views.added, [self.by_admin], [], []),
            "not allowed": views.not_allowed,
            "others' team": views.others_team,
            "removed": partial(views.removed, self.odd, a, is_listed=True),
            "removed own": partial(views.removed, self.odd, None, is_listed=False),
            "not in": partial(views.not_in, self.odd),
            "called": partial(views.called, self.team),
            "no name": views.no_name,
            "nobody yet": views.nobody_yet,
            "name taken": partial(views.name_taken, self.team.name),
            "settled": views.settled,
            "too many": views.too_many,
            "told": partial(told.told, self.claim, self.team),
            "told by admin": partial(told.told, self.by_admin, None),
            "given": partial(told.given, self.claim),
            "moved": partial(told.moved, self.claim),
            "may I": partial(told.may_i, self.claim),
            "answered yes": partial(told.answered, self.claim, agrees=True),
            "answered no": partial(told.answered, self.claim, agrees=False),
            "agreed": partial(told.agreed, self.claim, self.odd),
            "disagreed": partial(told.disagreed, self.claim, self.odd),
            "said no": partial(told.said_no, self.claim, self.odd),
            "said no, first": partial(told.said_no, self.claim, None),
            "objected": partial(told.objected_to, self.claim, self.odd),
            "objected, first": partial(told.objected_to, self.by_admin, None),
            "let go": partial(told.let_go, a, self.odd, b, self.odd),
            "let go, manager": partial(told.let_go, a, self.odd, b, b),
        }

    def forms(self) -> Mapping[str, Blank]:
        """Every form, by name."""
        return {
            "add": views.AddToTeam.blank(),
            "add, full": views.AddToTeam.blank(people=list(self.people)),
        }
