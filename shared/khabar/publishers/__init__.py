"""Publishers as data: one TOML file each, beside this module."""
