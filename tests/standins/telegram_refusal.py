"""What the stand-in answers when it will not."""

from __future__ import annotations


class Refusal(Exception):
    """A JSON error answer."""

    def __init__(self, description: str, code: int = 400) -> None:
        super().__init__(description)
        prefix = {400: "Bad Request", 403: "Forbidden", 413: "Request Entity Too Large"}[code]
        self.code = code
        self.description = f"{prefix}: {description}" if description else prefix
