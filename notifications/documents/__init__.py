"""Documents made from data: PDFs, the date for a diary, the form that applicants fill in."""
