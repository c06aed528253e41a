"""What we do when someone speaks or orders."""
