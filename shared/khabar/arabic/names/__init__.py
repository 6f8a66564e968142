"""Names in Arabic news: the tables of what is known, and the readers that find names in a text."""
