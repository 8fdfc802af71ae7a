"""Writing and packing files."""
