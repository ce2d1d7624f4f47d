"""Microsoft Teams. Importing this package imports no botbuilder: see `app.py`."""
