"""One file format in, typed rows out; plain Python."""
