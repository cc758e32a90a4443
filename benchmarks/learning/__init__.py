"""How the coefficients of the forecast are learned; benchmarks/learn.py runs it."""
