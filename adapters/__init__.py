"""The doors: one folder a platform, each translating to and from the core."""
