"""The pages of the console: each takes a visit that was let in, and answers it."""
