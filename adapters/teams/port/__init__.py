"""Potluck's own port around botbuilder: who may talk to us, how we talk back; no features."""
