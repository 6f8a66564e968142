"""The commands of `khabar` that poll, look for feeds, and subscribe. The table of all commands is khabar.cli's."""
