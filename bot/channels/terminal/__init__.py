"""The plainest channel: text and numbered choices. It keeps the others honest."""
