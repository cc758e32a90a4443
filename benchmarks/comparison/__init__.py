"""How forecasts are compared on the public questions; benchmarks/forecast.py runs it."""
