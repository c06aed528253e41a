"""The verdict engine: conditions over facts in three-valued logic. Pure; the day is an argument."""
