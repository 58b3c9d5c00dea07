"""What the code never does, whoever writes it: found in its syntax, so that no module is forgotten."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from policywatch.orchestration import airflow_environment
from policywatch.settings import load_settings
from warehouse.declarations import read_declaration
from warehouse.errors import UserError

ROOT = Path(__file__).parents[2]
ROOMS = ("alerts", "dags", "expectations", "policywatch", "spiders", "transforms", "warehouse")
UNPICKLING = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "skops"}
RUNNING = {"eval", "exec", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load", "yaml.full_load"}
UNVERIFIED = {"ssl._create_unverified_context"}


def faults_of(source: str) -> Iterator[str]:
    """Yield what a module does that no module may."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            names = []
        yield from (f"imports {name}" for name in names if name.split(".")[0] in UNPICKLING)
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        given = {each.arg: ast.unparse(each.value) for each in node.keywords}
        if called in RUNNING | UNVERIFIED:
            yield f"calls {called}"
        if called.split(".")[-1] == "read_pickle":
            yield "reads a pickle"
        if called in ("np.load", "numpy.load") and given.get("allow_pickle") != "False":
            yield "np.load without allow_pickle=False"
        if given.get("allow_pickle", "False") != "False":
            yield f"{called} with pickles allowed"
        if given.get("shell", "False") != "False":
            yield f"{called} through a shell"
        if given.get("verify") == "False" or given.get("check_hostname") == "False":
            yield f"{called} without checking whom it talks to"
        if called.split(".")[-1] == "Environment" and given.get("autoescape", "False") == "False":
            yield "templates that do not escape"


def test_no_module_does_what_none_may() -> None:
    """No pickles, no evaluated text, no shell, no unchecked TLS, no template that does not escape."""
    found = [
        f"{path.relative_to(ROOT)}: {fault}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for fault in faults_of(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle", "from joblib import load", "import numpy as np\nnp.load('x')", "eval('1')",
        "np.load('x', allow_pickle=True)", "import subprocess\nsubprocess.run('ls', shell=True)",
        "yaml.load(text)", "requests.get(url, verify=False)", "jinja2.Environment()",
    ],
)  # fmt: skip
def test_each_of_them_would_be_found(source: str) -> None:
    """The check itself sees what it is for."""
    assert list(faults_of(source))


def test_no_file_of_the_project_is_a_pickle() -> None:
    """Neither by name nor, inside a NumPy archive, by an array of objects."""
    import numpy as np

    for room in ROOMS:
        names = {path.suffix for path in (ROOT / room).rglob("*")}
        assert not names & {".pkl", ".pickle", ".joblib", ".dill"}
        for path in (ROOT / room).rglob("*.npz"):
            with np.load(path, allow_pickle=False) as kept:
                assert all(kept[name].dtype != object for name in kept.files)


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system ['touch {mark}']",
        "a: !!python/object/new:subprocess.Popen [['touch', '{mark}']]",
        "!!python/object/apply:pathlib.Path.touch ['{mark}']",
        "a: !!python/name:os.system",
        "a: !own {mark}",
        "a: &one [x]\nb: *one",
    ],
)
def test_tags_and_aliases_of_yaml_are_refused(tmp_path: Path, text: str) -> None:
    """They build nothing and run nothing; the file and line are named."""

    class Anything(BaseModel):
        a: object = None
        b: object = None

    mark = tmp_path / "mark"
    path = tmp_path / "registry.yml"
    path.write_text(text.replace("{mark}", str(mark)))
    with pytest.raises(UserError, match=r"registry\.yml:\d"):
        read_declaration(path, Anything)
    assert not mark.exists()


def test_what_is_kept_is_for_the_owner_alone(tmp_path: Path) -> None:
    """Folders of the home are 0700, and files made by a command 0600, whatever the shell's umask is."""
    code = (
        "import os; os.umask(0)\n"
        "from policywatch.settings import load_settings, prepare_home\n"
        "from warehouse.lake import open_lake\n"
        "settings = load_settings(); prepare_home(settings); open_lake(settings.lake_root).close()\n"
        "(settings.home / 'any').write_text('')\n"
    )
    home = tmp_path / "home"
    environment = os.environ | {"POLICYWATCH_HOME": str(home)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, cwd=tmp_path)
    assert (home / "lake" / "catalog.sqlite").is_file()
    modes = {path: path.stat().st_mode & 0o777 for path in [home, *home.rglob("*")]}
    assert {path.name: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}


def test_airflow_is_told_to_stay_on_loopback_and_to_ask_for_a_password(tmp_path: Path) -> None:
    """Its page and its tasks' interface; nobody is let in without a name."""
    environment = airflow_environment(load_settings(home=tmp_path))
    assert environment["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"].startswith("http://127.0.0.1:")
    assert environment.get("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS", "False") == "False"
