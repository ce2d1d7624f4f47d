"""Potluck's core: what the bot knows, decides and says, in no platform's words."""
