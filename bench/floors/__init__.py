"""The bare servers Potluck is measured against: each does the least that its kind can."""
