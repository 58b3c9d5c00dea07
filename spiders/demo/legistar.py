"""How the Legistar Web API writes down a sample body's meetings, agenda items and matters."""

from __future__ import annotations

import json
from html import escape
from zlib import crc32

from spiders.demo.content import BANNER, Entry, Site
from spiders.demo.reply import Replies, Reply, file_replies, moment, utc


def _legistar_event(site: Site, entry: Entry, base: str) -> dict[str, object]:
    number = crc32(entry.key.encode()) % 9_000 + 1_000
    day = moment(entry)
    return {
        "EventId": number,
        "EventGuid": f"{crc32(entry.title.encode()):08X}-0000-4000-8000-{number:012d}",
        "EventLastModifiedUtc": utc(day),
        "EventRowVersion": "AAAAAADWA+c=",
        "EventBodyId": crc32(entry.title.encode()) % 200 + 1,
        "EventBodyName": entry.title,
        "EventDate": f"{day:%Y-%m-%d}T00:00:00",
        "EventTime": entry.time,
        "EventVideoStatus": "Public",
        "EventAgendaStatusId": 10,
        "EventAgendaStatusName": entry.status,
        "EventMinutesStatusId": 9,
        "EventMinutesStatusName": "Draft",
        "EventLocation": entry.place,
        "EventAgendaFile": f"{base}{entry.file}" if entry.file else None,
        "EventMinutesFile": None,
        "EventAgendaLastPublishedUTC": utc(day),
        "EventMinutesLastPublishedUTC": None,
        "EventComment": entry.comment,
        "EventVideoPath": None,
        "EventMedia": None,
        "EventInSiteURL": f"{base}/MeetingDetail.aspx?LEGID={number}&GID=218",
        "EventItems": [],
    }


def _legistar_items(entry: Entry, event: int) -> list[dict[str, object]]:
    return [
        {
            "EventItemId": event * 100 + at,
            "EventItemGuid": f"{event:08X}-0000-4000-8000-{at:012d}",
            "EventItemLastModifiedUtc": utc(moment(entry)),
            "EventItemEventId": event,
            "EventItemAgendaSequence": at,
            "EventItemMinutesSequence": at,
            "EventItemAgendaNumber": item.number or f"{at}.",
            "EventItemActionId": None,
            "EventItemActionName": item.action,
            "EventItemActionText": None,
            "EventItemPassedFlag": None,
            "EventItemPassedFlagName": None,
            "EventItemRollCallFlag": 0,
            "EventItemTitle": item.title,
            "EventItemConsent": 0,
            "EventItemAgendaNote": item.note,
            "EventItemMinutesNote": None,
            "EventItemMatterId": crc32(item.file.encode()) % 9_000 if item.file else None,
            "EventItemMatterGuid": None,
            "EventItemMatterFile": item.file,
            "EventItemMatterName": item.title if item.file else None,
            "EventItemMatterType": item.type,
            "EventItemMatterStatus": "Agenda Ready" if item.file else None,
            "EventItemMatterAttachments": [],
        }
        for at, item in enumerate(entry.items, start=1)
    ]


def _legistar_matters(site: Site, entries: list[Entry]) -> list[dict[str, object]]:
    """Return the matters that the agendas name, each as its latest agenda shows it."""
    matters: dict[str, dict[str, object]] = {}
    for entry in sorted(entries, key=moment):
        for item in entry.items:
            if item.file is None:
                continue
            first = f"{item.introduced or moment(entry).date().isoformat()}T00:00:00"
            introduced = matters.get(item.file, {}).get("MatterIntroDate", first)
            matters[item.file] = {
                "MatterId": crc32(item.file.encode()) % 9_000,
                "MatterGuid": f"{crc32(item.file.encode()):08X}-0000-4000-8000-000000000000",
                "MatterLastModifiedUtc": utc(moment(entry)),
                "MatterFile": item.file,
                "MatterName": None,
                "MatterTitle": item.title,
                "MatterTypeName": item.type,
                "MatterStatusName": item.action or "Agenda Ready",
                "MatterBodyName": entry.title,
                "MatterIntroDate": introduced,
                "MatterAgendaDate": f"{moment(entry):%Y-%m-%d}T00:00:00",
                "MatterPassedDate": None,
                "MatterEnactmentDate": None,
                "MatterEnactmentNumber": None,
                "MatterNotes": item.note,
                "MatterText1": None,
            }
    return list(matters.values())


def _meeting_detail(site: Site, entry: Entry) -> Reply:
    """Return the page for people that EventInSiteURL names."""
    rows = "".join(
        f"<tr><td>{escape(item.file or '')}</td><td>{escape(item.title)}</td>"
        f"<td>{escape(item.action or '')}</td></tr>\n"
        for item in entry.items
    )
    title = f"{entry.title}, {moment(entry):%B} {moment(entry).day}, {moment(entry).year}"
    page = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f'<body><div class="sample-banner" role="note">{BANNER}</div><h1>{escape(title)}</h1>'
        f"<p>{escape(site.title)}. {escape(entry.time or '')} {escape(entry.place or '')}</p>"
        f"<table><tr><th>File</th><th>Title</th><th>Action</th></tr>\n{rows}</table></body></html>\n"
    )
    return Reply(page.encode())


def legistar(site: Site, entries: list[Entry], base: str) -> Replies:
    """Return a body's events, their items and its matters as the API answers, and its agendas as files."""
    media = "application/json; charset=utf-8"
    events = [_legistar_event(site, entry, base) for entry in entries]
    ordered = sorted(events, key=lambda event: str(event["EventDate"]))
    replies: Replies = {
        f"/v1/{site.client}/events": Reply(json.dumps(ordered).encode(), media, beyond=Reply(b"[]", media))
    }
    matters = _legistar_matters(site, entries)
    rows = json.dumps(matters).encode()
    replies[f"/v1/{site.client}/matters"] = Reply(rows, media, beyond=Reply(b"[]", media))
    for matter in matters:
        path = f"/v1/{site.client}/matters/{matter['MatterId']}"
        replies[path] = Reply(json.dumps(matter).encode(), media)
    for entry, event in zip(entries, events, strict=True):
        number = int(str(event["EventId"]))
        rows = json.dumps(_legistar_items(entry, number)).encode()
        replies[f"/v1/{site.client}/events/{number}/eventitems"] = Reply(rows, media)
        replies[str(event["EventInSiteURL"]).removeprefix(base)] = _meeting_detail(site, entry)
    return {**replies, **file_replies(entries)}
