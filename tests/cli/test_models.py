import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from modelstacks.catalog import load
from modelstacks.cli.models import models
from modelstacks.errors import SpecError, UsageError

app = typer.Typer()
app.command()(models)


def output_of(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def names_in(*filters: str) -> set[str]:
    return {row["name"] for row in json.loads(output_of(*filters, "--output", "json"))}


def test_the_list_holds_every_model() -> None:
    lines = output_of().splitlines()
    assert lines[0].split() == ["model", "task", "modes", "serverless", "regions", "Marketplace", "lifecycle"]
    count = len(load().models)
    assert lines[-1] == f"{count} of {count} models; ? = unknown, no source says"
    assert len(lines) == count + 2


@pytest.mark.parametrize(
    ("filters", "some", "none"),
    [
        (["--capability", "embeddings"], "Cohere-embed-v3-multilingual", "Phi-4"),
        (["--mode", "managed"], "Llama-3.2-3B-Instruct", "Cohere-embed-v3-multilingual"),
        (["--publisher", "meta"], "Llama-3.3-70B-Instruct", "Phi-4"),
        (["--mode", "serverless", "--region", "swedencentral"], "Phi-4", "Llama-2-7b"),
        (["--not-retired"], "Llama-3.3-70B-Instruct", "Llama-2-7b"),
    ],
)
def test_the_list_is_filtered(filters: list[str], some: str, none: str) -> None:
    names = names_in(*filters)
    assert some in names
    assert none not in names


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gpt-oss-120b", "GlobalStandard; format OpenAI-OSS, version 1; sold by Azure"),
        ("Cohere-command-a", "GlobalStandard; format Cohere, version ?; sold by Azure"),
        ("Codestral-2501", "GlobalStandard; format Mistral AI, version 2; sold by Mistral AI"),
        ("Llama-2-7b", "?"),
    ],
)
def test_a_model_says_how_it_is_deployed_on_foundry(name: str, said: str) -> None:
    (line,) = [each for each in output_of(name).splitlines() if each.startswith("on Foundry")]
    assert line.removeprefix("on Foundry").strip() == said


def test_a_region_shows_what_is_offered_there_and_what_is_unknown() -> None:
    cells = {
        line.split()[0]: line for line in output_of("--region", "swedencentral").splitlines() if " ? " in line
    }
    assert "Llama-4-Scout-17B-16E-Instruct" in cells
    assert "Phi-4" not in cells


def test_one_model_is_shown_with_what_is_known_and_how_sure() -> None:
    shown = {
        line[:16].strip(): line[16:].strip() for line in output_of("llama-3.3-70b-instruct").splitlines()
    }
    assert shown["model"] == "Llama-3.3-70B-Instruct"
    assert shown["id"] == "azureml://registries/azureml-meta/models/Llama-3.3-70B-Instruct/versions/4"
    assert shown["offer"] == "metagenai / llama-3-3-70b-instruct-offer"
    assert shown["VM sizes"] == "?"
    assert shown["lifecycle"].endswith("2027-01-31 (third-party)")
    assert shown["/info"] == "Llama-3.3-70B-Instruct, chat-completions, Meta (assumed)"


def offered_in(name: str) -> tuple[str, ...]:
    offer = load().model(name).serverless_offer
    assert offer
    return offer.regions


def facts(name: str, *more: str) -> dict[str, str]:
    return {line[:16].strip(): line[16:].strip() for line in output_of(name, *more).splitlines()}


@pytest.mark.parametrize(
    ("name", "tools", "safety", "shared"),
    [
        ("AI21-Jamba-1.5-Mini", "yes", "serverless yes", "?"),
        ("DeepSeek-R1", "no", "serverless yes", "?"),
        ("Cohere-embed-v3-english", "?", "serverless no", "?"),
        ("Meta-Llama-3-8B", "?", "serverless ?", "?"),
        ("Llama-2-7b", "?", "serverless yes", "yes"),
    ],
)
def test_yes_no_and_unknown_are_three_answers(name: str, tools: str, safety: str, shared: str) -> None:
    shown = facts(name)
    assert (shown["tool calling"], shown["content safety"], shown["shared quota"]) == (tools, safety, shared)


