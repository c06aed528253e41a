"""Our names of icons as signs that every phone can draw."""

from __future__ import annotations

SIGNS = {
    "back": "↩️",
    "bell": "🔔",
    "book": "📖",
    "calendar": "📅",
    "call": "📞",
    "chat": "💬",
    "chart": "📊",
    "check": "✅",
    "clock": "🕒",
    "close": "✖️",
    "coins": "💰",
    "document": "📄",
    "down": "⬇️",
    "edit": "✏️",
    "flag": "🚩",
    "globe": "🌐",
    "hands": "🤝",
    "health": "🏥",
    "help": "❓",
    "home": "🏠",
    "house": "🏡",
    "info": "ℹ️",
    "link": "🔗",
    "list": "📋",
    "lock": "🔒",
    "megaphone": "📢",
    "next": "➡️",
    "octagon": "🔴",
    "paper": "📄",
    "pencil": "✏️",
    "people": "👪",
    "person": "👤",
    "phone": "📞",
    "pin": "📍",
    "place": "📍",
    "ring": "⚪",
    "school": "🎒",
    "shield": "🛡️",
    "sliders": "⚙️",
    "sprout": "🌱",
    "steps": "👣",
    "talk": "💬",
    "trash": "🗑️",
    "triangle": "🟠",
    "up": "⬆️",
    "voice": "📢",
    "wallet": "💵",
    "warn": "⚠️",
    "work": "🧰",
}
TONES = {"answer": "", "warn": "⚠️", "note": "ℹ️", "source": "📖"}


def signed(icon: str, text: str) -> str:
    """A text with its icon before it; an icon we have no sign for is left out."""
    sign = SIGNS.get(icon, "")
    return f"{sign} {text}" if sign else text
