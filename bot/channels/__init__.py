"""Channels: one vertical folder each. To add another, copy the nearest."""