@pytest.mark.parametrize(
    ("name", "there", "regions"),
    [
        ("Phi-4", "yes", str(len(offered_in("Phi-4")))),
        ("Phi-4-reasoning", "no", str(len(offered_in("Phi-4-reasoning")))),
        ("DeepSeek-V3.1", "?", "?"),
        ("DeepSeek-V3.2", "-", "-"),
    ],
)
def test_the_list_has_a_region_s_answer_or_in_how_many_it_is_offered(
    name: str, there: str, regions: str
) -> None:
    def cell(*filters: str) -> str:
        (line,) = [each for each in output_of(*filters).splitlines() if each.split()[0] == name]
        return re.split("  +", line)[3]

    assert (cell("--region", "swedencentral"), cell()) == (there, regions)


@pytest.mark.parametrize(
    ("name", "need"),
    [("AI21-Jamba-1.5-Mini", "yes"), ("DeepSeek-R1", "no"), ("Cohere-command-a", "no (assumed)")],
)
def test_the_list_says_whether_a_marketplace_subscription_is_needed(name: str, need: str) -> None:
    (line,) = [each for each in output_of().splitlines() if each.split()[0] == name]
    assert re.split("  +", line)[4] == need


def test_one_model_as_json_is_its_row() -> None:
    row = json.loads(output_of("Phi-4", "--output", "json"))
    assert (row["name"], row["version"], row["marketplace"]["serverless"]) == ("Phi-4", "8", False)


def renamed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows under new names, so that no packaged row fills in what was lost."""
    return [row | {"name": f"own-{row['name']}"} for row in rows]


def test_every_row_that_is_printed_can_be_read_back_as_a_row_of_ones_own(tmp_path: Path) -> None:
    printed = output_of("--output", "json")
    own = tmp_path / "rows.json"
    own.write_text(json.dumps(renamed(json.loads(printed)), indent=2))
    read = {model.name: model for model in load(own).models}
    for model in load().models:
        assert read[f"own-{model.name}"].model_copy(update={"name": model.name}) == model
    own.write_text(printed)
    assert load(own).models == load().models


def test_one_row_that_is_printed_can_be_read_back_alone(tmp_path: Path) -> None:
    own = tmp_path / "rows.json"
    [row] = renamed([json.loads(output_of("Phi-4", "--output", "json"))])
    own.write_text(json.dumps(row))
    assert json.loads(output_of("own-Phi-4", "--rows", str(own), "--output", "json")) == row
    own.write_text(json.dumps(row | {"task": 7}, indent=2))
    with pytest.raises(SpecError, match=f"^{own}:{1 + list(row).index('task') + 1}:11: text is expected"):
        output_of("--rows", str(own))


def test_own_rows_are_listed_too(tmp_path: Path) -> None:
    own = tmp_path / "rows.yaml"
    own.write_text(
        "models:\n  - {name: X-1, registry: r, publisher: Me, first_party: true, modes: [managed]}\n"
    )
    assert names_in("--rows", str(own), "--publisher", "me") == {"X-1"}
    assert "(version unknown)" in output_of("X-1", "--rows", str(own))


def test_an_unknown_model_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no model 'Phi-9' in the catalogue; did you mean"):
        output_of("Phi-9")


def test_it_imports_neither_pulumi_nor_azure() -> None:
    code = (
        "import sys, typer; from modelstacks.cli.models import models; a = typer.Typer(); a.command()(models)\n"
        "try: a(['Phi-4'])\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "modelstacks.catalog.loader" in run.stderr
    assert not {name.split(".")[0] for name in run.stderr.split()} & {"pulumi", "azure"}
