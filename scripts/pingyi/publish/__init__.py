"""What an audience may see, and how a published number came about."""
