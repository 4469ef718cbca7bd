"""What the command line ends with, and what that means to whoever called it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.errors import SIGNALLED

if TYPE_CHECKING:
    from collections.abc import Mapping

OUR_BUG = 3

EXIT_CODES: Mapping[str, str] = {
    "0": "Done; nothing that was asked for is missing or wrong.",
    "1": "Azure, Pulumi or an endpoint said no, a check found an error, or nobody said yes to a question.",
    "2": "The command line, a file or the environment can't be used as it is: mend what the message names.",
    f"{OUR_BUG}": "A bug of modelstacks: the traceback above the message is for its report.",
    f"{SIGNALLED} + N": "Signal N stopped it: 130 after Ctrl-C, 143 after SIGTERM, 129 after a closed terminal.",
}
