"""The deeds: check permission, write, post. Callers catch the errors each function names."""
