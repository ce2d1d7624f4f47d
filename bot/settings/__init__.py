"""What an operator decides: app.yaml and the environment, checked and typed."""

from bot.settings.environment import Environment
from bot.settings.file import read_file
from bot.settings.model import (
    Attention,
    Keeping,
    Kudos,
    Organization,
    Questions,
    Roundup,
    Section,
    Sessions,
    Settings,
    Weekday,
    WhoMay,
)
from bot.settings.problems import BadSettings, Problem
from bot.settings.secret import secret_of

__all__ = [
    "Attention",
    "BadSettings",
    "Environment",
    "Keeping",
    "Kudos",
    "Organization",
    "Problem",
    "Questions",
    "Roundup",
    "Section",
    "Sessions",
    "Settings",
    "Weekday",
    "WhoMay",
    "read_file",
    "secret_of",
]
