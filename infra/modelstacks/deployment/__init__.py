"""What both ways up share: the Pulumi programs (`pulumi up`, `modelstacks up`) and the commands without a stack.

    plan, planned, absent, expired, repair    pure: what will be made, and what to do about what is gone or failed
    belonging, config                         pure: whose a stack is, what its config can say
    reading                                   the files: the plan by the lock beside a spec, whose the spec is
    observed, targets                         Azure read: before the first resource, and what a smoke test aims at
    ensuring, adopting                        Azure written: through azure-ai-ml without a stack, tags that a stack takes over

Nothing here imports Pulumi or a component of ours.
"""
