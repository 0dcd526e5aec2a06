"""deploy/kubernetes: every manifest fits Kubernetes' own schema, and they fit one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import kubernetes_validate
import pytest
import yaml

from deploy.cluster import ROOT
from tests.serving.dockerfile import instructions

FOLDER = ROOT / "deploy" / "kubernetes"
VERSION = "1.33"


def manifests() -> Iterator[dict[str, Any]]:
    for path in sorted(FOLDER.glob("*.yaml")):
        yield from yaml.safe_load_all(path.read_text(encoding="utf-8"))


BY_KIND = {each["kind"]: each for each in manifests()}
DEPLOYMENT = BY_KIND["Deployment"]
POD = DEPLOYMENT["spec"]["template"]
CONTAINER = POD["spec"]["containers"][0]


def test_all_that_is_needed_is_there():
    """One of each."""
    assert len(list(manifests())) == len(BY_KIND)
    assert set(BY_KIND) == {
        *("Deployment", "PodDisruptionBudget", "Service", "Ingress"),
        *("HorizontalPodAutoscaler", "NetworkPolicy"),
    }


@pytest.mark.parametrize("kind", sorted(BY_KIND))
def test_every_manifest_fits_the_schema(kind: str):
    """Strictly: a name that Kubernetes does not know is refused."""
    kubernetes_validate.validate(BY_KIND[kind], VERSION, strict=True)


@pytest.mark.parametrize("kind", ["Deployment", "PodDisruptionBudget", "Service", "NetworkPolicy"])
def test_they_are_about_the_same_pods(kind: str):
    """What each selects is what the pods are labelled with."""
    spec = BY_KIND[kind]["spec"]
    selector = spec.get("selector") or spec["podSelector"]
    labels = POD["metadata"]["labels"]
    assert selector.get("matchLabels", selector) == labels


def test_they_name_one_another_rightly():
    """From the ingress to the service, its port and the container's; from scaling to the pods."""
    rule = BY_KIND["Ingress"]["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    service = BY_KIND["Service"]
    port = service["spec"]["ports"][0]
    assert rule == {"name": service["metadata"]["name"], "port": {"name": port["name"]}}
    assert port["targetPort"] == CONTAINER["ports"][0]["name"]
    assert BY_KIND["NetworkPolicy"]["spec"]["ingress"][0]["ports"] == [{"port": port["targetPort"]}]
    scaled = BY_KIND["HorizontalPodAutoscaler"]["spec"]
    assert scaled["scaleTargetRef"]["name"] == DEPLOYMENT["metadata"]["name"]
    assert scaled["minReplicas"] == DEPLOYMENT["spec"]["replicas"]
    assert BY_KIND["PodDisruptionBudget"]["spec"]["minAvailable"] < scaled["minReplicas"]


def test_the_pods_are_what_the_dockerfile_makes():
    """Its user and port; a tree that can only be read, no rights, a readiness that is the app's."""
    said = {step.name: step.text for step in instructions((ROOT / "Dockerfile").read_text())}
    user = POD["spec"]["securityContext"]
    assert said["USER"] == f"{user['runAsUser']}:{user['runAsGroup']}"
    assert said["EXPOSE"] == str(CONTAINER["ports"][0]["containerPort"])
    assert CONTAINER["securityContext"]["readOnlyRootFilesystem"]
    assert CONTAINER["securityContext"]["capabilities"]["drop"] == ["ALL"]
    assert f"{CONTAINER['readinessProbe']['httpGet']['path']}'" in said["HEALTHCHECK"]
