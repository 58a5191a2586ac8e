"""What is held about somebody, found by their mail address and written for them (GDPR, article 15)."""
