"""What a report is, in schemas, words and addresses: the one contract."""
