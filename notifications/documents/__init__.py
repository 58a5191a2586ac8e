"""Documents made from data: PDFs, spreadsheets, the date for a diary, the form that applicants fill in."""
