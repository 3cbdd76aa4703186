"""The built wheel, installed into an environment of its own, audits from an empty folder."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "fixtures" / "sf-demo"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            out,
            ROOT,
        ],
        check=True,
    )
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_all_data_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for path in [*ROOT.glob("auditor/**/*"), *ROOT.glob("schemas/*.json")]:
        if path.is_file() and "__pycache__" not in path.parts:
            inside = path.relative_to(ROOT).as_posix()
            inside = f"auditor/{inside}" if inside.startswith("schemas/") else inside
            assert inside in names
    assert {n.partition("/")[0] for n in names if ".dist-info/" not in n} == {"auditor"}
    assert not [n for n in names if "__pycache__" in n]


def test_the_installed_wheel_audits_from_an_empty_folder(wheel, tmp_path):
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    python = tmp_path / "env" / "bin" / "python"
    site = subprocess.run(
        [python, "-c", "import site; print(site.getsitepackages()[0])"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    zipfile.ZipFile(wheel).extractall(site)
    # The libraries of this environment serve the new one; the package itself must come from the wheel.
    libraries = Path(sys.prefix) / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    (Path(site) / "libraries.pth").write_text(f"{libraries}\n")
    empty = tmp_path / "empty"
    empty.mkdir()
    told = subprocess.run(
        [python, "-c", "import auditor; print(auditor.__file__)"],
        cwd=empty,
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.strip().startswith(site)
    command = [python, "-m", "auditor", "audit", DEMO, "--jurisdiction", "US-CA-SF", "--out", "run"]
    done = subprocess.run(command, cwd=empty, capture_output=True, text=True, check=False)
    assert done.returncode == 10, done.stderr
    for more in (["verify", "run"], ["policy", "list"], ["statute", "647(b) PC"]):
        subprocess.run([python, "-m", "auditor", *more], cwd=empty, check=True, capture_output=True)
