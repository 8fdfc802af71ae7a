"""The check of reports: rules, their words, and the run over all reports of a campaign."""
