"""What the console shows of the texts of reference: their versions, who accepted them, how two of them differ."""
