"""What an operator decides: app.yaml and the environment, checked and typed."""

from bot.settings.environment import Environment
from bot.settings.file import read_file
from bot.settings.model import (
    Attention,
    Keeping,
    Enrol,
    Kudos,
    Organization,
    Recall,
    Roundup,
    Section,
    Sessions,
    Settings,
    Weekday,
    WhoMay,
)
from bot.settings.problems import BadSettings, Problem

__all__ = [
    "Attention",
    "BadSettings",
    "Enrol",
    "Environment",
    "Keeping",
    "Kudos",
    "Organization",
    "Problem",
    "Recall",
    "Roundup",
    "Section",
    "Sessions",
    "Settings",
    "Weekday",
    "WhoMay",
    "read_file",
]
