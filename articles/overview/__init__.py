"""What the desk shows of many stories: rows, chips, panels, and what happened lately."""
