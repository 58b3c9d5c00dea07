"""The files for many machines can be read, and every setting that they name exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from policywatch.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SECRETS = re.compile(r"PASSWORD|SECRET|ACCESS_KEY")

# Read outside of the settings: the DAG's own, and ones of this file alone.
OTHERS = {"POLICYWATCH_RETRY_SECONDS", "POLICYWATCH_BUCKET"}


def texts() -> dict[str, str]:
    """Return every file of deploy/, and the page about it."""
    paths = [path for path in DEPLOY.iterdir() if path.name != ".env"] + [ROOT / "docs" / "scale.md"]
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


@pytest.mark.parametrize("name", sorted(texts()))
def test_every_setting_named_there_exists(name: str) -> None:
    """A renamed setting is renamed here too."""
    known = {f"POLICYWATCH_{each.upper()}" for each in Settings.model_fields} | OTHERS
    assert set(re.findall(r"POLICYWATCH_[A-Z_]*[A-Z]", texts()[name])) <= known


@pytest.mark.parametrize("name", sorted(texts()))
def test_every_option_of_airflow_named_there_exists(name: str) -> None:
    """An option that Airflow no longer knows would be passed over without a word."""
    from airflow.configuration import conf

    assert conf.configuration_description
    sections = {each.upper().replace(".", "_"): each for each in conf.configuration_description}
    # Of providers that the default install lacks, and a section whose options belong to the broker.
    elsewhere = {"CELERY", "CELERY_BROKER_TRANSPORT_OPTIONS"}
    for section, option in re.findall(r"AIRFLOW__([A-Z_]+?)__([A-Z_]+)", texts()[name]):
        if section in elsewhere:
            continue
        options = conf.configuration_description.get(sections.get(section, ""), {}).get("options", {})
        assert option.lower() in options, (section, option)


def compose() -> dict[str, Any]:
    """Return docker-compose.yml with its anchors followed."""
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "docker-compose.yml").read_text(encoding="utf-8"))
    return found


def test_one_machine_publishes_and_the_others_do_not() -> None:
    """Only the publishing worker takes its queue, only it has a home that lasts, and all share one lake."""
    services = compose()["services"]
    assert services["publisher"]["command"][-4:-2] == ["--queues", "publish"]
    assert services["worker"]["command"][-4:-2] == ["--queues", "default"]
    assert [
        name for name, each in services.items() if any("home:" in v for v in each.get("volumes", ()))
    ] == ["publisher"]
    ours = [each["environment"] for each in services.values() if "policywatch" in each["image"]]
    assert len(ours) == 5
    for setting in ("LAKE_CATALOG", "LAKE_DATA", "LANDING_STORE", "PUBLISH_QUEUE"):
        assert len({each[f"POLICYWATCH_{setting}"] for each in ours}) == 1
    reach = [name for name, each in services.items() if "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" in str(each)]
    assert reach == ["api-server", "scheduler", "dag-processor"]


def test_no_secret_stands_in_a_file() -> None:
    """They come from the environment, and the file that gives it is not kept."""
    for service in compose()["services"].values():
        for name, value in service["environment"].items() if "environment" in service else ():
            if SECRETS.search(name):
                assert str(value).startswith("${"), name
    for line in (DEPLOY / "example.env").read_text().splitlines():
        assert line.startswith("#") or not SECRETS.search(line) or line.endswith("=")
    values = yaml.safe_load((DEPLOY / "helm-values.yaml").read_text(encoding="utf-8"))
    assert not [each for each in values["env"] if SECRETS.search(each["name"])]
    assert "deploy/.env" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_chart_gets_a_worker_that_publishes_alone() -> None:
    """One replica, whose home is a claim; crawling workers keep nothing."""
    celery = yaml.safe_load((DEPLOY / "helm-values.yaml").read_text(encoding="utf-8"))["workers"]["celery"]
    by_queue = {each["queue"]: each for each in celery["sets"]}
    assert by_queue["publish"]["replicas"] == 1 and by_queue["publish"]["extraVolumes"]
    assert "extraVolumes" not in by_queue["default"] and not celery["enableDefault"]


def test_the_extra_and_its_lock_agree() -> None:
    """Every package of the extra is locked with hashes, and the default lock has none of them."""
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"][
        "cluster"
    ]
    lock, plain = ((ROOT / name).read_text() for name in ("requirements-cluster.lock", "requirements.lock"))
    for each in extra:
        name = re.split(r"[\[<>=]", each)[0]
        assert re.search(rf"(?m)^{re.escape(name)}==\S+ .*\\$", lock), name
        if name != "apache-airflow":
            assert not re.search(rf"(?m)^{re.escape(name)}==", plain), name
    assert "--hash=sha256:" in lock
