"""Frozen publications: made, attacked as they were written, and made again from their commit to verify them."""
