"""The stories of what comes: on the last night, on paper, by mails as people write them."""
