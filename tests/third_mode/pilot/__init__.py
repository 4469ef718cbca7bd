"""A third deployment mode, as another distribution would bring it: a serverless endpoint that a reviewer looks after.

It uses one of each thing that a mode can bring: keys of its own, in a deployment and at the top of the file; a rule, a
question to Azure, a check; a locked detail; a parent that it makes and that Azure keeps after a delete; endpoints that are written one after the other.
"""
