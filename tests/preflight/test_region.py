from modelstacks.preflight.asks.workspaces import AskWorkspace, WorkspaceState
from modelstacks.preflight.facts import Absent
from modelstacks.spec import WorkspaceRef
from preflight_builders import found_by
from spec_builders import deployment

UK = deployment("chat", "Llama-3.3-70B-Instruct", mode="serverless", regions=("uksouth",))


def test_a_region_without_an_offer_names_those_that_have_one_nearest_first() -> None:
    [finding] = found_by("region-offer", UK)
    assert finding.message == (
        "Llama-3.3-70B-Instruct is not known to be offered serverless in uksouth. It is offered in, nearest first: "
        "swedencentral, eastus2, eastus, northcentralus, southcentralus, westus3, westus "
        "(region table of 2025-11-24; a hint)."
    )
    assert finding.fix == (
        "Add a workspace in swedencentral under `workspaces` (a deployment lives in its region), or set mode: managed."
    )


def test_ten_deployments_with_one_cause_are_one_finding() -> None:
    deployments = [
        deployment(f"chat{number}", "Cohere-command-r-08-2024", regions=("uksouth",)) for number in range(10)
    ]
    [finding] = found_by("region-offer", *deployments)
    assert len(finding.about) == 10


def test_a_region_with_a_workspace_is_proposed_first() -> None:
    here = deployment("here", "Phi-4", regions=("westus",))
    [finding] = found_by("region-offer", UK, here)
    assert finding.fix == "Add westus to its regions, or set mode: managed."


def test_a_model_of_which_no_region_is_known_can_be_tried() -> None:
    [finding] = found_by("region-offer", deployment("chat", "Llama-4-Scout-17B-16E-Instruct"))
    assert finding.message == (
        "Llama-4-Scout-17B-16E-Instruct is not known to be offered serverless in swedencentral. "
        "No source read lists regions for it."
    )
    assert finding.fix == "Set mode: serverless to try it all the same."


def test_an_offered_region_is_fine() -> None:
    assert found_by("region-offer", deployment()) == []


def test_a_workspace_that_is_not_there_is_an_error() -> None:
    answers = {AskWorkspace("ws-swedencentral"): Absent()}
    [finding] = found_by("workspace-there", deployment(), answers=answers)
    assert finding.message == "The workspace ws-swedencentral is not in the resource group rg-models."
    assert finding.fix == (
        "Make it with stacks/platform, or write `swedencentral: {name: ws-swedencentral, create: true}`."
    )


def test_a_workspace_that_this_stack_makes_need_not_be_there() -> None:
    ref = WorkspaceRef("swedencentral", "ws-swedencentral", create=True, kind="project")
    assert found_by("workspace-there", deployment(), workspaces={"swedencentral": ref}) == []
    assert found_by("workspace-region", deployment(), workspaces={"swedencentral": ref}) == []


def test_a_workspace_in_another_region_is_an_error() -> None:
    answers = {AskWorkspace("ws-swedencentral"): WorkspaceState("eastus2", "Project")}
    [finding] = found_by("workspace-region", deployment(), answers=answers)
    assert finding.message == "The workspace ws-swedencentral is in eastus2, not in swedencentral."
