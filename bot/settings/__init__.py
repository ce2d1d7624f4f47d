"""What an operator decides: app.yaml and the environment, checked and typed."""

from bot.settings.badge import Badge, Picture, Rule
from bot.settings.badges import Badges
from bot.settings.deed_kinds import DeedKind
from bot.settings.digests import Cadence, Digests
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
    Sessions,
    Settings,
    WhoMay,
)
from bot.settings.parts import Section, Weekday
from bot.settings.problems import BadSettings, Problem
from bot.settings.secret import secret_of

__all__ = [
    "Attention",
    "BadSettings",
    "Badge",
    "Badges",
    "Cadence",
    "DeedKind",
    "Digests",
    "Enrol",
    "Environment",
    "Keeping",
    "Kudos",
    "Organization",
    "Picture",
    "Problem",
    "Questions",
    "Recall",
    "Roundup",
    "Rule",
    "Section",
    "Sessions",
    "Settings",
    "Weekday",
    "WhoMay",
    "read_file",
    "secret_of",
]
