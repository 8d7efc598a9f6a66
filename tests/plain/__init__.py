"""The plain session: through pipes with real parts, and on a real pseudo terminal."""
