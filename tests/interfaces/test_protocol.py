# SPDX-License-Identifier: MIT
import json

import pytest

from stoneheater.interfaces import protocol
from stoneheater.interfaces.protocol import Request, RpcError, parse


def refusal(line: bytes | str) -> RpcError:
    """The error with which a line is refused."""
    with pytest.raises(RpcError) as refused:
        parse(line.encode() if isinstance(line, str) else line)
    return refused.value


def with_params(text: str) -> str:
    """A request with these params, as they stand."""
    return f'{{"jsonrpc":"2.0","id":1,"method":"m","params":{text}}}'


def with_id(text: str) -> str:
    """A request with this id, as it stands."""
    return f'{{"jsonrpc":"2.0","id":{text},"method":"m"}}'


def test_a_request_is_its_id_its_method_and_its_params() -> None:
    """A well-formed line becomes a request, whatever its order and its spaces."""
    line = b' { "params": {"a": [1, true]}, "method": "m", "id": "x", "jsonrpc": "2.0" }\r'
    assert parse(line) == Request("x", "m", {"a": [1, True]})


def test_params_may_be_left_out() -> None:
    """A verb without parameters needs no params."""
    assert parse(with_id("7").encode()) == Request(7, "m", {})


@pytest.mark.parametrize(
    "line",
    ["", " " * 8192, "null", "true", "51", '"on"', "{", '{"jsonrpc":"2.0"', "{}{}", "\ufeff{}"],
)
def test_F76_what_is_no_object_is_refused_in_one_sentence(line: str) -> None:
    """Spaces, half a message and bare values are refused, each with a sentence."""
    refused = refusal(line)
    assert refused.code in {protocol.NOT_JSON, protocol.NOT_A_REQUEST}
    assert refused.text.endswith(".")
    assert "\n" not in refused.text


def test_F76_bytes_that_are_not_utf8_are_refused_with_their_place() -> None:
    """The sentence says where the text stops being UTF-8."""
    assert refusal(b'{"a":"\xff"}').text == "the message is not UTF-8 at byte 6."


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e309", "-1e999", "9" * 21])
def test_F73_a_number_that_is_none_is_refused_when_it_is_read(number: str) -> None:
    """NaN, infinities and numbers beyond all reach never become a value."""
    assert refusal(with_params(f'{{"temperature":{number}}}')).code == protocol.NOT_JSON


@pytest.mark.parametrize(("number", "value"), [("1e308", 1e308), ("9" * 20, int("9" * 20))])
def test_F73_a_number_just_within_reach_is_read(number: str, value: float) -> None:
    """The largest numbers are read; whether they make sense is for the verb to say."""
    assert parse(with_params(f'{{"t":{number}}}').encode()).params["t"] == value


def test_F76_a_field_that_stands_twice_is_refused() -> None:
    """Two temperatures in one message are no temperature."""
    text = '{"temperature":"50C","temperature":"54C"}'
    assert "'temperature' stands there twice" in refusal(with_params(text)).text


@pytest.mark.parametrize(("depth", "fine"), [(7, True), (8, False), (4000, False)])
def test_F76_a_message_is_eight_levels_deep_at_most(depth: int, fine: bool) -> None:
    """With the message itself as one level, seven more are read and eight are not."""
    line = with_params('{"a":' + "[" * (depth - 1) + "]" * (depth - 1) + "}").encode()
    if fine:
        assert parse(line).method == "m"
    else:
        assert refusal(line).text == "the message is nested deeper than 8 levels."


@pytest.mark.parametrize("text", ['{"a":"[[[[[[[[[["}', r'{"a":"\"[[[[[[[[[["}', r'{"a":"\\"}'])
def test_brackets_within_a_text_are_no_levels(text: str) -> None:
    """Only real nesting counts."""
    assert parse(with_params(text).encode()).method == "m"


def test_F76_a_batch_is_refused() -> None:
    """One message a line: a list of them is not served."""
    assert refusal(f"[{with_id('1')}]").text.startswith("batches are not served")


