"""What each method of the Bot API does and refuses, in Telegram's own words."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.standins.telegram_files import received
from tests.standins.telegram_markup import BadMarkup, Entity, parse_html
from tests.standins.telegram_people import Message, Person
from tests.standins.telegram_refusal import Refusal

if TYPE_CHECKING:
    from tests.standins.telegram import BotApi

TEXT, CAPTION, ANSWER, BUTTONS, DATA, DAYS = 4096, 1024, 200, 100, 64, 48 * 3600
COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
LINK = re.compile(r"(https?|tg|tonsite)://[^\s/]+|(https?://)?[\w-]+(\.[\w-]+)+(/\S*)?\Z")
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
OLD = "query is too old and response timeout expired or query ID is invalid"

Params = dict[str, Any]
Method = Callable[["BotApi", Params], Any]


def get_me(api: BotApi, params: Params) -> Any:
    return api.user | {"can_join_groups": True, "can_read_all_group_messages": False}


def send_message(api: BotApi, params: Params) -> Any:
    person = reachable(api, params)
    text, entities = formatted(params, "text")
    check_text(text, TEXT, "message is too long")
    markup = checked_markup(params)
    source = str(params["text"])
    message = Message(0, True, text, time.time(), source, entities, markup)
    return api.as_shown(person, person.keep(message))


def send_media(kind: str) -> Method:
    """sendPhoto, sendVoice, sendDocument: a file, or the id of one, and a caption."""

    def send(api: BotApi, params: Params) -> Any:
        person = reachable(api, params)
        file = received(api, kind, params.get(kind))
        text, entities = formatted(params, "caption")
        if len(text) > CAPTION:
            raise Refusal("message caption is too long")
        markup = checked_markup(params)
        source = str(params.get("caption", ""))
        message = Message(0, True, text, time.time(), source, entities, markup, kind, file)
        return api.as_shown(person, person.keep(message))

    return send


def edit_text(api: BotApi, params: Params) -> Any:
    person, message = editable(api, params)
    text, entities = formatted(params, "text")
    check_text(text, TEXT, "MESSAGE_TOO_LONG")
    markup = checked_markup(params)
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise Refusal(SAME)
    message.text, message.entities, message.markup = text, entities, markup
    message.source = str(params["text"])
    message.edits += 1
    return api.as_shown(person, message)


def edit_caption(api: BotApi, params: Params) -> Any:
    person, message = editable(api, params, caption=True)
    text, entities = formatted(params, "caption")
    if len(text) > CAPTION:
        raise Refusal("MEDIA_CAPTION_TOO_LONG")
    markup = checked_markup(params)
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise Refusal(SAME)
    message.text, message.entities, message.markup = text, entities, markup
    message.edits += 1
    return api.as_shown(person, message)


def edit_markup(api: BotApi, params: Params) -> Any:
    person, message = editable(api, params)
    markup = checked_markup(params)
    if markup == message.markup:
        raise Refusal(SAME)
    message.markup = markup
    message.edits += 1
    return api.as_shown(person, message)


def delete_message(api: BotApi, params: Params) -> Any:
    person = known(api, params)
    message = message_of(person, params)
    if message is None:
        raise Refusal("message to delete not found")
    if time.time() - message.at > DAYS:
        raise Refusal("message can't be deleted for everyone")
    message.deleted = True
    return True


def answer_query(api: BotApi, params: Params) -> Any:
    text = str(params.get("text", ""))
    if len(text) > ANSWER:
        raise Refusal("MESSAGE_TOO_LONG")
    query = str(params.get("callback_query_id", ""))
    person, at = api.queries.pop(query, (None, 0.0))
    if person is None or time.time() - at > api.query_seconds:
        raise Refusal(OLD)
    person.answers.append((query, text))
    return True


def chat_action(api: BotApi, params: Params) -> Any:
    reachable(api, params)
    if params.get("action") not in ("typing", "upload_photo", "record_voice", "upload_document"):
        raise Refusal("wrong parameter action in request")
    return True


def leave_chat(api: BotApi, params: Params) -> Any:
    return True


def set_webhook(api: BotApi, params: Params) -> Any:
    secret = str(params.get("secret_token", ""))
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise Refusal("secret token contains unallowed characters")
    url = str(params.get("url", ""))
    if url.startswith("http:") and not url.startswith("http://127.0.0.1"):
        raise Refusal("bad webhook: An HTTPS URL must be provided for webhook")
    api.webhook = {"url": url, "secret_token": secret}
    if "allowed_updates" in params:
        api.allowed = list(params["allowed_updates"])
    drop_pending(api, params)
    api._news.set()
    return True


def delete_webhook(api: BotApi, params: Params) -> Any:
    api.webhook = {}
    drop_pending(api, params)
    return True


def drop_pending(api: BotApi, params: Params) -> None:
    if str(params.get("drop_pending_updates", "")).lower() == "true":
        api.updates.clear()


def webhook_info(api: BotApi, params: Params) -> Any:
    return {
        "url": api.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(api.updates),
    }


def set_commands(api: BotApi, params: Params) -> Any:
    commands = params.get("commands") or []
    if len(commands) > 100:
        raise Refusal("too many commands specified")
    for command in commands:
        if not COMMAND.match(command["command"]):
            raise Refusal("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise Refusal("BOT_COMMAND_DESCRIPTION_INVALID")
    api.about["commands", params.get("language_code", "")] = commands
    return True


def set_about(name: str, longest: int) -> Method:
    """setMyDescription and its like: one text with a limit."""

    def set_text(api: BotApi, params: Params) -> Any:
        text = str(params.get(name, ""))
        if len(text) > longest:
            raise Refusal(f"{name} is too long")
        api.about[name, params.get("language_code", "")] = text
        return True

    return set_text


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "sendMessage": send_message,
    "sendPhoto": send_media("photo"),
    "sendVoice": send_media("voice"),
    "sendDocument": send_media("document"),
    "sendChatAction": chat_action,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_query,
    "leaveChat": leave_chat,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "setMyCommands": set_commands,
    "setMyName": set_about("name", 64),
    "setMyDescription": set_about("description", 512),
    "setMyShortDescription": set_about("short_description", 120),
}


# who


def known(api: BotApi, params: Params) -> Person:
    """The person of chat_id."""
    if not params.get("chat_id"):
        raise Refusal("chat_id is empty")
    try:
        return api.people[int(params["chat_id"])]
    except (KeyError, ValueError):
        raise Refusal("chat not found") from None


def reachable(api: BotApi, params: Params) -> Person:
    """The person of chat_id, if the bot may write to them."""
    person = known(api, params)
    if person.deactivated:
        raise Refusal("user is deactivated", 403)
    if person.blocked:
        raise Refusal("bot was blocked by the user", 403)
    if not person.started:
        raise Refusal("bot can't initiate conversation with a user", 403)
    return person


def message_of(person: Person, params: Params) -> Message | None:
    number = int(params.get("message_id", 0))
    return next((m for m in person.messages if m.id == number and not m.deleted), None)


def editable(api: BotApi, params: Params, caption: bool = False) -> tuple[Person, Message]:
    """A message of the bot's own that is still there."""
    person = reachable(api, params)
    message = message_of(person, params)
    if message is None:
        raise Refusal("message to edit not found")
    if not message.mine:
        raise Refusal("message can't be edited")
    if bool(message.media) != caption:
        kind = "caption" if caption else "text"
        raise Refusal(f"there is no {kind} in the message to edit")
    return person, message


