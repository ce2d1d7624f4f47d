"""Measures Potluck against bare servers on the same machine: python -m bench [--short]."""
