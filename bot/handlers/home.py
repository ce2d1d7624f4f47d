"""The Home tab: each feature's part of it, in one place."""

from __future__ import annotations

from bot.events import HomeOpened
from bot.messages import Home, Reply
from bot.router import Context, Router
from bot.services import (
    award_access,
    badge_shelf,
    badge_way,
    board_rings,
    hours,
    recall_measures,
    ways,
)
from bot.services import experts as expert_service
from bot.services import flags as flag_service
from bot.services import kudos as kudos_service
from bot.services import question_access as question_service
from bot.store import (
    kudos,
    question_requests,
    questions,
    recall_learners,
    roles,
    session_lists,
    wishes,
)
from bot.store.models import Role
from bot.views import attention as attention_views
from bot.views import awards as award_views
from bot.views import board_rings as ring_views
from bot.views import boards as board_views
from bot.views import calendars as calendar_views
from bot.views import experts as expert_views
from bot.views import flags as flag_views
from bot.views import found as found_views
from bot.views import home as views
from bot.views import kudos as kudos_views
from bot.views import question_lists as question_views
from bot.views import recall_learning as recall_views
from bot.views import recall_measures as measure_views
from bot.views import session_lists as session_views
from bot.views import wishes as wish_views

router = Router()

HOME_SESSIONS = 5
"""Sessions that Home shows, of one's own and of all."""
HOME_WISHES = 3
HOME_FLAGGED = 3
HOME_BADGES = 6
HOME_AHEAD = 2
HOME_NOMINATIONS = 3
HOME_QUESTIONS = 3
"""Questions of each kind that Home shows."""


@router.home()
def home(event: HomeOpened, ctx: Context) -> Reply:
    """Somebody looks at their Home."""
    uow, settings = ctx.uow, ctx.settings.kudos
    at = uow.session, uow.organization_id
    me = event.actor
    ahead = session_lists.upcoming(*at, ctx.now, 4 * HOME_SESSIONS)
    moderates = roles.role_of(*at, me.id) is Role.ADMIN
    judges = flag_service.is_moderator(uow, me)
    flagged = flag_service.waiting(uow, me, HOME_FLAGGED) if judges else []
    mine = question_service.own_open(uow, me, HOME_QUESTIONS)
    boards = ctx.settings.boards.shown
    rings = board_rings.rings(uow, me) if boards and moderates else []
    waiting = question_requests.waiting_for(*at, me.id, HOME_QUESTIONS)
    open_ = questions.open_(*at, 2 * HOME_QUESTIONS)[:HOME_QUESTIONS]
    return Home(
        blocks=(
            *views.welcome(me),
            *found_views.home(),
            *flag_views.home(flagged),
            *kudos_views.home(
                kudos.latest_to(*at, me.id, 5, with_closed=True),
                kudos.count_to(*at, me.id, with_closed=True),
                kudos_service.allowance_left(uow, settings, me),
                settings.allowance,
                kudos.open_reports(*at, most=10) if moderates else [],
            ),
            *award_views.home(
                badge_shelf.page(uow, ctx.settings, me, me, size=HOME_BADGES),
                badge_way.way(uow, ctx.settings, me, HOME_AHEAD),
                *award_access.waiting_for(uow, ctx.settings, me, HOME_NOMINATIONS),
                ctx.settings.badges.kinds,
            ),
            *(board_views.home() if boards else []),
            *ring_views.home(rings),
            *session_views.home(
                session_lists.own_answers(*at, me.id, ctx.now, HOME_SESSIONS),
                ahead,
                session_lists.tallies(*at, [o.id for o in ahead]),
            ),
            *question_views.home(mine, waiting, open_, ways.to(uow, [*mine, *waiting, *open_])),
            *recall_views.home(recall_learners.learning(*at, me.id)),
            *measure_views.home(
                *recall_measures.strength(uow, me, ctx.settings.recall.desired_retention)
            ),
            *calendar_views.home(),
            *expert_views.home(expert_service.status(uow, me), ctx.settings.questions.weekly_limit),
            *wish_views.home(wishes.open_(*at, HOME_WISHES)),
            *attention_views.home(hours.own(uow, ctx.settings, me).rhythm, ctx.now),
            *views.footer(),
        )
    )
