"""What the file system refuses."""

from mistakes.mistake import GOOD, Mistake

ROOM = "Use a folder that you can read and write and that has free space"

MISTAKES = (
    Mistake(
        "report into no folder",
        "check --junit at/report.xml",
        2,
        "at/report.xml can't be written",
        "another file for --junit",
        azure="owner",
    ),
    Mistake(
        "report onto a full disk",
        "check --junit /dev/full",
        2,
        "/dev/full can't be written: No space left",
        "another file for --junit",
        azure="owner",
    ),
    Mistake(
        "report into a folder",
        "check --junit .",
        2,
        ". can't be written: Is a directory",
        "another file for --junit",
        azure="owner",
    ),
    Mistake(
        "init where specs are",
        "init",
        2,
        "models/deployments.yaml would be overwritten",
        "Name another folder",
        {"models/deployments.yaml": GOOD},
    ),
    Mistake(
        "init where nothing can be made",
        "init /proc/here",
        2,
        "/proc/here can't be written",
        "Name another folder",
    ),
    Mistake(
        "init below a file",
        "init platform.yaml",
        2,
        "can't be written: Not a directory",
        "Name another folder",
    ),
    Mistake("rows in a folder", "models --rows .", 2, "this is a folder", "give the path of a file"),
)
