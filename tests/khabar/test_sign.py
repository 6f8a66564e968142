"""Standard Webhooks signatures."""

from __future__ import annotations

from khabar.sign import signature


def test_the_published_vector_is_reproduced() -> None:
    """Source: the example of the Standard Webhooks libraries."""
    signed = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
