"""What is held no longer than its time: proposed, approved by a person, forgotten unit by unit, with a certificate."""
