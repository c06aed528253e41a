"""A message that was wrong, with the real program: corrected where it was read, then taken back."""

from __future__ import annotations

from tests.journeys.deployments import *  # noqa: F403
from tests.journeys.deployments import Deploy
from tests.journeys.service import Deployment, wait
from tests.standins.telegram import BotApi
from tests.standins.telegram_people import Person

PEOPLE = 12
WRONG = "Chào {name|bà con}, thôn họp lúc **09h00** ngày 05/12/2026."
RIGHT = "Chào {name|bà con}, thôn họp lúc **08h00** ngày 05/12/2026."


def finished(service: Deployment, number: object) -> None:
    over = "SELECT 1 FROM campaigns WHERE id = ? AND state = 'finished'"
    wait(lambda: service.rows(over, number), f"campaign {number} to end", service.told)


def reads(person: Person) -> list[str]:
    """What of ours stands in their chat."""
    return [message.text for message in person.sees() if message.mine]


def test_a_wrong_hour_is_corrected_in_place_and_the_message_is_taken_back(
    deploy: Deploy, telegram: BotApi
) -> None:
    service = deploy(telegram=telegram).start()
    persons = [telegram.person(f"Người {n}") for n in range(PEOPLE)]
    lines = [f"telegram,{one.id},{one.name},vi,tho-phu,,resident" for one in persons]
    sheet = "\n".join(["channel,contact,name,language,unit,topics,role", *lines]) + "\n"
    path = service.write("people.csv", sheet)
    service.order("people", "import", path, "--basis", "Ủy ban xã giao tin này cho bà con")
    words = ("--title", "Họp thôn", "--text-file", service.write("wrong.md", WRONG))
    number = str(service.order("campaign", "new", *words)["id"])
    service.order("campaign", "start", number)
    finished(service, number)
    gone, blocked = persons[0], persons[1]
    gone.sees()[-1].deleted = True
    blocked.blocked = True
    persons[2].sees()[-1].at -= 49 * 3600

    right = service.write("right.md", RIGHT)
    made = service.order("campaign", "correct", number, "--text-file", right)
    assert (made["state"], made["amends"], made["changeable"]) == ("draft", int(number), PEOPLE)
    service.order("campaign", "start", str(made["id"]))
    finished(service, made["id"])

    for one in persons[2:]:
        assert reads(one) == [f"Chào {one.name}, thôn họp lúc 08h00 ngày 05/12/2026."]
    assert reads(gone) == []
    assert "09h00" in reads(blocked)[0]
    counts = service.order("campaign", "show", str(made["id"]))["counts"]
    assert (counts["sent"], counts["failed"], counts["undeliverable"]) == (PEOPLE - 2, 1, 1)
    kept = "SELECT count(*) FROM contacts WHERE unreachable <> ''"
    assert service.rows(kept) == [(1,)], "only who blocked us cannot be reached"

    shown = service.order("campaign", "recall", number)
    assert shown["state"] == "finished"
    recall = next(one for one in shown["amendments"] if one["act"] == "recall")
    finished(service, recall["id"])
    assert [reads(one) for one in persons[3:]] == [[]] * (PEOPLE - 3)
    assert reads(persons[2]) == ["Tin này đã được thu hồi."]
    again = service.command("campaign", "recall", number)
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    told = [call for call in telegram.made("sendMessage") if "họp" in str(call.params)]
    assert len(told) == PEOPLE, "nobody heard a second sound"
    service.stop()
