"""
The only command: makes the virtual environment, installs the pinned packages, fills an empty data directory with the
demonstration agency, and serves. `start.py test` runs the tests. Standard library only, in the grammar of Python 3.6:
a too old Python is told so instead of failing on the grammar.
"""

import argparse
import errno
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
DATABASE = "sixing.duckdb"
UNFINISHED = "demonstration.unfinished"
ADDRESS, PORT, DATA = "localhost", 8501, "data"
HIGHEST_PORT = 65535
SECONDS_TO_END = 10


class Stop(Exception):
    """One sentence a person can act on, in both languages."""

    def __init__(self, english, chinese):
        super().__init__(english, chinese)
        self.english, self.chinese = english, chinese


def say(english, chinese, out=None):
    out = out or sys.stdout
    print(english + "  " + chinese if shows_chinese(out) else english, file=out, flush=True)


def shows_chinese(out):
    try:
        "四型".encode(out.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


# ------------------------------------------------------------------------------------------- what must be so
def check_version(version=None):
    found = tuple((version or sys.version_info)[:2])
    if found < OLDEST:
        raise Stop(
            "This is Python %d.%d, but Sixing needs %d.%d or newer: install that and start with it." % (found + OLDEST),
            "当前是 Python %d.%d，需要 %d.%d 或更新版本：请安装后用新版本启动。" % (found + OLDEST),
        )


def check_port(address, port):
    """Binds the port for a moment, as the server will."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        if os.name == "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a server that just ended is no obstacle
        try:
            probe.bind((address, port))
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise Stop(
                    "There is no address %s on this computer: leave out --address, or name one that exists." % address,
                    "本机没有地址 %s：请去掉 --address 或改成存在的地址。" % address,
                )
            raise Stop(
                "Port %d cannot be used (%s): choose another, such as --port %d."
                % (port, error.strerror, another(port)),
                "端口 %d 无法使用：请换一个，例如 --port %d。" % (port, another(port)),
            )


def another(port):
    return port + 1 if PORT <= port < HIGHEST_PORT else PORT + 1


def check_data(directory):
    """Makes the data directory and writes to it once."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=str(directory)).close()
    except OSError as error:
        raise Stop(
            "The data directory %s cannot be written (%s): change its rights, or name another with --data."
            % (directory, error.strerror),
            "数据目录 %s 无法写入：请修改权限，或用 --data 指定其他目录。" % directory,
        )


def check_venv_module():
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise Stop(
            "This Python lacks the module %s: add it (Debian, Ubuntu: sudo apt install python3-venv) and start again."
            % missing[0],
            "这个 Python 缺少 %s 模块：请先安装（Debian、Ubuntu：sudo apt install python3-venv）再启动。" % missing[0],
        )


# ------------------------------------------------------------------------------------------- packages
def venv_python():
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(arguments, **more):
    """A command in the product's folder; its exit code."""
    environment = dict(os.environ, PYTHONUTF8="1", **more)
    return subprocess.call([str(a) for a in arguments], cwd=str(ROOT), env=environment)


def make_venv():
    """Makes .venv if there is none; a half made one is not left behind."""
    if VENV.exists():
        check_venv()
        return
    check_venv_module()
    say("Making the virtual environment .venv", "正在创建虚拟环境 .venv")
    made = False
    try:
        made = run([sys.executable, "-m", "venv", VENV]) == 0
    finally:
        if not made:
            shutil.rmtree(str(VENV), ignore_errors=True)
    if not made:
        raise Stop(
            "The virtual environment could not be made: see the lines above, and check the disk's space and rights.",
            "无法创建虚拟环境：请看上面的提示，并检查磁盘空间和权限。",
        )


def check_venv():
    works = "import sys, pip; sys.exit(sys.version_info < %r)" % (OLDEST,)
    try:
        broken = subprocess.call([str(venv_python()), "-c", works], cwd=str(ROOT), stderr=subprocess.DEVNULL)
    except OSError:
        broken = True
    if broken:
        raise Stop(
            "The virtual environment %s does not work any more: delete that folder and start again." % VENV,
            "虚拟环境 %s 已损坏：请删除这个文件夹后重新启动。" % VENV,
        )


def install(requirements):
    """Installs a list of packages unless the stamp says that very list is installed."""
    stamp = VENV / (requirements + ".sha256")
    wanted = digest(ROOT / requirements)
    if stamp.exists() and stamp.read_text(encoding="ascii").strip() == wanted:
        return
    say("Installing %s (the first time takes a few minutes)" % requirements, "正在安装所需软件包（首次需要几分钟）")
    pip = [venv_python(), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    code = run(pip + ["install", "--quiet", "-r", requirements])
    if code:
        raise Stop(
            "The packages could not be installed (pip ended with %d, its reason is above): check the network, or name"
            " a mirror you may use in the variable PIP_INDEX_URL, and start again." % code,
            "软件包安装失败：请检查网络，或在环境变量 PIP_INDEX_URL 中设置可用的镜像，再重新启动。",
        )
    stamp.write_text(wanted + "\n", encoding="ascii")


def digest(path):
    """Line ends do not count: git may write them differently on Windows."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


# ------------------------------------------------------------------------------------------- demonstration and server
def fill_demonstration(directory):
    """The demonstration agency, only where there is no data yet."""
    marker = directory / UNFINISHED
    if (directory / DATABASE).exists() and not marker.exists():
        return
    if not marker.exists():
        say("Filling %s with the demonstration agency" % directory, "正在写入示例单位的数据")
        marker.touch()
        if run([venv_python(), "-m", "analytics", "--data", directory, "demo"], SIXING_DATA=str(directory)) == 0:
            marker.unlink()
            return
    raise Stop(
        "The demonstration in %s was not finished: delete that folder and start again." % directory,
        "%s 中的示例数据没有写完：请删除该文件夹后重新启动。" % directory,
    )


def serve(address, port, directory):
    """Runs the server until it ends, or until Ctrl-C or a request to terminate ends both."""
    shown = ADDRESS if address in ("0.0.0.0", "::") else address
    say("Serving on http://%s:%d (Ctrl-C ends)" % (shown, port), "服务已启动，按 Ctrl-C 结束")
    command = [
        str(venv_python()), "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", address,
    ]
    # proxies that are to be believed are named in SIXING_PROXIES alone
    environment = dict(os.environ, PYTHONUTF8="1", SIXING_DATA=str(directory), FORWARDED_ALLOW_IPS="")
    child = subprocess.Popen(command, cwd=str(ROOT), env=environment)

    def pass_on(number, frame):
        child.terminate()
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, pass_on)
    try:
        code = child.wait()
    except KeyboardInterrupt:
        return end(child)
    if code:
        raise Stop(
            "The server ended with %d: the reason is in the lines above." % code,
            "服务已退出：原因见上面的提示。",
        )
    return 0


def end(child):
    """Waits for a server that has been told to end; a second Ctrl-C or a long wait ends it at once."""
    try:
        child.wait(timeout=SECONDS_TO_END)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        child.kill()
        child.wait()
    say("Stopped.", "已停止。")
    return 0


# ------------------------------------------------------------------------------------------- commands
def port_number(word):
    if not word.isdigit() or not 0 < int(word) <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError("a port is a number from 1 to %d" % HIGHEST_PORT)
    return int(word)


def parser():
    options = argparse.ArgumentParser(
        prog="start.py", description="Installs what is needed and serves Sixing.  安装所需软件并启动四型看板。",
        epilog="start.py test [pytest arguments] runs the tests.  运行测试。",
    )
    options.add_argument("--port", type=port_number, default=PORT, help="port to serve on, else %(default)s  端口")
    options.add_argument(
        "--address", default=ADDRESS,
        help="address to listen on, else %(default)s: this computer only; 0.0.0.0 lets others in  监听地址",
    )
    options.add_argument("--data", metavar="DIR", help="data directory, else SIXING_DATA, else data/  数据目录")
    options.add_argument("--no-demo", action="store_true", help="do not fill an empty data directory  不写入示例数据")
    return options


def data_directory(named):
    """As named from where the person stands; the default is beside this file."""
    named = named or os.environ.get("SIXING_DATA")
    return Path(named).absolute() if named else ROOT / DATA


def start(arguments):
    options = parser().parse_args(arguments)
    directory = data_directory(options.data)
    check_port(options.address, options.port)
    check_data(directory)
    make_venv()
    install(RUNTIME)
    if not options.no_demo:
        fill_demonstration(directory)
    return serve(options.address, options.port, directory)


def test(arguments):
    make_venv()
    install(RUNTIME)
    install(DEVELOPMENT)
    say("Running the tests", "正在运行测试")
    return run([venv_python(), "-m", "pytest"] + pytest_arguments(arguments))


def pytest_arguments(arguments):
    """All cores by default; a later -n wins, and a debugger needs one process."""
    return arguments if "--pdb" in arguments else ["-n", "auto"] + arguments


def main(arguments):
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # the help shows question marks where Chinese cannot be shown
    try:
        check_version()
        return test(arguments[1:]) if arguments[:1] == ["test"] else start(arguments)
    except Stop as stop:
        say(stop.english, stop.chinese, sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("Stopped.", "已停止。")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
