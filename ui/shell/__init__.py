"""What the `gkbot` command prints and follows in a terminal."""
