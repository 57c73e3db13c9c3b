"""What describes a cluster to other programs: compose.yaml and deploy/kuberay.yaml.

No Docker engine and no Kubernetes run here. The first is read by an implementation of the Compose
specification; of the second Kubernetes's own schemas check all but what is KubeRay's, which is held
against ``RAY_CLUSTER``, written down from the types of KubeRay 1.4.
"""

import re
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml
from compose_spec import PyCompose

from mnist_core.base.settings import Settings
from mnist_core.base.source import ROOT

KUBERNETES = "1.34"
PODS = {"type": "object", "required": ["spec"]}
WORDS = {"type": "object", "additionalProperties": {"type": "string"}}
COUNT = {"type": "integer", "minimum": 0}
RAY_CLUSTER = {
    "type": "object", "additionalProperties": False, "required": ["headGroupSpec"],
    "properties": {
        "rayVersion": {"type": "string"},
        "headGroupSpec": {
            "type": "object", "additionalProperties": False,
            "required": ["rayStartParams", "template"],
            "properties": {"serviceType": {"enum": ["ClusterIP", "NodePort", "LoadBalancer"]},
                           "rayStartParams": WORDS, "template": PODS}},
        "workerGroupSpecs": {"type": "array", "items": {
            "type": "object", "additionalProperties": False,
            "required": ["groupName", "minReplicas", "maxReplicas", "rayStartParams", "template"],
            "properties": {"groupName": {"type": "string"}, "replicas": COUNT,
                           "minReplicas": COUNT, "maxReplicas": COUNT, "rayStartParams": WORDS,
                           "template": PODS}}}}}


def interpolated(text: str, **variables: str) -> str:
    """As Compose does it: ``${NAME:-default}``."""
    return re.sub(r"\$\{(\w+):-([^}]*)\}",
                  lambda found: variables.get(found[1]) or found[2], text)


@pytest.fixture
def compose() -> dict[str, Any]:
    text = interpolated((ROOT / "compose.yaml").read_text(), CLUSTER_SECRET="f" * 64)
    read = yaml.safe_load(text)
    return {name: value for name, value in read.items() if not name.startswith("x-")}


def test_compose_is_what_the_specification_says(compose: dict[str, Any]) -> None:
    known = PyCompose.from_yaml(yaml.safe_dump(compose))
    assert sorted(known.service_names()) == ["cluster", "database", "head", "lab", "node",
                                             "objects"]
    broken = {**compose, "services": {"lab": {"volumes": 3}}}
    with pytest.raises(ValueError):
        PyCompose.from_yaml(yaml.safe_dump(broken))


def test_without_a_cluster_only_the_lab_starts(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert [name for name in services if "profiles" not in services[name]] == ["lab"]
    assert not {"MNIST_DATABASE_URL", "MNIST_LAUNCHER"} & set(services["lab"]["environment"])


def test_all_of_a_cluster_are_told_the_same_settings_which_the_lab_knows(
        compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    cluster, node, head = (compose["services"][name]["environment"]
                           for name in ("cluster", "node", "head"))
    for name in ("MNIST_DATABASE_URL", "MNIST_ARTIFACTS_URL", "RAY_AUTH_TOKEN"):
        assert cluster[name] == node[name] == head[name]
    for name, value in cluster.items():
        if name.startswith("MNIST_") and value:
            monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)
    assert settings.launcher == "ray://head:10001"
    assert settings.database_url == f"postgresql+psycopg://lab:{'f' * 64}@database/lab"


def parts() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((ROOT / "deploy" / "kuberay.yaml").read_text()))


def check_pod(pod: dict[str, Any]) -> None:
    kubernetes_validate.validate({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"},
                                  **pod}, KUBERNETES, strict=True)


def test_kubernetes_parts_are_what_its_schemas_say() -> None:
    cluster, *others = parts()
    assert [one["kind"] for one in others] == ["Deployment", "Service"]
    for one in others:
        kubernetes_validate.validate(one, KUBERNETES, strict=True)
    spec = cluster["spec"]
    jsonschema.validate(spec, RAY_CLUSTER)
    pods = [spec["headGroupSpec"]["template"],
            *(group["template"] for group in spec["workerGroupSpecs"])]
    for pod in pods:
        check_pod(pod)
    pods[0]["spec"]["containers"][0]["imagePullPolicie"] = "Always"
    with pytest.raises(kubernetes_validate.ValidationError):
        check_pod(pods[0])


def test_nodes_and_server_get_the_same_secret_and_the_server_finds_the_head() -> None:
    cluster, deployment, service = parts()
    spec = cluster["spec"]
    templates = [spec["headGroupSpec"]["template"],
                 *(group["template"] for group in spec["workerGroupSpecs"]),
                 deployment["spec"]["template"]]
    containers = [template["spec"]["containers"][0] for template in templates]
    assert {container["envFrom"][0]["secretRef"]["name"] for container in containers} == {
        "mnist-lab"}
    assert len({container["image"] for container in containers}) == 1
    server = {one["name"]: one.get("value") for one in containers[-1]["env"]}
    # KubeRay calls the head's service so
    assert server["MNIST_LAUNCHER"] == f"ray://{cluster['metadata']['name']}-head-svc:10001"
    assert service["spec"]["selector"] == deployment["spec"]["selector"]["matchLabels"]
    pinned = re.findall(r"^ray==(\S+)", (ROOT / "requirements-cluster.txt").read_text(), re.M)
    assert [spec["rayVersion"]] == pinned
