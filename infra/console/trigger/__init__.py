"""`followthrough trigger`: a sample delivery, as if it happened now, signed as its sender would and posted to the door."""
