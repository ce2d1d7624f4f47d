"""Planning a session: as a draft first, then announced where colleagues will see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.events import Conversation, ConversationKind, Person
from bot.rules import session_plan as plan
from bot.rules import sessions as rules
from bot.rules.session_plan import Draft, Fault, Problem
from bot.rules.session_search import searchable
from bot.rules.sessions import Moment
from bot.services import session_cards as cards
from bot.services.clashes import clashes
from bot.services.clashes import problems as clash_problems
from bot.services.session_access import Gone, NotAllowed, changeable, may_announce
from bot.settings import Sessions as SessionsSettings
from bot.store import conversations, roles, topics
from bot.store import sessions as store
from bot.store.models import SessionState
from bot.store.sessions import Planned
from bot.store.unit_of_work import ConversationId, UnitOfWork


class NotPlanned(Exception):
    """The session can't be planned as it was filled in; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(*(p.fault for p in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft that can be stored: where it is announced, and everything else as columns."""

    draft: Draft
    place_id: int | None


def save_draft(
    uow: UnitOfWork,
    settings: SessionsSettings,
    actor: Person,
    draft: Draft,
    conversation: Conversation | None,
    *,
    session_id: int = 0,
    is_draft: bool = True,
) -> Planned:
    """Store a new draft, or what has become of draft `session_id`.

    `is_draft` is whether day, start and channel may still be open. Raises NotPlanned (then
    nothing was written), NotAllowed, Gone.
    """
    if not session_id and not may_announce(uow, settings, actor):
        raise NotAllowed
    known_place = None
    if session_id:
        before = changeable(uow, actor, session_id)
        if before.state is not SessionState.DRAFT:
            raise Gone
        known_place = before.conversation_id
    checked = check(uow, draft, conversation, known_place, is_draft=is_draft)
    if session_id:
        store.change(uow.session, uow.organization_id, session_id, columns_of(checked))
    else:
        session_id = store.add(
            uow.session, uow.organization_id, actor.id, columns_of(checked), uow.now
        )
    set_names(uow, session_id, checked.draft, actor)
    return _loaded(uow, session_id)


def announce(
    uow: UnitOfWork,
    settings: SessionsSettings,
    actor: Person,
    session_id: int,
    *,
    even_so: bool = False,
) -> Planned:
    """Make a draft known: its occurrences are settled and the first card is posted.

    Somebody or something booked twice is named first, unless it is to be announced `even_so`.
    Raises NotPlanned when it lacks something or its time has passed; NotAllowed, Gone.
    """
    session = changeable(uow, actor, session_id)
    if not may_announce(uow, settings, actor):
        raise NotAllowed
    if session.state is not SessionState.DRAFT:
        raise Gone
    wrong = plan.problems(draft_of(session), uow.now, is_draft=False)
    if session.conversation_id is None:
        wrong.append(Problem("channel", Fault.NO_CHANNEL))
    if wrong or session.wall is None:
        raise NotPlanned(wrong)
    times = rules.moments(session.wall, session.zone, session.rule)
    if not even_so:
        found = clashes(uow, actor, times, session.minutes, session.speakers, session.place)
        if found:
            raise NotPlanned(clash_problems(found))
    store.change(uow.session, uow.organization_id, session_id, {"state": SessionState.ANNOUNCED})
    add_times(uow, session_id, times, session.minutes)
    cards.post_next(uow, session_id, at_once=True)
    return _loaded(uow, session_id)


def check(
    uow: UnitOfWork,
    draft: Draft,
    conversation: Conversation | None,
    known_place: int | None = None,
    *,
    is_draft: bool,
    is_held: bool = False,
) -> Checked:
    """All that a draft has to be. `known_place` is where it is announced if nothing is named.

    `is_held`: its time is settled already and may lie in the past by now.
    Raises NotPlanned with everything that is wrong.
    """
    draft = plan.tidied(draft)
    wrong = plan.problems(draft, uow.now, is_draft=is_draft)
    if is_held:
        wrong = [p for p in wrong if p.field not in ("day", "begins", "until")]
    wrong += people_problems(uow, draft)
    place_id: int | None = None
    try:
        place_id = _place(uow, draft, conversation, known_place)
    except NotPlanned as unknown:
        wrong += unknown.problems
    if place_id is None and not wrong and not is_draft:
        wrong.append(Problem("channel", Fault.NO_CHANNEL))
    if wrong:
        raise NotPlanned(wrong)
    return Checked(draft, place_id)


