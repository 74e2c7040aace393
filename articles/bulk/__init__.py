"""One act on many stories: said beforehand, done as a whole, and undone exactly."""
