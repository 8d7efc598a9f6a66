"""Small programs that `bench screen` runs beside fieldpass on the same pseudo terminal."""
