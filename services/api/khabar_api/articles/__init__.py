"""Articles and what is read from them: lists, versions, quotes, names, figures over time."""
