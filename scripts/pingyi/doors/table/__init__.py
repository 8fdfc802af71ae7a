"""A table with one row a unit, as reports: counts, ballot accounts and dates from what an office has."""
