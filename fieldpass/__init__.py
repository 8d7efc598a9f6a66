"""fieldpass: electronic health passes for field issuers, from a terminal."""
