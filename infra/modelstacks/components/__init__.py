"""Pulumi components over pulumi-azure-native, one a file. A constructor wires; what is decided comes in as a value.

Names are explicit and never change: a child is called after its component with a suffix, and renaming one needs an
alias and a test.
"""
