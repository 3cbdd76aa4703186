"""The words of the record tables that say who is what in an incident, for whatever looks people up by them."""

from __future__ import annotations

REPORTERS = ("victim", "witness", "reporting_party")
"""Roles of whoever may have reported a crime; so may a person without a role."""
ACCUSED = ("suspect", "arrestee")
"""Roles of whoever is accused without a charge."""
REFERRED = {"referred_services": "community_resources", "referred_victim_services": "victim_services"}
"""Facts that are true only by a row of the referral log, and where that row says the person was referred to."""
