"""What tests of several rooms build with: mails, forms, rows, meetings."""
