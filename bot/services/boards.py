"""Boards: who stands on them, worked out from the deed log each time; and staying off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.events import Person
from bot.rules import boards as rules
from bot.rules import points as counting
from bot.rules import topics as topic_rules
from bot.rules.badges import SETTLING_IN
from bot.rules.boards import Board, Place, Standing, Wanted
from bot.rules.zones import zone as zone_of
from bot.settings.boards import Boards
from bot.store import boards as store
from bot.store import people, teams, topics
from bot.store.boards import Helped, Newcomer, Within
from bot.store.models import DeedKind
from bot.store.teams import Team
from bot.store.unit_of_work import UnitOfWork
from bot.views.boards import Choices, Line, Own, Seen

THANKS: Mapping[DeedKind, int] = {
    DeedKind.ANSWER_ACCEPTED: counting.ACCEPTED,
    DeedKind.KUDOS_RECEIVED: counting.THANKED,
    DeedKind.ANSWER_HELPED: counting.HELPED_TOO,
}
"""What helping is counted by: each is a colleague's word for it, never one's own."""
FIRST: Mapping[DeedKind, int] = {DeedKind.ANSWERED_FIRST: 1}

AT_ONCE = 50
MOST_LOOKED_AT = 500
"""People whose points are worked out for one board at most; circles would have to take points from
490 of them to let somebody else onto it."""
MOST_TOPICS = 20
MOST_TEAMS = 50
"""What there is to choose from; the others can be typed."""
JUST_BELOW = 1e-6
"""What the database and we may differ by in adding the same numbers."""


class Hidden(Exception):
    """The operator has switched the boards off."""


class Gone(Exception):
    """The topic or team is not there (any more)."""


class NoSuchTopic(Exception):
    """Nobody has used that topic. `near` are those that may have been meant."""

    def __init__(self, name: str, near: Sequence[str]) -> None:
        super().__init__(name)
        self.name, self.near = name, tuple(near)


class NoSuchTeam(Exception):
    """No team is called that; empty: the asker is in none. `near` are those that may be meant."""

    def __init__(self, name: str, near: Sequence[str]) -> None:
        super().__init__(name)
        self.name, self.near = name, tuple(near)


class SmallTeam(Exception):
    """A team of so few has no board."""

    def __init__(self, team: Team) -> None:
        super().__init__(team.name)
        self.team = team


def meant(uow: UnitOfWork, actor: Person, said: rules.Typed) -> Wanted:
    """What a typed line asks for, with ids. Raises NoSuchTopic, NoSuchTeam."""
    at, wanted = (uow.session, uow.organization_id), said.wanted
    if said.topic:
        found = topics.found_by(*at, [said.topic]).get(said.topic)
        if found is None:
            raise NoSuchTopic(said.topic, topic_rules.near(said.topic, topics.names(*at)))
        wanted = replace(wanted, topic_id=found.id)
    if said.team is not None:
        wanted = replace(wanted, team_id=_team_meant(uow, actor, said.team).id)
    return wanted


def _team_meant(uow: UnitOfWork, actor: Person, name: str) -> Team:
    at = uow.session, uow.organization_id
    if not name:
        own = teams.team_of(*at, [actor.id], uow.now).get(actor.id)
        if own is None:
            raise NoSuchTeam("", ())
        return own
    known = {team.name.casefold(): team for team in teams.teams(*at)}
    if (found := known.get(name.casefold())) is not None:
        return found
    raise NoSuchTeam(name, [known[n].name for n in topic_rules.near(name.casefold(), known)])


def look(uow: UnitOfWork, settings: Boards, actor: Person, wanted: Wanted) -> Seen:
    """A board; nothing is written. Raises Hidden, Gone, SmallTeam."""
    if not settings.shown:
        raise Hidden
    at = uow.session, uow.organization_id
    zone = people.zone_of(*at, actor.id)
    begin, end = rules.span(wanted.period, uow.now, zone)
    within = Within(begin, end, min(end, uow.now), wanted.topic_id, wanted.team_id)
    topic = _topic(uow, wanted.topic_id)
    choices = _choices(uow, actor, within)
    team = _team(uow, within)
    is_off = actor.id in store.off(*at, [actor.id])
    standing, newcomers, own, is_whole = Standing(()), list[Newcomer](), Own(is_off), True
    shown: dict[int, Person] = {}
    if wanted.board is Board.NEW:
        newcomers = _newcomers(uow, settings, within, zone)
    else:
        weights = THANKS if wanted.board is Board.HELPED else FIRST
        standing, shown, is_whole = _standing(uow, weights, within)
        own = _own(uow, weights, within, actor, standing, is_off=is_off)
    return Seen(
        wanted,
        _day(begin, zone),
        _day(end - timedelta(seconds=1), zone),
        topic,
        team,
        tuple(_line(p, shown, totals=settings.totals) for p in standing.places),
        tuple(newcomers),
        standing.more,
        standing.more_rank,
        is_whole,
        own,
        choices,
    )


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(zone_of(zone)).date()


def _line(place: Place, shown: Mapping[int, Person], *, totals: bool) -> Line:
    return Line(place.rank, shown[place.person_id], place.points if totals else None)


def _topic(uow: UnitOfWork, topic_id: int) -> str:
    if not topic_id:
        return ""
    found = topics.by_id(uow.session, uow.organization_id, [topic_id])
    if not found:
        raise Gone
    return found[0].name


def _team(uow: UnitOfWork, within: Within) -> str:
    if not within.team_id:
        return ""
    at = uow.session, uow.organization_id
    team = store.team(*at, within.team_id)
    if team is None:
        raise Gone
    if store.sizes(*at, [team.id], within.then).get(team.id, 0) < rules.LEAST_PEOPLE:
        raise SmallTeam(team)
    return team.name


def _choices(uow: UnitOfWork, actor: Person, within: Within) -> Choices:
    """Topics that people are busy with, and the teams that have a board, one's own first."""
    at = uow.session, uow.organization_id
    busy = store.busy_topics(*at, within, MOST_TOPICS)
    if within.topic_id and within.topic_id not in {topic.id for topic in busy}:
        busy = [*topics.by_id(*at, [within.topic_id]), *busy]
    own = teams.team_of(*at, [actor.id], uow.now).values()
    asked = store.team(*at, within.team_id) if within.team_id else None
    known = [*own, *([asked] if asked else []), *store.some_teams(*at, MOST_TEAMS)]
    known = list(dict.fromkeys(known))
    sizes = store.sizes(*at, [team.id for team in known], within.then)
    large = [team for team in known if sizes.get(team.id, 0) >= rules.LEAST_PEOPLE]
    return Choices(tuple(busy), tuple(large))


