"""What stands at the head of an article: its title, labels and picture, and the lines around them."""
