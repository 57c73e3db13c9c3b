"""A real nginx before a dashboard, with the configuration that ``deploy/`` hands out."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template

import pytest

from mnist_core.base.source import ROOT
from tests.servers.serving import free_port
from tests.waiting import wait_until

# Debian keeps it out of an ordinary user's path
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
HOW_TO_GET_IT = "nginx is missing: install it with `apt-get install -y nginx-light`."
HOST_NAME = "school.example"
"""The server's name in the configuration; the tests' Chromium finds it on this machine."""

MAIN = Template("""
daemon off;
pid $folder/nginx.pid;
error_log $folder/error.log;
$user
events {}
http {
    access_log off;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    include $folder/lab.conf;
}
""")


@contextmanager
def nginx_before(server: str, folder: Path, *changes: tuple[str, str]) -> Iterator[str]:
    """Start nginx before the dashboard at ``server``; yields the host's address in a browser.

    Args:
        folder: for its files.
        changes: of the handed-out configuration: what is replaced, and by what.
    """
    if NGINX is None:
        assert not os.environ.get("REQUIRE_NGINX"), HOW_TO_GET_IT
        pytest.skip(HOW_TO_GET_IT)
    port = free_port()
    lab = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in (("listen 80;", f"listen 127.0.0.1:{port};"),
                     ("http://127.0.0.1:8501", server), *changes):
        assert old in lab, f"deploy/nginx.conf has no `{old}` any more"
        lab = lab.replace(old, new)
    (folder / "lab.conf").write_text(lab)
    # its workers would else be another user's, who may not look into our folder
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.substitute(folder=folder, user=user))
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        wait_until(lambda: (folder / "nginx.pid").exists() or process.poll() is not None,
                   "nginx has started")
        assert process.poll() is None, (folder / "error.log").read_text()
        yield f"http://{HOST_NAME}:{port}"
    finally:
        process.terminate()
        process.wait(20)
