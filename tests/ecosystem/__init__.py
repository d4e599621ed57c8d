"""Other people's functions on Variables: SciPy, scikit-learn and their kin, unmodified, and differentiated.

`cases/` lists calls, one file per package; `sweep` judges each one on each library; `run.py` runs
them all and writes `docs/ecosystem.md`.
"""