# what


def formatted(params: Params, name: str) -> tuple[str, list[Entity]]:
    """A text after entities, trimmed as Telegram trims it."""
    source = params.get(name, "")
    source = source if isinstance(source, str) else str(source)
    mode = str(params.get("parse_mode", "")).lower()
    if mode not in ("", "html"):
        raise Refusal("unsupported parse_mode")
    if not mode:
        return source.strip(), []
    try:
        text, entities = parse_html(source)
    except BadMarkup as bad:
        raise Refusal(f"can't parse entities: {bad}") from None
    return text.strip(), entities


def check_text(text: str, longest: int, complaint: str) -> None:
    if not text:
        raise Refusal("message text is empty")
    if len(text) > longest:
        raise Refusal(complaint)


def checked_markup(params: Params) -> dict[str, Any] | None:
    """An inline keyboard within the limits; one without buttons is none."""
    markup = params.get("reply_markup")
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise Refusal("object expected as reply markup")
    buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
    if len(buttons) > BUTTONS:
        raise Refusal("reply markup is too long")
    for button in buttons:
        check_button(button)
    return markup if buttons else None


def check_button(button: dict[str, Any]) -> None:
    if not button.get("text"):
        raise Refusal("inline keyboard button text can't be empty")
    actions = [name for name in ("callback_data", "url", "copy_text") if name in button]
    if len(actions) != 1:
        raise Refusal("can't parse inline keyboard button: Text buttons are unallowed")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= DATA:
        raise Refusal("BUTTON_DATA_INVALID")
    if "url" in button and not LINK.match(button["url"]):
        raise Refusal(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
