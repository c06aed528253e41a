"""The library: everything in content/data, read, checked and frozen into one snapshot."""
