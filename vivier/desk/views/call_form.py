"""Writing a call: between two saves, buttons change its conditions and try them; everything typed is kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vivier.desk.forms.opportunities import CallForm
from vivier.desk.records import RecordCreateView, RecordEditView


class BetweenSaves:
    """Answers the buttons of the conditions: the whole page again, or only their part for the script."""

    request: HttpRequest
    object: Any
    form: Any

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, unless one of these buttons was pressed."""
        asked = request.POST.get("conditions", "")
        if not asked:
            return super().post(request, *args, **kwargs)  # type: ignore[misc,no-any-return]
        if not hasattr(self, "object"):
            self.object = self.get_object() if "pk" in self.kwargs else None  # type: ignore[attr-defined]
        form: CallForm = self.get_form()  # type: ignore[attr-defined]
        form.go_on(asked)
        self.form = form
        if request.headers.get("X-Part") == "conditions":
            rows, formset = form.formsets[0]
            context = {"form": form, "rows": rows, "formset": formset}
            return render(request, "desk/conditions/part.html", context)
        return self.render_to_response(self.get_context_data())  # type: ignore[attr-defined,no-any-return]


class CallCreateView(BetweenSaves, RecordCreateView):
    """A new call."""


class CallEditView(BetweenSaves, RecordEditView):
    """One call with its conditions."""
