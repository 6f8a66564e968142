"""Where on its page the article stands. Not here: what of it is text."""
