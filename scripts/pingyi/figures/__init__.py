"""From what was reported to who has reported, and to sums up the tree."""
