"""The whole job on real parts: processes, terminals, databases and HTTP, nothing pretended."""
