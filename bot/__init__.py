"""The outside: command line, configuration, wiring, channels, console."""
