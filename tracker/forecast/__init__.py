"""Predictive distributions of an indicator's coming figures."""
