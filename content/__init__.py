"""What we know and say: data a clerk can edit, and pure code over it.

No clock, no network, no tables.
"""
