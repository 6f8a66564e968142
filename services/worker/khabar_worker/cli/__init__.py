"""The commands of `khabar` that extract. The table of all commands is khabar.cli's."""
