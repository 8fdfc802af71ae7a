"""A report's life, level by level: pure functions of reports, decisions and roster (`docs/guide/approval.md` has the table)."""
