"""The conversation about recall prompts."""

from __future__ import annotations

from bot.router import Router

router = Router()
