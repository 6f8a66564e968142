"""Lists of articles in the formats of others."""
