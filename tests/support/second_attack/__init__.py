"""A second attack on what is published, by integer programming. It shares no code with the tool: it knows the published files,
what schemas/dataset.yml and the guide say of their columns, and the campaign's public rules.
"""
