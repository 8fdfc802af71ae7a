"""The ways into a report: form, workbook, template, ballots."""
