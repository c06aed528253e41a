"""Our names of icons as signs that every phone can draw."""

from __future__ import annotations

SIGNS = {
    "back": "↩️",
    "bell": "🔔",
    "book": "📖",
    "calendar": "📅",
    "chat": "💬",
    "check": "✅",
    "clock": "🕒",
    "edit": "✏️",
    "globe": "🌐",
    "hands": "🤝",
    "health": "🏥",
    "home": "🏠",
    "house": "🏡",
    "law": "⚖️",
    "link": "🔗",
    "list": "📋",
    "money": "💵",
    "paper": "📄",
    "people": "👪",
    "place": "📍",
    "school": "🎒",
    "settings": "⚙️",
    "steps": "👣",
    "star": "⭐",
    "stop": "🔕",
    "talk": "💬",
    "voice": "📢",
    "wallet": "💰",
    "warn": "⚠️",
    "work": "🧰",
}
TONES = {"answer": "", "warn": "⚠️", "note": "ℹ️", "source": "📖"}


def signed(icon: str, text: str) -> str:
    """A text with its icon before it; an icon we have no sign for is left out."""
    sign = SIGNS.get(icon, "")
    return f"{sign} {text}" if sign else text
