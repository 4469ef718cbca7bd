"""`modelstacks snippets`, for models deployed in the local Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.cli.snippets import _write
from modelstacks.errors import UsageError
from modelstacks.inference.snippets.samples import SampleEndpoint, Snippet, samples_for

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine
    from deployed_models import DeployedModels

pytestmark = pytest.mark.slow
PLACE = SampleEndpoint("chat", "https://host/chat", "Phi-4", "chat")


@pytest.fixture
def modelstacks(modelstacks: CommandLine, deployed: DeployedModels) -> CommandLine:
    """The commands of an owner."""
    return modelstacks.within(deployed.estate.azure.env())


def test_without_a_language_it_lists_them(modelstacks: CommandLine, deployed: DeployedModels) -> None:
    ended = modelstacks("snippets", "phi", deployed.spec)
    assert ended.code == 0, ended.err
    assert ended.out.index("python-openai") < ended.out.index("python-azure-ai-inference")
    assert "pip install openai" in ended.out


def test_one_language_is_printed_ready_to_run(modelstacks: CommandLine, deployed: DeployedModels) -> None:
    ended = modelstacks("snippets", "phi", deployed.spec, "--lang", "python")
    assert ended.out.startswith('"""Chat with Phi-4, deployed as phi: openai.\n')
    assert 'export AZURE_INFERENCE_CREDENTIAL="$(modelstacks key phi)"' in ended.out
    assert not [key for key in deployed.keys.values() if key in ended.out]


def test_all_are_written(modelstacks: CommandLine, deployed: DeployedModels, tmp_path: Path) -> None:
    ended = modelstacks("snippets", "phi", deployed.spec, "--write", tmp_path)
    assert ended.code == 0, ended.err
    written = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file())
    assert written == [
        "chat.sh",
        "chat_azure_ai_inference.py",
        "chat_azure_rest.mjs",
        "chat_langchain.py",
        "chat_litellm.py",
        "chat_openai.mjs",
        "chat_openai.py",
        "chat_requests.py",
        "csharp-openai/chat/Program.cs",
        "csharp/chat/Program.cs",
    ]


def test_a_changed_file_is_kept_unless_forced(
    modelstacks: CommandLine, deployed: DeployedModels, tmp_path: Path
) -> None:
    arguments = ("snippets", "phi", deployed.spec, "--lang", "curl", "--write", tmp_path)
    mine = tmp_path / "chat.sh"
    mine.write_text("mine")
    ended = modelstacks(*arguments)
    assert (ended.code, mine.read_text()) == (2, "mine")
    assert ended.err == f"These files exist and differ: {mine}.\nAdd --force to overwrite them.\n"
    assert modelstacks(*arguments, "--force").code == 0
    assert modelstacks(*arguments).code == 0


def test_what_was_written_is_said_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = samples_for(PLACE, "curl")[0]
    snippet = Snippet(sample, "a/chat.sh", "grüße\n")
    folder = tmp_path / "[red]"
    for _ in range(2):
        _write([snippet], folder, force=False)
        assert capsys.readouterr().err == f"{folder}/a/chat.sh\n"
    assert (folder / "a" / "chat.sh").read_text(encoding="utf-8") == "grüße\n"
    (folder / "other.sh").write_text("mine")
    others = [snippet, Snippet(sample, "a/chat.sh", "x"), Snippet(sample, "other.sh", "x")]
    with pytest.raises(UsageError) as refused:
        _write(others, folder, force=False)
    assert str(refused.value) == (
        f"These files exist and differ: {folder}/a/chat.sh, {folder}/other.sh.\nAdd --force to overwrite them."
    )


def test_a_folder_that_nothing_can_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    snippet = Snippet(samples_for(PLACE, "curl")[0], "chat.sh", "x")
    with pytest.raises(UsageError) as refused:
        _write([snippet], tmp_path / "file", force=False)
    assert str(refused.value) == (
        f"{tmp_path}/file/chat.sh can't be written: File exists.\nName another folder."
    )


def test_an_unknown_language_lists_the_known(modelstacks: CommandLine, deployed: DeployedModels) -> None:
    ended = modelstacks("snippets", "phi", deployed.spec, "--lang", "cobol")
    assert ended.code == 2
    assert ended.err.startswith("There is no sample 'cobol' for phi (Phi-4).\nThere are: python-openai, ")


def test_a_folder_that_cannot_be_is_named(
    modelstacks: CommandLine, deployed: DeployedModels, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    ended = modelstacks("snippets", "phi", deployed.spec, "--lang", "curl", "--write", tmp_path / "file")
    assert ended.code == 2
    assert "can't be written: " in ended.err
