"""What we remember: the only SQL. Plain functions over a Connection; Store runs them."""
