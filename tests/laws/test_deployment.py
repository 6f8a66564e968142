"""What ships in deploy/ keeps the promises of docker-compose.yml: closed containers, extraction without a way out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from khabar.queue import worker
from khabar.settings import Settings, variable
from khabar_ingest import parser_pool

ROOT = Path(__file__).parents[2]
KUBERNETES, SYSTEMD = ROOT / "deploy" / "kubernetes", ROOT / "deploy" / "systemd"
WORKLOADS = ("ingest", "worker", "deliver", "api")
UNITS = sorted(path.name for path in SYSTEMD.glob("*.service"))
# Room for the process itself, beside its limited child.
PARENT_BYTES = 600_000_000
PARSERS = Settings.model_fields["parse_processes"].default
SETTINGS = {variable(name) for name in Settings.model_fields}


def documents(name: str) -> list[dict[str, Any]]:
    return [each for each in yaml.safe_load_all((KUBERNETES / name).read_text(encoding="utf-8")) if each]


def pod(name: str) -> dict[str, Any]:
    (found,) = [each for each in documents(f"{name}.yaml") if each["kind"] == "Deployment"]
    spec: dict[str, Any] = found["spec"]["template"]["spec"]
    return spec


def policies() -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each["spec"] for each in documents("network.yaml")}


def option(unit: str, name: str) -> list[str]:
    """Every value of an option in a unit's own file."""
    return re.findall(rf"^{name}=(.*)$", (SYSTEMD / unit).read_text(encoding="utf-8"), re.MULTILINE)


# Settings that compose's containers don't take from .env: servers and addresses are its own, folders the images', and
# the rest is about `khabar up`.
OF_COMPOSE = {
    "KHABAR_DATABASE_URL", "KHABAR_REDIS_URL", "KHABAR_API_HOST", "KHABAR_API_PORT", "KHABAR_API_KEYS",
    "KHABAR_DATA_DIR", "KHABAR_PULSE_FILE", "KHABAR_DATABASE_ACCOUNT", "KHABAR_WORKERS", "KHABAR_METRICS_HOST",
    "KHABAR_METRICS_PORT",
}  # fmt: skip
# Nobody but the API needs them, and two are secrets.
OF_THE_API = {
    "KHABAR_API_RATE_LIMIT", "KHABAR_API_CORS", "KHABAR_CURSOR_SECRET", "KHABAR_DATABASE_READ_URL",
    "KHABAR_TRUSTED_PROXIES",
}  # fmt: skip


@pytest.mark.parametrize("name", ["migrate", *WORKLOADS])
def test_what_is_set_in_the_file_of_settings_reaches_every_container(name: str) -> None:
    environment = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"][name][
        "environment"
    ]

    from_outside = {key for key, value in environment.items() if value is None or value.startswith(f"${{{key}:-")}
    assert from_outside == SETTINGS - OF_COMPOSE - (OF_THE_API if name != "api" else set())


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_pod_takes_every_setting_and_every_secret_that_is_set(name: str) -> None:
    spec = pod(name)

    sources = [{kind: source["name"] for kind, source in each.items()} for each in spec["containers"][0]["envFrom"]]
    assert sources == [{"configMapRef": "khabar"}, {"secretRef": "khabar"}]


def test_the_kustomization_names_every_manifest() -> None:
    (found,) = documents("kustomization.yaml")

    assert sorted(found["resources"]) == sorted(
        path.name for path in KUBERNETES.glob("*.yaml") if path.name != "kustomization.yaml"
    )


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_pod_runs_closed(name: str) -> None:
    spec = pod(name)

    assert spec["automountServiceAccountToken"] is False
    assert (spec["securityContext"]["runAsNonRoot"], spec["securityContext"]["runAsUser"]) == (True, 10001)
    for container in [*spec["initContainers"], *spec["containers"]]:
        assert container["securityContext"] == {
            "readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]},
        }  # fmt: skip
        assert "memory" in container["resources"]["limits"]
        assert {each["name"] for each in container.get("env", [])} <= SETTINGS


@pytest.mark.parametrize(
    ("name", "children"), [("ingest", parser_pool.MEMORY_BYTES * PARSERS), ("worker", worker.MEMORY_BYTES)]
)
def test_a_pod_outlives_a_child_at_its_limit(name: str, children: int) -> None:
    limit = pod(name)["containers"][0]["resources"]["limits"]["memory"]

    assert int(limit.removesuffix("Gi")) * 2**30 >= children + PARENT_BYTES


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_pod_is_stopped_as_patiently_as_by_compose_and_has_a_probe(name: str) -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"][name]
    patience = int(compose.get("stop_grace_period", "10s").removesuffix("s"))
    spec = pod(name)

    assert spec["terminationGracePeriodSeconds"] >= patience
    assert "readinessProbe" in spec["containers"][0]
    assert spec["containers"][0]["image"] == compose["image"]


def test_the_config_map_holds_settings_and_no_secret() -> None:
    (config, _) = documents("settings.yaml")

    assert set(config["data"]) <= SETTINGS - {
        "KHABAR_DATABASE_URL", "KHABAR_DATABASE_READ_URL", "KHABAR_REDIS_URL", "KHABAR_CURSOR_SECRET",
    }  # fmt: skip


def test_extraction_reaches_the_two_servers_and_nothing_else() -> None:
    found = policies()
    outside = found["to-publishers"]["podSelector"]["matchExpressions"][0]["values"]
    ports = {port["port"] for rule in found["to-servers"]["egress"] for port in rule["ports"]}
    blocks = [to for rule in found["to-servers"]["egress"] for to in rule["to"] if "ipBlock" in to]

    assert (found["closed"]["podSelector"], found["closed"]["policyTypes"]) == ({}, ["Ingress", "Egress"])
    assert outside == ["ingest", "deliver"]
    assert (ports, blocks) == ({5432, 6379, 53}, [])
    assert option("khabar-worker@.service", "IPAddressDeny") == ["any"]
    assert option("khabar-worker@.service", "IPAddressAllow") == ["localhost"]


def test_every_unit_gets_the_hardening() -> None:
    shared = (SYSTEMD / "khabar-.service.d" / "hardening.conf").read_text(encoding="utf-8")

    # The folder's name is the prefix that gives it to a unit.
    assert [name for name in UNITS if not name.startswith("khabar-")] == []
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "User=khabar"):
        assert f"\n{line}\n" in shared


@pytest.mark.parametrize("unit", [name for name in UNITS if name != "khabar-migrate.service"])
def test_a_service_waits_for_the_tables_and_comes_back(unit: str) -> None:
    assert option(unit, "Requires") == ["khabar-migrate.service"]
    assert option(unit, "Restart") == ["always"]
    assert unit.replace("@.", "@1.") in option("khabar.target", "Wants")[0]
