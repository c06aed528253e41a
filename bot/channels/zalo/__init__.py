"""Zalo Bot Platform: text with numbered choices, no buttons, no edits."""
