"""The dictionary of the published tables, and the dataset that they are."""
