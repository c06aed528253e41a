"""``python -m bot``."""

from __future__ import annotations

import sys

from bot import collector

with collector.resting():
    from bot.cli.main import main

sys.exit(main())
