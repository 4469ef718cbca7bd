"""What both ways up share: the Pulumi programs (`pulumi up`, `modelstacks up`) and the commands without a stack.

    plan, planned, absent, expired, repair    pure: what will be created, and what to do about what is gone or failed
    spec_mark, config                         pure: which spec a stack is for, what its config can say
    spec_files                                the files: the plan by the lock beside a spec, the mark of the spec
    observed, targets                         Azure read: before the first resource, and what a smoke test aims at
    ensure, adopt                             Azure written: through azure-ai-ml without a stack, tags that a stack takes over

Nothing here imports Pulumi or a component of ours.
"""
