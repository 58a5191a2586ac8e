"""Time as the law and the call count it: business days, delays, the delay of silence."""
