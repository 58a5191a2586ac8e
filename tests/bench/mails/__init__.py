"""What becomes of mails, by the hundred: recognised, read, damaged, with files called as people call them."""
