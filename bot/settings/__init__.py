"""What an operator decides: app.yaml and the environment, checked and typed."""

from bot.settings.environment import Environment
from bot.settings.file import read_file
from bot.settings.model import (
    Attention,
    Enrol,
    Keeping,
    Kudos,
    Organization,
    Questions,
    Recall,
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
    "Enrol",
    "Environment",
    "Keeping",
    "Kudos",
    "Organization",
    "Problem",
    "Questions",
    "Recall",
    "Roundup",
    "Section",
    "Sessions",
    "Settings",
    "Weekday",
    "WhoMay",
    "read_file",
    "secret_of",
]
