"""What a program calls instead of the commands: one function a module, each of them also `modelstacks.NAME`.

They are what the commands run, and go by the same environment: `AZURE_*` say who calls and which subscription,
`PULUMI_BACKEND_URL` where stacks are kept, `modelstacks local env` all of it for the local Azure.
"""
