"""The static site that a good night publishes: one folder, which opens from disk or from any web server."""

from alerts.site.build import SiteReport, build_site
from alerts.site.material import SiteMaterial

__all__ = ["SiteMaterial", "SiteReport", "build_site"]
