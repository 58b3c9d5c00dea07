"""The registry: what is valid, what is told of what is not, the bundled entries, the scaffold."""

from __future__ import annotations

import json
import re
import timeit
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import spiders
from spiders.guard import host_of, refusal
from spiders.platforms import MODULES, known_platforms, load_platform
from spiders.registry import (
    JurisdictionFile,
    find_source,
    jurisdictions,
    list_registry,
    load_registry,
    recognize,
    registry_files,
    registry_schema,
    scaffold,
)
from spiders.replay import replay_key
from warehouse.declarations import read_declaration
from warehouse.errors import UserError
from warehouse.records import Source

BUNDLED = Path(str(spiders.__path__[0])) / "sources"

LEAST = """\
jurisdiction: Rochester, NY
timezone: America/New_York
sources:
  - id: roc-council
    kind: council
    platform: rss
    url: https://www.example.gov/feed
"""


def written(folder: Path, text: str, name: str = "place.yml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_least_that_is_valid(tmp_path: Path) -> None:
    """Four keys of a source and three of a file are enough."""
    (source,) = load_registry(written(tmp_path, LEAST))
    assert (source.source_id, source.jurisdiction, source.timezone) == (
        "roc-council",
        "Rochester, NY",
        "America/New_York",
    )
    assert (source.floor, source.hosts, source.options) == (0, (), {})


def test_jurisdiction_may_be_a_mapping(tmp_path: Path) -> None:
    """A mapping with a name is the name."""
    text = LEAST.replace("jurisdiction: Rochester, NY", "jurisdiction:\n  name: Rochester, NY\n  state: NY")
    (source,) = load_registry(written(tmp_path, text))
    assert source.jurisdiction == "Rochester, NY"


def test_everything_that_may_be_said(tmp_path: Path) -> None:
    """All optional keys reach the source, what only the registry knows stays with it."""
    text = LEAST.replace("timezone:", 'geoid: "3663000"\nstate: NY\nstance: limits\ntimezone:') + (
        "    title: Council\n    floor: 5\n    last_count: 12\n    rhythm_days: 14\n"
        "    hosts: [files.example.gov]\n    delay_seconds: 4.5\n    options: {pages: 2}\n"
        "    verified: recorded\n    note: seen\n"
    )
    (listed,) = list_registry(written(tmp_path, text))
    assert (listed.last_count, listed.verified, listed.note, listed.stance) == (
        12,
        "recorded",
        "seen",
        "limits",
    )
    source = listed.source
    assert (source.floor, source.rhythm_days, source.delay_seconds) == (5, 14, 4.5)
    assert (source.hosts, source.options, source.geoid) == (("files.example.gov",), {"pages": 2}, "3663000")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("timezone: America/New_York", "timezone: Eastern", 2, "IANA"),
        ("timezone: America/New_York", "timezone: ../../etc/passwd", 2, "IANA"),
        ("platform: rss", "platform: gopher", 6, "use one of"),
        ("kind: council", "kind: parish", 5, "council"),
        ("id: roc-council", "id: Roc Council", 4, "lower-case"),
        ("id: roc-council", "id: 7", 4, "id"),
        ("url: https://www.example.gov/feed", "url: www.example.gov", 7, "http"),
        ("url: https://www.example.gov/feed", "url: ftp://example.gov/", 7, "http"),
        ("url: https://www.example.gov/feed", "url: https://u:p@example.gov/", 7, "password"),
        ("url: https://www.example.gov/feed", "url: https://", 7, "host"),
        ("    url: https://www.example.gov/feed\n", "", 4, "url is missing"),
        ("sources:", "sorces:", 3, "not a known key"),
        ("kind: council", "kind: council\n    hosts: [a b]", 6, "host"),
        ("kind: council", "kind: council\n    floor: -1", 6, "floor"),
        ("kind: council", "kind: council\n    colour: red", 6, "not a known key"),
        ("kind: council", "kind: council\n    kind: county", 6, "twice"),
        ("timezone:", "ocd_id: Rochester\ntimezone:", 2, "ocd_id"),
        ("jurisdiction: Rochester, NY", "jurisdiction: [a]", 1, "jurisdiction"),
        ("jurisdiction: Rochester, NY", "jurisdiction: !!python/name:os.system x", 1, ""),
    ],
)
def test_faults_name_line_and_remedy(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    """Each fault is one line: file, line, what is wrong, what to do."""
    path = written(tmp_path, LEAST.replace(old, new))
    with pytest.raises(UserError) as caught:
        load_registry(path)
    told = str(caught.value).splitlines()
    assert any(each.startswith(f"{path}:{line}: ") and words in each for each in told), told


def test_all_faults_of_all_files_at_once(tmp_path: Path) -> None:
    """One reading tells everything that is to mend."""
    written(tmp_path, LEAST.replace("kind: council", "kind: parish"), "a.yml")
    written(tmp_path, LEAST.replace("platform: rss", "platform: gopher"), "b/b.yml")
    written(tmp_path, LEAST, "c.yml")
    written(tmp_path, LEAST, "d.yaml")
    with pytest.raises(UserError) as caught:
        load_registry(tmp_path)
    told = str(caught.value).splitlines()
    assert len(told) == 3
    assert [name in line for name, line in zip(("a.yml:5:", "b.yml:6:", "d.yaml:4:"), told, strict=True)] == [
        True
    ] * 3
    assert "the id 'roc-council' stands in" in told[2]


def test_same_id_twice_in_one_file_names_the_second(tmp_path: Path) -> None:
    """The line told is the later one's."""
    twice = LEAST + "  - id: roc-council\n    kind: police\n    platform: rss\n    url: https://b.gov/\n"
    with pytest.raises(UserError, match=r"place\.yml:8: the id 'roc-council'"):
        load_registry(written(tmp_path, twice))


def test_nothing_to_read(tmp_path: Path) -> None:
    """A missing path and an empty folder say what to do."""
    with pytest.raises(UserError, match="no such file or folder"):
        load_registry(tmp_path / "nowhere")
    with pytest.raises(UserError, match="sources new"):
        load_registry(tmp_path)


@pytest.mark.parametrize(
    ("written_url", "fetched"),
    [
        (
            "https://webapi.example.com/v1/x/events?$filter=EventDate ge datetime'2019-01-01'&$top=5",
            "https://webapi.example.com/v1/x/events?$filter=EventDate%20ge%20datetime'2019-01-01'&$top=5",
        ),
        ("https://example.gov/a%20b c/é?q=<x>{y}", "https://example.gov/a%20b%20c/%C3%A9?q=%3Cx%3E%7By%7D"),
        ("https://example.gov/f?u=https://b.gov/a.pdf&n=May 5.pdf#p 1", None),
        ("https://example.gov/v1/Events(5)/x;y=[1]|2?a=b:c@d&e=~f", ""),
    ],
)
def test_url_is_encoded_as_browsers_do(tmp_path: Path, written_url: str, fetched: str | None) -> None:
    """Spaces and the like become percent codes; what is lawful or encoded already stays."""
    expected = written_url.replace(" ", "%20") if fetched is None else fetched or written_url
    path = written(tmp_path, LEAST.replace("https://www.example.gov/feed", json.dumps(written_url)))
    (source,) = load_registry(path)
    assert source.url == expected


@pytest.mark.parametrize(
    "url",
    ["https://exa mple.gov/feed", "https://example.gov/a\u0000b", "https://example.gov/a\tb", "https:// /x"],
)
def test_url_with_a_broken_host_or_control_characters_is_refused(tmp_path: Path, url: str) -> None:
    """Spaces in the host and control characters are no typing habits of addresses."""
    with pytest.raises(UserError, match="write it whole"):
        load_registry(written(tmp_path, LEAST.replace("https://www.example.gov/feed", json.dumps(url))))


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["jurisdiction", "timezone", "sources", "id", "kind", "platform", "url", "hosts", "x"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_any_yaml_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, content: object
) -> None:
    """No shape of YAML ends in anything but sources or a UserError."""
    path = tmp_path_factory.mktemp("any") / "x.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    try:
        load_registry(path)
    except UserError as error:
        assert all(each.startswith(str(path)) for each in str(error).splitlines())


def test_bundled_registry_is_wide_and_balanced() -> None:
    """The entries that ship reach the size promised, in both directions, and Rochester's whole region."""
    listed = list_registry(BUNDLED)
    places = jurisdictions(BUNDLED)
    assert len(listed) >= 300
    assert len(places) >= 100
    assert len({each.path.parent.name for each in listed}) >= 30
    region = {
        f"{name} County, NY" for name in ("Monroe", "Ontario", "Livingston", "Wayne", "Genesee", "Orleans")
    }
    assert {"Rochester, NY", "New York, NY", "New York", *region} <= set(places)
    news = [each for each in places["Rochester, NY"] if each.source.kind == "news"]
    assert len(news) >= 10
    stances = {each.source.jurisdiction: each.stance for each in listed if each.stance}
    assert sum(stance == "expands" for stance in stances.values()) >= 30
    assert sum(stance == "limits" for stance in stances.values()) >= 30


def test_every_bundled_source_says_how_sure_it_is() -> None:
    """Each entry has the reason why its address is believed, and no claim of more than public grounds."""
    for each in list_registry(BUNDLED):
        assert each.note and len(each.note) >= 10, each.source.source_id
        assert host_of(each.source.url), each.source.source_id
        if each.verified == "unverified":
            assert re.search(r"\bnot\b|follows", each.note), (each.source.source_id, each.note)


def test_no_address_is_watched_twice() -> None:
    """Two entries of one address would fetch and tell everything twice."""
    seen: dict[str, str] = {}
    for each in list_registry(BUNDLED):
        key = replay_key(each.source.url)
        assert key not in seen, (each.source.source_id, seen.get(key))
        seen[key] = each.source.source_id


def test_files_stand_in_the_folder_of_their_state() -> None:
    """A reader finds a place by its state, and ids say where they are."""
    for path in registry_files(BUNDLED):
        declared = read_declaration(path, JurisdictionFile)
        if declared.jurisdiction == "United States":
            continue
        assert declared.state == path.parent.name.upper(), path
        assert re.fullmatch(r"[a-z0-9-]+", path.stem), path
        if ", " in declared.jurisdiction:
            assert declared.jurisdiction.endswith(f", {declared.state}"), path


def test_the_registry_loads_in_a_blink() -> None:
    """Every command that names a source reads the whole registry first."""
    best = min(timeit.repeat(lambda: load_registry(BUNDLED), number=1, repeat=3))
    assert best < 2.0, f"{best:.2f} s"


@pytest.mark.parametrize("source", load_registry(BUNDLED), ids=lambda source: source.source_id)
def test_every_bundled_source_begins_offline(source: Source) -> None:
    """Each source's platform says what it would fetch first: whole addresses of hosts it may ask."""
    asks = list(load_platform(source.platform).start_requests(source, date(2025, 5, 2)))
    assert asks
    for ask in asks:
        assert refusal(ask.url, source, is_for_document=False) is None
        assert host_of(ask.url) == host_of(source.url)
        assert ask.method in ("GET", "POST") and (ask.method == "POST" or not ask.body)
        assert ask.url.isascii() and not re.search(r"[\s<>\"{}]", ask.url)
        assert ask.role


def test_schema_in_the_repository_is_the_one_the_code_makes() -> None:
    """`spiders/sources/schema.json` is generated: `python -m spiders.registry` writes it anew."""
    kept = (BUNDLED / "schema.json").read_text(encoding="utf-8")
    assert kept == registry_schema()
    assert json.loads(kept)["$defs"]["SourceEntry"]["properties"]["platform"]["enum"] == list(
        known_platforms()
    )


@pytest.mark.parametrize("name", sorted(MODULES))
def test_platform_names_and_modules_agree(name: str) -> None:
    """Each name leads to a module that claims it and has both functions."""
    platform = load_platform(name)
    assert name in platform.NAMES
    assert callable(platform.start_requests)
    assert callable(platform.parse)


def test_unknown_platform_names_the_known() -> None:
    """The error lists what there is."""
    with pytest.raises(UserError, match="legistar_api"):
        load_platform("gopher")


def test_find_source_names_some_that_there_are(tmp_path: Path) -> None:
    """A wrong id is told with ids that are right."""
    path = written(tmp_path, LEAST)
    assert find_source(path, "roc-council").platform == "rss"
    with pytest.raises(UserError, match="roc-council"):
        find_source(path, "roc-police")


@pytest.mark.parametrize(
    ("url", "platform", "watched"),
    [
        (
            "https://seattle.legistar.com/Calendar.aspx",
            "legistar_api",
            "https://webapi.legistar.com/v1/seattle",
        ),
        ("https://webapi.legistar.com/v1/mesa", "legistar_api", "https://webapi.legistar.com/v1/mesa"),
        ("https://www.paper.com/feed/", "rss", None),
        ("https://www.paper.com/local.rss", "rss", None),
        ("https://www.paper.com/search/?f=rss&t=article", "rss", None),
        ("https://city.gov/RSSFeed.aspx?ModID=1&CID=All-newsflash.xml", "civicplus_news_rss", None),
        ("https://www.rocpab.org/wp-json/wp/v2/posts", "wordpress", None),
        ("https://city.gov/files/Manual.pdf", "pdf", None),
        ("https://city.gov/police/general-orders", "police_page", None),
        ("https://city.gov/meetings", "listing", None),
        ("https://buffalony.iqm2.com/Citizens/Calendar.aspx", "iqm2", "https://buffalony.iqm2.com"),
        ("https://city.gov/AgendaCenter", "civicplus_agenda", None),
        ("https://meetings.municode.com/PublishPage?cid=X&ppid=1", "municode", None),
        ("https://x.community.highbond.com/Portal/MeetingTypeList.aspx", "civicweb", None),
        ("https://www.paper.com/news-sitemap.xml.gz", "sitemap", None),
        (
            "https://go.boarddocs.com/ny/x/Board.nsf/Public",
            "boarddocs",
            "https://go.boarddocs.com/ny/x/Board.nsf",
        ),
    ],
)
def test_vendor_is_known_by_the_address(url: str, platform: str, watched: str | None) -> None:
    """The address tells the platform, and where another address is the better one to watch."""
    found = recognize(url)
    assert (found.platform, found.url) == (platform, watched or url)


@pytest.mark.parametrize(
    "url",
    [
        "https://seattle.legistar.com/Calendar.aspx",
        "https://x.gov/AgendaCenter",
        "https://y.org/a?b=c#d",
        "http://1.2.3.4/",
    ],
)
def test_scaffold_is_valid_as_it_stands(tmp_path: Path, url: str) -> None:
    """What `sources new` writes is read without a change."""
    (source,) = load_registry(written(tmp_path, scaffold(url, jurisdiction='Saint "X", NY', kind="police")))
    assert (source.jurisdiction, source.kind) == ('Saint "X", NY', "police")


def test_scaffold_refuses_what_is_no_address() -> None:
    """A word is not an address, a parish no kind."""
    with pytest.raises(UserError, match="http"):
        scaffold("rochester")
    with pytest.raises(UserError, match="kind"):
        scaffold("https://x.gov/", kind="parish")


def test_an_option_that_does_nothing_is_told(tmp_path: Path) -> None:
    """A misspelled option names its line and the ones that its platform understands."""
    path = tmp_path / "town.yml"
    entry = (
        "  - {{id: {0}, kind: council, platform: legistar_api, url: 'https://x.example/{0}', "
        "options: {{{1}: true}}}}"
    )
    head = "jurisdiction: Brighton, NY\ntimezone: America/New_York\nsources:"
    text = "\n".join((head, entry.format("a", "matters"), entry.format("b", "maters"))) + "\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(
        UserError, match=r"town\.yml:5: .*'maters' does nothing on legistar_api.*matters"
    ) as caught:
        load_registry(path)
    assert len(str(caught.value).splitlines()) == 1
    path.write_text(text.replace("maters", "row"), encoding="utf-8")
    assert load_registry(path)[1].options == {"row": True}
