"""Two builds at once: the program of today and one that is kept here as it was."""
