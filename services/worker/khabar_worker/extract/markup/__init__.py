"""What a page's markup says, read and not judged: its head, structured data, embedded state, class words."""
