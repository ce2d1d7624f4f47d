"""What goes wrong when something neutral can't be read back."""


class Unreadable(ValueError):
    """A button, form or stored message that no current class understands."""
