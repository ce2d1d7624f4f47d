"""The conversation: one module a feature, and the one table they make together."""

from bot.handlers import (
    awards,
    badges,
    boards,
    calendars,
    digests,
    experts,
    home,
    hours,
    kudos,
    linking,
    people,
    questions,
    recall,
    sessions,
    teams,
    topics,
)
from bot.handlers import help as help_
from bot.router import Router


def router() -> Router:
    """Every route there is. A new feature adds its line here."""
    main = Router()
    main.include(kudos.router)
    main.include(sessions.router)
    main.include(calendars.router)
    main.include(questions.router)
    main.include(experts.router)
    main.include(topics.router)
    main.include(teams.router)
    main.include(home.router)
    main.include(hours.router)
    main.include(people.router)
    main.include(linking.router)
    main.include(recall.router)
    main.include(badges.router)
    main.include(boards.router)
    main.include(awards.router)
    main.include(digests.router)
    main.include(help_.router(main))
    return main
