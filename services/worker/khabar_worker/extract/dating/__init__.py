"""When an article was published, and when its live updates were."""
