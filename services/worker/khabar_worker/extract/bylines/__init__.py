"""Who wrote an article, from where, and whom it credits."""
