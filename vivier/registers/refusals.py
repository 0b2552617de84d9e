"""Why a register is not read or applied; the text can be shown to a person."""


class RegisterRefusal(Exception):
    """Something about a register that cannot be done; the text says why."""


class AlreadyRunning(RegisterRefusal):
    """Another import is being read now."""


class ImportRefused(RegisterRefusal):
    """The extract was refused before anything was touched."""


class DifferenceRefused(ImportRefused):
    """The extract was refused for a difference that a coordinator may accept after looking at it."""


class Stopped(RegisterRefusal):
    """Somebody asked the import to stop."""


class NotRolledBack(RegisterRefusal):
    """The import cannot be taken back."""
