"""The least that a Python program can be."""

import time

print("bare python is here", flush=True)
time.sleep(60)
