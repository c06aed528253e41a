"""The web chat: pages that work without script, and live pushes for who has it."""
