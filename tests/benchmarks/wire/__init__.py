"""The other side of the benchmarks: a Telegram that costs almost nothing."""
