"""What the server keeps, over SQLAlchemy Core; SQLite by default, PostgreSQL by its URL."""
