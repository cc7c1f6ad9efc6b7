"""Microsoft's SARIF validator with GitHub's upload policy, as a list of problems.

    problems = sarif_tool.validate("out.sarif")

The validator comes from npm (npm_tool.py). Where it cannot be had the calling test is skipped with the
reason; with CI=true that is a failure.
"""

import json
import os
import platform
import subprocess
import tempfile
from pathlib import Path

import npm_tool

PACKAGE = "@microsoft/sarif-multitool-linux"
VERSION = "5.7.0"

# What GitHub rejects at upload. These rules are off unless a policy switches them on.
REJECTED_BY_GITHUB = (
    "GH1001.ProvideRequiredLocationProperties",
    "GH1002.InlineThreadFlowLocations",
    "GH1003.ProvideRequiredRegionProperties",
    "GH1004.ReviewArraysThatExceedConfigurableDefaults",
    "GH1005.LocationsMustBeRelativeUrisOrFilePaths",
    "GH1006.ProvideCheckoutPath",
    "GH1007.ProvideFullyFormattedMessageStrings",
    "SARIF2007.ExpressPathsRelativeToRepoRoot",
)
# The first contradicts the policy above; the second asks the network.
NOT_WANTED = ("SARIF2016.FileUrisShouldBeRelative", "SARIF2006.UrlsShouldBeReachable")


def tool():
    """The validator's program, installed if need be."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        npm_tool.missing(PACKAGE, "it is a program for Linux on x86-64")
    program = npm_tool.package(PACKAGE, VERSION) / "Sarif.Multitool"
    if not program.is_file():
        npm_tool.missing(PACKAGE, f"the package holds no {program.name}")
    program.chmod(program.stat().st_mode | 0o100)
    return program


def _policy():
    rows = [(name, "Error") for name in REJECTED_BY_GITHUB] + [(name, "Disabled") for name in NOT_WANTED]
    options = "".join(
        f"<Properties Key='{name}.Options'><Property Key='RuleEnabled' Value='{value}'/></Properties>\n"
        for name, value in rows)
    return f"<?xml version='1.0' encoding='utf-8'?>\n<Properties>\n{options}</Properties>\n"


def _words(result):
    message = result.get("message", {})
    return message.get("text") or " ".join(message.get("arguments", []))


def validate(path):
    """One line for each error and warning, [] for a good file. Notes are advice and do not count.

    The validator's exit status is 0 whatever it finds, so its own report is read.
    """
    program = tool()
    path = Path(path).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        policy = Path(scratch) / "policy.xml"
        report = Path(scratch) / "report.sarif"
        policy.write_text(_policy(), encoding="utf-8")
        command = [program, "validate", path, "--config", policy, "--rule-kind", "Sarif;Ghas",
                   "--level", "Error;Warning;Note", "--max-file-size-in-kb", "200000",
                   "--output", report, "--log", "ForceOverwrite"]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              errors="replace", timeout=120, check=False, stdin=subprocess.DEVNULL,
                              env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
        if done.returncode != 0 or not report.is_file():
            return [f"the validator failed with status {done.returncode}: {done.stdout}{done.stderr}"]
        run = json.loads(report.read_text(encoding="utf-8-sig"))["runs"][0]
    problems = [f"{result.get('level', 'warning')} {result['ruleId']}: {_words(result)}"
                for result in run.get("results", []) if result.get("level", "warning") != "note"]
    for invocation in run["invocations"]:
        notices = [notice for kind in ("toolExecutionNotifications", "toolConfigurationNotifications")
                   for notice in invocation.get(kind, [])]
        problems += [f"fatal: {_words(notice)}" for notice in notices if notice.get("level") == "error"]
    if "1 files scanned" not in done.stdout:
        problems.append(f"the validator did not read {path.name}: {done.stdout}")
    return problems
