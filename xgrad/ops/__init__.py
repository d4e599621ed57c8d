"""The operations, one file per chapter of the standard: `xgrad.standard` and `xgrad.beyond` import them all."""