@pytest.mark.parametrize("version", ['"1.0"', "2.0", "null"])
def test_F76_another_version_of_json_rpc_is_refused(version: str) -> None:
    """Only the text 2.0 is the version."""
    line = f'{{"jsonrpc":{version},"id":1,"method":"m"}}'
    assert refusal(line).code == protocol.NOT_A_REQUEST


def test_F76_a_field_that_no_message_has_is_named() -> None:
    """A slip in a field's name is not passed over."""
    line = '{"jsonrpc":"2.0","id":1,"methd":"m"}'
    assert refusal(line).text == "a message has no field 'methd'."


@pytest.mark.parametrize(
    "text", ["null", "true", "1.5", "[]", '"' + "x" * 65 + '"', str(2**53 + 1)]
)
def test_an_id_that_cannot_be_given_back_is_refused(text: str) -> None:
    """Without a short text or a whole number as id nothing is done."""
    assert "needs an id" in refusal(with_id(text)).text


@pytest.mark.parametrize("value", [0, -1, 2**53, "", "x" * 64])
def test_an_id_is_given_back_as_it_was(value: object) -> None:
    """Whole numbers and texts up to their bounds are ids."""
    assert parse(with_id(json.dumps(value)).encode()).id == value


def test_a_message_without_an_id_does_nothing() -> None:
    """A notification is refused, so that no command goes unanswered."""
    assert "needs an id" in refusal('{"jsonrpc":"2.0","method":"heat.on"}').text


@pytest.mark.parametrize("method", ["null", "5", "[]"])
def test_a_method_is_a_text(method: str) -> None:
    """Nothing but a text names a method."""
    line = f'{{"jsonrpc":"2.0","id":1,"method":{method}}}'
    assert "names its method" in refusal(line).text


@pytest.mark.parametrize("params", ["null", "[]", '["50C"]', '"50C"'])
def test_params_go_by_name(params: str) -> None:
    """A list of params is refused: which is which would be a guess."""
    assert "by name" in refusal(with_params(params)).text


def test_an_answer_is_one_line_with_the_id() -> None:
    """What was asked and what is answered belong together by the id."""
    line = protocol.answer("x", '{"ok":true}')
    assert line == b'{"jsonrpc":"2.0","id":"x","result":{"ok":true}}\n'


def test_an_error_is_one_line_whatever_is_quoted_in_it() -> None:
    """Line ends and halves of characters in a sentence cannot break the line."""
    line = protocol.error(1, 1, "a\nb \ud800 °C")
    assert line.count(b"\n") == 1
    assert json.loads(line)["error"]["message"] == "a\nb ? °C"


def test_the_limit_of_an_answer_counts_bytes() -> None:
    """A text of 200 000 signs of two bytes each is over the limit."""
    assert b"error" in protocol.answer(1, '"' + "°" * 200_000 + '"')


@pytest.mark.parametrize(("over", "fine"), [(0, True), (1, False)])
def test_an_answer_of_256_KiB_is_sent_and_a_longer_one_refused(over: int, fine: bool) -> None:
    """The limit holds for the whole line, newline and all."""
    frame = len(protocol.answer(1, '""'))
    line = protocol.answer(1, '"' + "x" * (protocol.ANSWER_MAX - frame + over) + '"')
    assert len(line) <= protocol.ANSWER_MAX
    assert ("result" in json.loads(line)) is fine


def test_a_number_that_json_does_not_have_is_never_sent() -> None:
    """No answer carries NaN."""
    with pytest.raises(ValueError, match="JSON"):
        protocol.dump({"bath_c": float("nan")})


def test_a_foreign_word_is_shown_short_and_printable() -> None:
    """What a stranger wrote is quoted, never trusted."""
    assert protocol.shown("a\x1b[2J") == r"'a\x1b[2J'"
    assert len(protocol.shown("x" * 8000)) < 80
