"""The app's two icons as Teams wants them; `draw.py` makes them anew."""
