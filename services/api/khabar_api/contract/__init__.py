"""What the API promises: its description, schemas and examples."""
