"""What people do through run forms, and the account that each run gives of it."""
