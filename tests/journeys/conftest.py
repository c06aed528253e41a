"""Every journey has a service of the real program, and Telegram beside it."""

from tests.journeys.deployments import *  # noqa: F403  (fixtures)
