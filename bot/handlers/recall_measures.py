"""The conversation about recall measures."""

from __future__ import annotations

from bot.router import Router

router = Router()
