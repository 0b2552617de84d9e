"""What people do with a mandate: each deed is one function, atomic, journalled, refusing with a sentence."""

from vivier.mandate.actions.accounting import (
    drop_accounts,
    lines_of,
    map_accounts,
    receive_accounts,
    take_in_accounts,
)
from vivier.mandate.actions.correcting import change_correction, enter_correction
from vivier.mandate.actions.deciding import accept_expense, refuse_expense, reopen_expense, send_back_expense
from vivier.mandate.actions.deliverables import set_deliverable_state
from vivier.mandate.actions.evidence import attach_evidence, proved_by, withdraw_evidence
from vivier.mandate.actions.expenses import (
    add_payment,
    change_expense,
    enter_expense,
    remove_payment,
    submit_expense,
    withdraw_expense,
)
from vivier.mandate.actions.obligations import (
    approve_obligation,
    cancel_obligation,
    receive_instalment,
    remind,
    return_obligation,
    send_obligation,
)
from vivier.mandate.actions.overheads import charge_overheads
from vivier.mandate.actions.parts import remove_part, save_part
from vivier.mandate.actions.staff import HoursRow, charge_sheet, name_member, open_sheet, write_hours
from vivier.mandate.due import hindrances, missing_documents

__all__ = [
    "HoursRow",
    "accept_expense",
    "add_payment",
    "approve_obligation",
    "attach_evidence",
    "cancel_obligation",
    "change_correction",
    "change_expense",
    "charge_overheads",
    "charge_sheet",
    "drop_accounts",
    "enter_correction",
    "enter_expense",
    "hindrances",
    "lines_of",
    "map_accounts",
    "missing_documents",
    "name_member",
    "open_sheet",
    "proved_by",
    "receive_accounts",
    "receive_instalment",
    "refuse_expense",
    "remind",
    "remove_part",
    "remove_payment",
    "reopen_expense",
    "return_obligation",
    "save_part",
    "send_back_expense",
    "send_obligation",
    "set_deliverable_state",
    "submit_expense",
    "take_in_accounts",
    "withdraw_evidence",
    "withdraw_expense",
    "write_hours",
]
