"""Long work for many visitors, done a little at a time."""
