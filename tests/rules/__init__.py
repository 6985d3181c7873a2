"""Tests of the derivative rules: a table of cases, and what each case must satisfy."""
