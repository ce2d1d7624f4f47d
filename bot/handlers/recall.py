"""The conversation about recall: one router for its three parts."""

from __future__ import annotations

from bot.handlers import recall_measures, recall_prompts
from bot.router import Router

router = Router()

router.include(recall_prompts.router)
router.include(recall_measures.router)
