"""What pyproject.toml cannot say of the wheel: where the files at the source's root go.

``mnist_core`` and ``dashboard`` are packages as they stand. app.py, the pages' scripts, the
reference runs and what else lies beside them become the folder ``mnist_drilldown``, since names
such as ``pages`` are not ours to take in an environment; ``base/source.py`` finds them.
"""

from setuptools import find_namespace_packages, setup

FOLDER = "mnist_drilldown"

setup(
    # which is not a module of the folder
    script_name="setup.py",
    packages=[FOLDER, f"{FOLDER}.pages",
              *find_namespace_packages(include=["mnist_core*", "dashboard*"],
                                       exclude=["*.node_modules*", "*__pycache__*"])],
    package_dir={FOLDER: ".", f"{FOLDER}.pages": "pages"})
