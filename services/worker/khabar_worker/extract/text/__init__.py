"""The article's element → the blocks of its text, without what is not the story."""
