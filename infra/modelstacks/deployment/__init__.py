"""What both ways up share: the Pulumi programs (`pulumi up`, `modelstacks up`) and the commands without a stack.

    plan, endpoint_plan, placed, planned      pure: what will be created
    absent, expired, repair                   pure: what to do about what is gone or failed
    by_mode, ensure_by_mode                   what is asked of a deployment's mode (`modes/*/plan.py`, `ensure.py`)
    spec_mark, config                         pure: which spec a stack is for, what its config can say
    spec_files                                the files: the plan by the lock beside a spec, the mark of the spec
    observed, targets                         Azure read: before the first resource, and what a smoke test aims at
    ensure, ensure_run, adopt                 Azure written: through azure-ai-ml without a stack, tags that a stack takes over

Nothing here imports Pulumi or a component of ours.
"""
