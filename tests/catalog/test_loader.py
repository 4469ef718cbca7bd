import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from modelstacks.catalog import load
from modelstacks.catalog.loader import ROWS, load_rows
from modelstacks.errors import CatalogError, SpecError


def broken(tmp_path: Path, file: str, row: int, **fields: object) -> str:
    """What the loader says when *fields* of one row of *file* are changed."""
    rows = tmp_path / "rows"
    shutil.copytree(ROWS, rows)
    content = json.loads((rows / file).read_text())
    content[row] |= fields
    (rows / file).write_text(json.dumps(content))
    with pytest.raises(CatalogError) as caught:
        load_rows(rows)
    return str(caught.value).removeprefix(f"{rows}/")


def test_a_wrong_field_is_named_by_file_row_and_field(tmp_path: Path) -> None:
    assert broken(tmp_path, "models/meta.json", 0, modes=["server"]) == (
        "models/meta.json: row Llama-2-7b: field modes.0: Input should be 'serverless', 'managed' or 'foundry'"
    )


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    assert broken(tmp_path, "skus.json", 1, speed=3) == (
        "skus.json: row Standard_NC48ads_A100_v4: field speed: Extra inputs are not permitted"
    )


def test_a_row_without_a_name_is_named_by_its_number(tmp_path: Path) -> None:
    assert broken(tmp_path, "regions.json", 2, name=None) == (
        "regions.json: row number 2: field name: Input should be a valid string"
    )


def test_a_row_of_a_kind_is_named_by_it(tmp_path: Path) -> None:
    kind = json.loads((ROWS / "names.json").read_text())[0]["kind"]
    assert broken(tmp_path, "names.json", 0, odd=1).startswith(f"names.json: row {kind}: field odd: ")


def test_two_rows_of_one_name_are_refused(tmp_path: Path) -> None:
    assert broken(tmp_path, "models/cohere.json", 0, name="Llama-2-7B") == (
        "models: row Llama-2-7b: field name: two rows have this name"
    )


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    shutil.copytree(ROWS, tmp_path / "rows")
    (tmp_path / "rows/skus.json").write_text("[")
    with pytest.raises(CatalogError, match=r"skus\.json: Invalid JSON: EOF while parsing"):
        load_rows(tmp_path / "rows")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"skus\.json: the file can't be read: No such file or directory"):
        load_rows(tmp_path)


def own_rows(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rows.yaml"
    path.write_text(text)
    return path


def test_own_rows_override_fields_and_add_rows(tmp_path: Path) -> None:
    path = own_rows(
        tmp_path,
        """
models:
  - name: phi-4
    version: "9"
    marketplace: {offer_id: my-offer}
regions:
  - {name: atlantis, display_name: Atlantis, geography_group: Sea, physical_location: Deep,
     latitude: 31.0, longitude: -24.0, source: Plato, read: 2026-11-20}
""",
    )
    catalog = load(path)
    model = catalog.model("Phi-4")
    assert (model.version, model.marketplace.offer_id, model.publisher) == ("9", "my-offer", "Microsoft")
    assert catalog.find_region("atlantis") is not None
    assert len(catalog.models) == len(load().models)
    assert load().model("Phi-4").version == "8"


def test_a_part_of_a_row_is_changed_and_the_rest_of_it_stays(tmp_path: Path) -> None:
    before = load().model("Cohere-embed-v3-english").marketplace
    path = own_rows(
        tmp_path,
        "models:\n  - {name: Cohere-embed-v3-english, marketplace: {plan_id: mine}, managed_compute: {source: me}}\n",
    )
    after = load(path).model("Cohere-embed-v3-english")
    assert after.marketplace == before.model_copy(update={"plan_id": "mine"})
    assert after.managed_compute is not None


ONE = "name: X-1\nregistry: r\npublisher: Me\nfirst_party: true\nmodes: [managed]\n"


def test_a_file_may_be_one_models_row(tmp_path: Path) -> None:
    assert load(own_rows(tmp_path, ONE)).model("X-1").publisher == "Me"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            ONE.replace("managed", "managed, magic"),
            "5:18: 'serverless', 'managed' or 'foundry' is expected, not the text",
        ),
        (f"{ONE}models: []\n", "1:1: unknown key 'name'"),
        ("zzz: []\n", "1:1: unknown key 'zzz'; known are models, "),
        ("models:\n  - {name: 7}\n", "2:5: a mapping with a name is expected"),
        ("models:\n  - {version: '7'}\n", "2:5: a mapping with a name is expected"),
        (
            "models:\n  - {name: Phi-4, marketplace: 7}\n",
            "2:32: a mapping (key: value) is expected, not the number 7",
        ),
    ],
)
def test_a_mistake_in_own_rows_has_its_place(tmp_path: Path, text: str, mistake: str) -> None:
    path = own_rows(tmp_path, text)
    with pytest.raises(SpecError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}:{mistake}")


def test_a_limit_that_azure_raised_is_said_in_own_rows(tmp_path: Path) -> None:
    text = "limits:\n  - {area: managed_online, name: endpoints_per_subscription, value: 300, source: ticket 42}\n"
    catalog = load(own_rows(tmp_path, text))
    assert catalog.limit_count("managed_online", "endpoints_per_subscription") == 300
    assert catalog.limit("serverless", "tokens_per_minute_per_deployment") == 200_000
    assert load().limit_count("managed_online", "endpoints_per_subscription") == 100


def test_mistakes_in_own_rows_are_shown_where_they_stand(tmp_path: Path) -> None:
    path = own_rows(
        tmp_path,
        """models:
  - name: Phi-4
    modes: [serverless, magic]
    verson: "9"
  - Phi-3
skuss: []
regions: none
""",
    )
    with pytest.raises(SpecError) as caught:
        load(path)
    assert str(caught.value) == "\n".join(
        [
            f"{path}:3:25: 'serverless', 'managed' or 'foundry' is expected, not the text 'magic'",
            f"{path}:4:5: unknown key 'verson'; did you mean 'version' or 'version_source'?",
            f"{path}:5:5: a mapping with a name is expected",
            f"{path}:6:1: unknown key 'skuss'; did you mean 'skus'?",
            f"{path}:7:10: a list is expected, not the text 'none'",
        ]
    )


def test_an_own_model_needs_only_what_nothing_can_be_done_without(tmp_path: Path) -> None:
    path = own_rows(
        tmp_path,
        "models:\n  - {name: X-1, registry: r, publisher: Me, first_party: true, modes: [managed]}\n  - {name: X-2}\n",
    )
    with pytest.raises(SpecError) as caught:
        load(path)
    assert [str(mistake).removeprefix(f"{path}:") for mistake in caught.value.mistakes] == [
        "3:5: 'first_party' is missing",
        "3:5: 'modes' is missing",
        "3:5: 'publisher' is missing",
        "3:5: 'registry' is missing",
    ]


def test_loading_imports_neither_pulumi_nor_azure() -> None:
    code = "import sys, modelstacks.catalog as c; c.load(); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not {name.split(".")[0] for name in modules.split()} & {"pulumi", "azure", "yaml"}
