"""Standard Webhooks signatures."""

from __future__ import annotations

from khabar_worker.sign import new_secret, signature


def test_the_published_vector_is_reproduced() -> None:
    """Source: the example of the Standard Webhooks libraries."""
    signed = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_every_secret_is_new_and_signs() -> None:
    first, second = new_secret(), new_secret()

    assert first != second
    assert signature(first, message_id="m", timestamp=1, body=b"") != signature(
        second, message_id="m", timestamp=1, body=b""
    )
