"""The lock, environment.yml and pyproject.toml name the same environment."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PIN = re.compile(r"^([A-Za-z0-9_.-]+==[^ ;\\]+(?: ; [^\\]*?)?) *\\?$", re.MULTILINE)


def pip_part() -> list[str]:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    return next(d["pip"] for d in environment["dependencies"] if isinstance(d, dict))


def test_conda_installs_exactly_the_locked_versions():
    pins = {p.strip() for p in PIN.findall(LOCK)}
    assert len(pins) > 100
    assert set(pip_part()) - {"-e ."} == pins


def test_conda_installs_the_project_itself_last():
    assert pip_part()[-1] == "-e ."


def test_every_locked_version_has_a_hash():
    blocks = re.split(r"\n(?=[A-Za-z0-9])", LOCK.strip())
    assert [b.splitlines()[0] for b in blocks if "--hash=sha256:" not in b] == []


def test_no_address_of_an_index_stands_in_the_lock():
    assert "://" not in LOCK and "index-url" not in LOCK and "find-links" not in LOCK


def test_every_declared_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=\[ ;]", d)[0].lower() for d in declared}
    locked = {p.split("==")[0].lower() for p in PIN.findall(LOCK)}
    assert names - locked == set()


def test_every_dependency_has_a_floor():
    """A resolver goes back to an old release without one; a ceiling alone says why beside it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bare = [d for d in project["dependencies"] if ">=" not in d]
    assert bare == []


def test_git_does_not_ignore_the_library_or_the_sample():
    """The common Python template ignores lib/ and data/; ours must not."""
    rules = [r.strip() for r in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()]
    assert not {"lib/", "lib", "/lib/", "data/", "/data/", "data"} & set(rules)
