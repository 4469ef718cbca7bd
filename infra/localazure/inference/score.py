"""POST /score, as the registry's Llama images take it: `input_data.input_string` and `input_data.parameters`.

Shapes: the images' own scoring code and model cards; that 424 wraps what they refuse is documented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from localazure.inference import refusals
from localazure.inference.calls import parsed, validated
from localazure.inference.generation import Limits, generate
from localazure.inference.requests import Message, ScoreParameters, ScoreRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from localazure.inference.calls import Call

COMPLETIONS = "completions"
EXPECTED = {
    True: '{"input_data": {"input_string": ["str1", "str2", ...], "parameters": {"k1":"v1", "k2":"v2"}}}',
    False: '{"input_data": {"input_string": [{"role":"user", "content": "str1"}, {"role": "assistant", "content": '
    '"str2"} ....], "parameters": {"k1":"v1", "k2":"v2"}}}',
}


async def post_score(call: Call) -> Response:
    """Continue texts, or answer a chat's last message. Raises RefusalError 424 if the container takes neither."""
    continues = COMPLETIONS in call.target.model.capabilities
    try:
        input_data = validated(ScoreRequest, parsed(await call.request.body())).input_data
    except refusals.RefusalError as refusal:
        raise _not_taken(continues) from refusal
    given = [input_data.input_string] if isinstance(input_data.input_string, str) else input_data.input_string
    texts = [item for item in given if isinstance(item, str)]
    messages = [item for item in given if isinstance(item, Message)]
    wrong = messages if continues else texts
    if wrong:
        raise _not_taken(continues)
    if continues:
        return JSONResponse([_continued(call, texts, input_data.parameters)])
    question = next((message.text for message in reversed(messages) if message.role == "user"), "")
    return JSONResponse(
        {"output": generate(call.target.model.name, question, _limits(input_data.parameters)).text}
    )


def _continued(call: Call, prompts: Sequence[str], parameters: ScoreParameters) -> dict[str, str]:
    """Return the texts by their place; unless told otherwise they begin with the prompt."""
    texts = {}
    for index, prompt in enumerate(prompts):
        text = generate(call.target.model.name, prompt, _limits(parameters)).text
        texts[str(index)] = f"{prompt} {text}" if parameters.return_full_text else text
    return texts


def _limits(parameters: ScoreParameters) -> Limits:
    stop = (parameters.stop,) if isinstance(parameters.stop, str) else tuple(parameters.stop or ())
    return Limits(parameters.max_new_tokens or parameters.max_tokens, stop)


def _not_taken(continues: bool) -> refusals.RefusalError:
    expected = f"Expected input format: \n{EXPECTED[continues]}"
    return refusals.container_failed(400, {"error": expected})
