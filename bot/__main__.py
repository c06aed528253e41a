"""``python -m bot``."""

from __future__ import annotations

import gc
import sys

# Modules are made once and stay: walking them again and again is a third of a start.
gc.disable()

from bot.cli.main import main  # noqa: E402

sys.exit(main())
