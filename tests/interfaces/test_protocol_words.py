# SPDX-License-Identifier: MIT
"""The protocol to the letter: its numbers, its lines, its sentences; clients are built on them."""

import pytest

from stoneheater.interfaces import protocol
from stoneheater.interfaces.protocol import RpcError, parse

HEAD = '"jsonrpc":"2.0","id":1,"method":"m"'


def test_the_numbers_of_the_protocol() -> None:
    """Versions, limits and codes that other programs know by heart."""
    assert protocol.PROTOCOL == 1
    assert (protocol.REQUEST_MAX, protocol.ANSWER_MAX) == (8192, 262_144)
    assert (protocol.DEPTH_MAX, protocol.TEXT_MAX, protocol.LIST_MAX) == (8, 64, 64)
    assert (protocol.NOT_JSON, protocol.NOT_A_REQUEST) == (-32700, -32600)
    assert (protocol.NO_SUCH_METHOD, protocol.BAD_PARAMS) == (-32601, -32602)
    assert (protocol.BROKEN, protocol.TURNED_AWAY, protocol.REFUSED) == (-32603, -32000, 1)


def test_an_error_on_the_wire() -> None:
    """One line, with its code and its sentence."""
    line = b'{"jsonrpc":"2.0","id":"a","error":{"code":-32600,"message":"no."}}\n'
    assert protocol.error("a", -32600, "no.") == line


def test_a_notification_on_the_wire() -> None:
    """One line without an id."""
    line = b'{"jsonrpc":"2.0","method":"snapshot","params":{"a":1}}\n'
    assert protocol.notification("snapshot", '{"a":1}') == line


def test_an_answer_on_the_wire() -> None:
    """One line with the id of the request."""
    assert protocol.answer(7, "{}") == b'{"jsonrpc":"2.0","id":7,"result":{}}\n'


def test_an_answer_that_is_too_long_says_how_long_it_would_be() -> None:
    """In KiB, beside the limit."""
    said = protocol.error(
        7, protocol.BROKEN, "the answer would be 293 KiB long, the limit is 256 KiB."
    )
    assert protocol.answer(7, f'"{"x" * 300_000}"') == said


def test_an_error_is_its_sentence() -> None:
    """Also where it is printed."""
    assert str(RpcError(1, "no.")) == "no."


@pytest.mark.parametrize(
    ("length", "said"), [(64, "'" + "x" * 64 + "'"), (65, "'" + "x" * 64 + "...'")]
)
def test_a_foreign_word_is_cut_after_its_64th_character(length: int, said: str) -> None:
    """And says so by three dots."""
    assert protocol.shown("x" * length) == said


def test_many_lists_beside_each_other_are_not_deep() -> None:
    """What is closed does not count any more."""
    many = ",".join(f'"p{n}":[[{{}}]]' for n in range(20))
    assert len(parse(f'{{{HEAD},"params":{{{many}}}}}'.encode()).params) == 20


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("[]", "batches are not served: send one message a line."),
        ("7", "a message is a JSON object: see protocol.md."),
        ("{}", 'a message says "jsonrpc": "2.0".'),
        (f'{{{HEAD},"more":1}}', "a message has no field 'more'."),
        ('{"jsonrpc":"2.0","id":1}', "a message names its method, such as snapshot.get."),
        (f'{{{HEAD},"params":[]}}', "params are given by name, in a JSON object."),
        (
            '{"jsonrpc":"2.0","method":"m"}',
            (
                "a message needs an id, a whole number or a text of at most 64 characters; "
                "without one nothing is done."
            ),
        ),
        ("{", "the message is not JSON: {}."),
    ],
)
def test_a_refusal_word_for_word(line: str, sentence: str) -> None:
    """What a person reads who writes a client."""
    with pytest.raises(RpcError) as refused:
        parse(line.encode())
    reason = "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"
    assert refused.value.text == sentence.replace("{}", reason)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a":1,"b":1,"b":2}', "the field 'b' stands there twice"),
        ("NaN", "NaN is not a number"),
        ("1e999", "1e999 is too large a number"),
        ("9" * 21, f"{'9' * 20}... is too large a number"),
    ],
)
def test_what_is_no_json_here_says_why(text: str, why: str) -> None:
    """JSON allows it or Python does; this protocol does not."""
    with pytest.raises(RpcError) as refused:
        parse(text.encode())
    assert refused.value.text == f"the message is not JSON: {why}."
