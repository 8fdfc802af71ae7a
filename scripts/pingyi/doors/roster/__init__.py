"""The roster from what an office has: a table of its units, in Excel or CSV."""