def _standing(
    uow: UnitOfWork, weights: Mapping[DeedKind, int], within: Within
) -> tuple[Standing, dict[int, Person], bool]:
    """Who stands where, who they are, and whether all who might stand there were looked at.

    Circles only take points away, so whoever leads without regard to them is looked at first, and
    nobody once no one further down can reach the last line.
    """
    at = uow.session, uow.organization_id
    leading = store.leading(*at, weights, within, MOST_LOOKED_AT)
    known: dict[int, float] = {}
    shown: dict[int, Person] = {}
    is_whole = len(leading) < MOST_LOOKED_AT
    for first in range(0, len(leading), AT_ONCE):
        best = sorted(known.values(), reverse=True)[: rules.MOST_LINES]
        if len(best) == rules.MOST_LINES and leading[first][1] < best[-1] - JUST_BELOW:
            is_whole = True
            break
        some = [id_ for id_, _ in leading[first : first + AT_ONCE]]
        found = store.shown(*at, some, uow.now)
        shown |= found
        if found:
            known |= points(uow, weights, within, list(found))
    latest_first = {id_: known[id_] for id_, _ in leading if id_ in known}
    return rules.standing(latest_first), shown, is_whole


def points(
    uow: UnitOfWork, weights: Mapping[DeedKind, int], within: Within, person_ids: Sequence[int]
) -> dict[int, float]:
    """What these people have on a board: the formula of `rules/points.py` over the log.

    Circles are looked for in all thanks, whatever topic they are about; a first answer is none.
    """
    at = uow.session, uow.organization_id
    counted = store.helped(*at, weights, within, person_ids)
    if weights is not THANKS:
        return counting.points(as_thanks(counted, weights))
    givers = {one.by_id for one in counted}
    since = within.begin - counting.BACK
    around = store.thanked_by(*at, THANKS, since, within.end, person_ids)
    between = {one.person_id for one in around} - set(person_ids)
    around += [
        one
        for one in store.thanked_by(*at, THANKS, since, within.end, between)
        if one.person_id in givers
    ]
    return counting.points(as_thanks(counted), as_thanks(around))


def as_thanks(
    deeds: Sequence[Helped], weights: Mapping[DeedKind, int] = THANKS
) -> list[counting.Thanks]:
    """Deeds as `rules/points.py` counts them."""
    return [counting.Thanks(d.person_id, d.by_id, weights[d.kind], d.at) for d in deeds]


def _own(
    uow: UnitOfWork,
    weights: Mapping[DeedKind, int],
    within: Within,
    actor: Person,
    standing: Standing,
    *,
    is_off: bool,
) -> Own:
    """Their rank among the lines, else what they did. A rank far down is told to nobody."""
    rank = next((p.rank for p in standing.places if p.person_id == actor.id), 0)
    mine = store.helped(uow.session, uow.organization_id, weights, within, [actor.id])
    colleagues = len({one.by_id for one in mine if one.by_id is not None})
    return Own(is_off, rank, len(mine), colleagues)


def _newcomers(uow: UnitOfWork, settings: Boards, within: Within, zone: str) -> list[Newcomer]:
    at = uow.session, uow.organization_id
    since = rules.new_since(uow.now, zone, settings.newcomer_days)
    known_from = store.founded_at(*at) + SETTLING_IN
    # Twice as many as there are lines: some of them may be bots, guests or gone.
    found = store.newcomers(
        *at, since, _day(uow.now, zone), known_from, within, 2 * rules.MOST_LINES
    )
    shown = store.shown(*at, [one.person.id for one in found], uow.now)
    return [one for one in found if one.person.id in shown][: rules.MOST_LINES]


def stay_off(uow: UnitOfWork, actor: Person) -> None:
    """Nobody sees this person on a board any more, and they take nobody's rank."""
    store.stay_off(uow.session, uow.organization_id, actor.id, uow.now)


def come_back(uow: UnitOfWork, actor: Person) -> None:
    """They may stand on boards again."""
    store.come_back(uow.session, uow.organization_id, actor.id)
