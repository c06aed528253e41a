"""Telegram: python-telegram-bot's typed Bot over a transport of our own, and our own receiving."""
