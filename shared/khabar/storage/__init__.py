"""All SQL: each module asks or changes what its name says. Connections come in as arguments; `database` makes them."""
