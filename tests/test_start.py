"""start.py, without network and without making a virtual environment."""

import ast
import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = (ROOT / "start.py").read_text(encoding="utf-8")


@pytest.fixture
def start(tmp_path, monkeypatch):
    """start.py as a module that believes it lives in an empty folder, and starts nothing."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "run", lambda *_, **__: pytest.fail("started something"))
    monkeypatch.setattr(module.subprocess, "Popen", lambda *_, **__: pytest.fail("started something"))
    monkeypatch.delenv("SIXING_DATA", raising=False)
    return module


@pytest.fixture
def runs(start, monkeypatch):
    """Commands that start.py would have run; each ends with `runs.code`."""

    class Runs(list):
        code = 0

    runs = Runs()

    def record(arguments, **_):
        runs.append([str(a) for a in arguments])
        return runs.code

    monkeypatch.setattr(start, "run", record)
    return runs


@pytest.fixture
def installed(start, tmp_path):
    """A folder with a list of packages and a .venv without a stamp."""
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements.txt").write_text("a==1\n", encoding="utf-8")
    return tmp_path


# ------------------------------------------------------------------------------------------- any Python 3
def test_an_old_python_can_read_the_file():
    tree = ast.parse(SOURCE, feature_version=(3, 6))
    annotations = [n for n in ast.walk(tree) if getattr(n, "annotation", None) or getattr(n, "returns", None)]
    assert not annotations  # newer annotations parse on an old Python, then fail when it runs them


def test_only_the_standard_library_is_imported():
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(SOURCE))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or "."])
    }
    assert imported <= sys.stdlib_module_names


def test_a_too_old_python_is_told_its_version_and_the_needed_one(start):
    with pytest.raises(start.Stop) as stop:
        start.check_version((3, 10, 4))
    assert "Python 3.10" in stop.value.english
    assert "3.11 or newer" in stop.value.english
    assert "3.11" in stop.value.chinese


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_a_new_enough_python_passes(start, version):
    start.check_version(version)


# ------------------------------------------------------------------------------------------- port
def test_a_taken_port_is_said_with_the_port_to_try_instead(start, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert start.main(["--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert f"Port {port} cannot be used" in said
    assert f"--port {start.another(port)}" in said


def test_the_port_to_try_is_the_next_one_for_the_default_port(start):
    assert start.another(8501) == 8502
    assert start.another(80) == 8502
    assert start.another(65535) == 8502


def test_a_free_port_passes(start):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start.check_port("localhost", port)


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])  # kept free for documents: on no computer
def test_an_address_this_computer_does_not_have_is_named(start, address):
    with pytest.raises(start.Stop, match=f"no address {address}"):
        start.check_port(address, 8501)


@pytest.mark.parametrize("word", ["0", "65536", "-1", "http", "8501.5", ""])
def test_what_is_no_port_is_refused(start, word, capsys):
    with pytest.raises(SystemExit):
        start.main([f"--port={word}"])
    assert "from 1 to 65535" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------- data directory
def test_a_data_directory_that_cannot_be_written_is_named(start, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(start.Stop, match="cannot be written"):
        start.check_data(tmp_path / "file" / "data")


def test_the_data_directory_is_the_option_else_the_variable_else_data_beside_the_file(start, tmp_path, monkeypatch):
    assert start.data_directory(None) == tmp_path / "data"
    monkeypatch.setenv("SIXING_DATA", str(tmp_path / "elsewhere"))
    assert start.data_directory(None) == tmp_path / "elsewhere"
    assert start.data_directory("mine") == Path("mine").absolute()


def test_the_demonstration_is_made_where_there_is_no_data(start, runs, tmp_path):
    start.fill_demonstration(tmp_path)
    assert runs == [[str(start.venv_python()), "-m", "analytics", "--data", str(tmp_path), "demo"]]
    assert not list(tmp_path.iterdir())


def test_the_demonstration_is_not_made_where_there_is_data(start, runs, tmp_path):
    (tmp_path / "sixing.duckdb").touch()
    start.fill_demonstration(tmp_path)
    assert not runs


def test_a_demonstration_that_was_interrupted_is_never_served(start, runs, tmp_path):
    runs.code = 1
    for _ in range(2):
        with pytest.raises(start.Stop, match="not finished"):
            start.fill_demonstration(tmp_path)
        (tmp_path / "sixing.duckdb").touch()
    assert len(runs) == 1


# ------------------------------------------------------------------------------------------- environment and packages
def test_a_python_without_ensurepip_is_told_what_to_install(start, monkeypatch):
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    with pytest.raises(start.Stop) as stop:
        start.make_venv()
    assert "lacks the module ensurepip" in stop.value.english
    assert "python3-venv" in stop.value.english


def test_a_virtual_environment_that_could_not_be_made_is_not_left_behind(start, runs, tmp_path):
    runs.code = 1
    with pytest.raises(start.Stop, match="could not be made"):
        start.make_venv()
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("answer", [OSError, 1])
def test_a_broken_virtual_environment_is_to_be_deleted(start, installed, monkeypatch, answer):
    def call(*_, **__):
        if answer is OSError:
            raise OSError
        return answer

    monkeypatch.setattr(start.subprocess, "call", call)
    with pytest.raises(start.Stop, match=r"\.venv does not work any more: delete that folder"):
        start.make_venv()


def test_packages_are_installed_once_for_one_list(start, runs, installed):
    start.install("requirements.txt")
    start.install("requirements.txt")
    assert len(runs) == 1
    assert runs[0][1:3] == ["-m", "pip"]


def test_packages_are_installed_again_when_the_list_differs(start, runs, installed):
    start.install("requirements.txt")
    (installed / "requirements.txt").write_text("a==2\n", encoding="utf-8")
    start.install("requirements.txt")
    assert len(runs) == 2


def test_line_ends_alone_are_no_difference(start, runs, installed):
    start.install("requirements.txt")
    (installed / "requirements.txt").write_bytes(b"a==1\r\n")
    start.install("requirements.txt")
    assert len(runs) == 1


def test_a_failed_installation_says_to_check_the_network_and_is_tried_again(start, runs, installed):
    runs.code = 1
    for _ in range(2):
        with pytest.raises(start.Stop, match="check the network"):
            start.install("requirements.txt")
    assert len(runs) == 2


def test_every_package_is_pinned_and_says_what_it_is_for():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            package, _, reason = line.partition("#")
            assert reason.strip(), line
            assert not package or package.count("==") == 1, line


# ------------------------------------------------------------------------------------------- commands
def test_the_tests_run_on_all_cores_unless_a_debugger_is_asked_for(start):
    assert start.pytest_arguments(["-k", "months"]) == ["-n", "auto", "-k", "months"]
    assert start.pytest_arguments(["--pdb"]) == ["--pdb"]


def test_the_tests_run_after_both_lists_are_installed_and_hand_on_their_exit_code(start, runs, installed, monkeypatch):
    (installed / "requirements-dev.txt").write_text("b==1\n", encoding="utf-8")
    monkeypatch.setattr(start, "check_venv", lambda: None)
    assert start.main(["test", "-x"]) == 0
    assert [command[-1] for command in runs] == ["requirements.txt", "requirements-dev.txt", "-x"]
    runs.code = 5
    assert start.main(["test"]) == 5


def test_ctrl_c_ends_without_a_trace(start, capsys, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "make_venv", interrupted)
    assert start.main(["test"]) == 130
    assert "Stopped." in capsys.readouterr().out


def test_a_console_without_chinese_is_spoken_to_in_english():
    environment = dict(os.environ, PYTHONIOENCODING="ascii", PYTHONPATH=str(ROOT))
    command = [sys.executable, "-c", "import start; start.say('Hello', '你好')"]
    assert subprocess.run(command, env=environment, capture_output=True, check=True).stdout.split() == [b"Hello"]
