from mistakes.row import Mistake

MISTAKES: tuple[Mistake, ...] = ()
