"""The conversation about badges; giving them by hand is in handlers/awards.py."""

from __future__ import annotations

from bot.router import Router

router = Router()
