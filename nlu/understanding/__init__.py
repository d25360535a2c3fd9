"""Understanding: one text in, one typed result out, the same behind every door."""
