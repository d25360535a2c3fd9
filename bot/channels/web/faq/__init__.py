"""What the FAQ pages show beyond the entries themselves."""
