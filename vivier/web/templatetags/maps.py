"""What the script of the interactive map needs to know, as one JSON attribute."""

import json

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext

register = template.Library()

LIBRARY = "core/vendor/maplibre/"


@register.simple_tag
def live_map_settings(points: str) -> str:
    """Addresses of the library, the land and the points, and the words of the controls."""
    return json.dumps(
        {
            "library": static(f"{LIBRARY}maplibre-gl.mjs"),
            "worker": static(f"{LIBRARY}maplibre-gl-worker.mjs"),
            "stylesheet": static(f"{LIBRARY}maplibre-gl.css"),
            "shapes": reverse("web:map_shapes"),
            "points": points,
            "tiles": settings.TILES_URL,
            "tiles_credit": settings.TILES_CREDIT,
            "credit": gettext("Boundaries: NGI and Statbel, CC BY 4.0"),
            "words": {"more": gettext("and %d more in the list"), "controls": _controls()},
        }
    )


def _controls() -> dict[str, str]:
    return {
        "AttributionControl.ToggleAttribution": gettext("Show or hide sources"),
        "CooperativeGesturesHandler.MacHelpText": gettext("Hold ⌘ and scroll to zoom"),
        "CooperativeGesturesHandler.MobileHelpText": gettext("Move the map with two fingers"),
        "CooperativeGesturesHandler.WindowsHelpText": gettext("Hold Ctrl and scroll to zoom"),
        "GeolocateControl.FindMyLocation": gettext("Around me"),
        "GeolocateControl.LocationNotAvailable": gettext("Your position is not available"),
        "Map.Title": gettext("Map"),
        "NavigationControl.ZoomIn": gettext("Zoom in"),
        "NavigationControl.ZoomOut": gettext("Zoom out"),
        "Popup.Close": gettext("Close"),
    }
