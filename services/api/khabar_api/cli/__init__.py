"""The commands of `khabar` that serve the API. The table of all commands is khabar.cli's."""