def people_problems(uow: UnitOfWork, draft: Draft) -> list[Problem]:
    """Speakers and co-hosts who are bots, or have no account any more."""
    named = {"speakers": draft.speakers, "cohosts": draft.cohosts}
    ids = {p.id for people in named.values() for p in people}
    known = roles.standings(uow.session, uow.organization_id, ids) if ids else {}
    out = []
    for field, people in named.items():
        for person in people:
            standing = known.get(person.id)
            if standing is None or standing.is_deleted:
                out.append(Problem(field, Fault.HAS_LEFT, person.name))
            elif standing.is_bot:
                out.append(Problem(field, Fault.IS_BOT, person.name))
    return out


def _place(
    uow: UnitOfWork, draft: Draft, conversation: Conversation | None, known: int | None
) -> int | None:
    """Where it is announced: the channel that is named, as before, or where it was written."""
    name = draft.channel.strip().removeprefix("#")
    if not name and known is not None:
        return known
    is_heard = conversation is not None and conversation.kind is not ConversationKind.PERSONAL
    if conversation is not None and is_heard and name in ("", conversation.name):
        return uow.conversation_id(conversation)
    if not name:
        return None
    found = conversations.by_name(uow.session, uow.organization_id, name)
    if found is None:
        raise NotPlanned([Problem("channel", Fault.UNKNOWN_CHANNEL, name)])
    return ConversationId(found)


def columns_of(checked: Checked) -> dict[str, object]:
    """The columns of a session, from its draft."""
    draft = checked.draft
    return {
        "title": draft.title,
        "abstract": draft.abstract,
        "place": draft.place,
        "wall_time": _open_text(draft),
        "time_zone": draft.time_zone,
        "minutes": draft.minutes,
        "seats": draft.seats,
        "rule": draft.rule,
        "conversation_id": checked.place_id,
        "prerequisite": draft.prerequisite,
        "recalls": draft.recalls,
    }


def add_times(uow: UnitOfWork, session_id: int, times: Sequence[Moment], minutes: int) -> None:
    """Let a session take place at these times too."""
    store.add_occurrences(
        uow.session,
        uow.organization_id,
        session_id,
        [{"meant_for": text(m.wall), **columns_of_time(m, minutes)} for m in times],
    )


def columns_of_time(moment: Moment, minutes: int) -> dict[str, object]:
    """The columns of an occurrence that say when it is."""
    return {
        "wall_time": text(moment.wall),
        "starts_at": moment.at,
        "ends_at": moment.at + timedelta(minutes=minutes),
    }


def text(wall: datetime) -> str:
    """A wall time as it is stored: "2026-12-03T12:30"."""
    return wall.isoformat(timespec="minutes")


def _open_text(draft: Draft) -> str:
    """When a draft begins, as far as that is settled."""
    day = draft.day.isoformat() if draft.day else ""
    return f"{day}T{draft.begins.isoformat('minutes')}" if draft.begins else f"{day}T"


def set_names(
    uow: UnitOfWork, session_id: int, draft: Draft, otherwise: Person | None = None
) -> None:
    """Who speaks (when nobody is named: `otherwise`), who helps, and all a search looks for."""
    at = uow.session, uow.organization_id
    speakers = draft.speakers or ((otherwise,) if otherwise else ())
    store.set_speakers(*at, session_id, speakers, draft.cohosts)
    store.set_topics(*at, session_id, topics.stored(*at, draft.topic_names))
    # As it was written and as it is called: either may be looked for.
    about = dict.fromkeys([*draft.topic_names, *topics.resolved(*at, draft.topic_names)])
    said = searchable(draft.title, draft.abstract, *about)
    store.change(*at, session_id, {"said": said})


def draft_of(session: Planned) -> Draft:
    """A session as the form shows it."""
    return Draft(
        title=session.title,
        abstract=session.abstract,
        topics=" ".join(f"#{t}" for t in session.topics),
        speakers=session.speakers,
        cohosts=session.cohosts,
        day=session.day,
        begins=session.begins,
        minutes=session.minutes,
        time_zone=session.zone,
        place=session.place,
        seats=session.seats,
        repetition=rules.repetition_of(session.rule),
        prerequisite=session.prerequisite,
        recalls=session.recalls,
    )


def _loaded(uow: UnitOfWork, session_id: int) -> Planned:
    found = store.get(uow.session, uow.organization_id, session_id)
    if found is None:
        raise Gone
    return found
