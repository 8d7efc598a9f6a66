"""Tests of the screens, through a driver in the user's words."""
