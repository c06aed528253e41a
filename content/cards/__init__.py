"""How a duty, a campaign, a verdict is drawn: once, for answers and for pings."""
