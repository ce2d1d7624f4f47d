"""Every word a user reads: data in, Message or Form out."""
