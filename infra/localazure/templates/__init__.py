"""ARM's template language, as far as the templates of azure-ai-ml use it: pure, knows no server and no store.

`syntax` reads an expression, `functions` holds what it may call, `evaluation` computes values, `template` turns a
template into the resources it will make. A library that does this was looked for: there is none in Python (2026-11).
"""
