"""SARIF of real programs passes the validator: the bundled tree, all fixtures of rules as one program, and
everything that lies in testcases/ as one tree."""

import json
from pathlib import Path

import pytest

import sarif_tool
from critlint import parse

TESTCASES = Path(__file__).resolve().parents[1] / "testcases"
PROGRAMS = {
    "firmware": ("firmware", []),
    "rules": ("rules", ["--add-arg", f"-idirafter{TESTCASES / 'include'}"]),
    "everything": (".", []),
}


@pytest.fixture(params=PROGRAMS)
def log(request, critlint, run, tmp_path):
    """(SARIF file, the same run's JSON report) of one program, with everything shown."""
    folder, options = PROGRAMS[request.param]
    path = tmp_path / "out.sarif"
    done = run([critlint, "check", "--tier", "C", "--show-suppressed", *options, "--output", f"sarif={path}",
                "--format", "json", "."], cwd=TESTCASES / folder, timeout=120)
    assert done.returncode == 1, done.stderr
    return path, parse(done.stdout)


def test_sarif_passes_the_validator(log):
    path, report = log
    assert len(report.findings) >= 20
    assert sarif_tool.validate(path) == []


def test_sarif_says_the_same_as_json(log):
    path, report = log
    run = json.loads(path.read_text(encoding="utf-8"))["runs"][0]
    places = []
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        places.append((result["ruleId"], place["artifactLocation"]["uri"], place["region"]["startLine"]))
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert places == [(finding.code, finding.path, finding.line) for finding in report.findings]


def test_validator_sees_a_broken_log(log, tmp_path):
    path, _ = log
    data = json.loads(path.read_text(encoding="utf-8"))
    data["runs"][0]["results"][0]["ruleIndex"] = 999
    broken = tmp_path / "broken.sarif"
    broken.write_text(json.dumps(data), encoding="utf-8")
    assert sarif_tool.validate(broken) != []


def test_fingerprints_tell_findings_apart(log):
    """Consumers match results over time by them: two results with one print are one to them."""
    path, _ = log
    results = json.loads(path.read_text(encoding="utf-8"))["runs"][0]["results"]
    prints = [(result["ruleId"], result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
               result["partialFingerprints"]["primaryLocationLineHash"]) for result in results]
    lines = {(result["ruleId"], result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
              result["locations"][0]["physicalLocation"]["region"]["startLine"]) for result in results}
    assert len(set(prints)) == len(lines)


def test_functions_are_logical_locations(log):
    path, _ = log
    steps = 0
    for result in json.loads(path.read_text(encoding="utf-8"))["runs"][0]["results"]:
        flows = [flow for code in result.get("codeFlows", []) for flow in code["threadFlows"]]
        places = [step["location"] for flow in flows for step in flow["locations"]]
        for place in result["locations"] + places:
            for logical in place.get("logicalLocations", []):
                assert logical["kind"] == "function" and logical["name"] == logical["fullyQualifiedName"]
                steps += 1
        if result["ruleId"].startswith("CRIT1"):
            assert result["locations"][0]["logicalLocations"]
    assert steps > 50


def test_what_readers_stumble_over(log):
    """GitHub refuses a file, GitLab drops a result, viewers lose text: each for one of these."""
    path, _ = log
    (run,) = json.loads(path.read_text(encoding="utf-8"))["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        assert len(rule["fullDescription"]["text"]) <= 1024 and len(rule["properties"]["tags"]) <= 10
        assert "security-severity" not in rule["properties"]
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
    for result in run["results"]:
        assert result["message"].keys() == {"text"} and len(result["message"]["text"]) <= 2048
        assert len(result["locations"]) == 1 and 0 < result["rank"] < 90
        assert all(link["message"]["text"] for link in result.get("relatedLocations", []))
        for flow in [flow for code in result.get("codeFlows", []) for flow in code["threadFlows"]]:
            for step in flow["locations"]:
                assert "index" not in step and step["nestingLevel"] >= 1
                assert step["location"]["message"]["text"]
                assert step["location"]["physicalLocation"]["region"]["startLine"]
