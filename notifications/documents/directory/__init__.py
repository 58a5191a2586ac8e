"""What is published of the register: pages that need no server, and the same as data."""
