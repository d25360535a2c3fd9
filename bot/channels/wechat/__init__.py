"""A WeChat Official Account (服务号): parents write to it, news of requests come from it."""

from bot.channels.channel import Messenger
from bot.channels.wechat.application import open_wechat
from bot.channels.wechat.chat_store import PEOPLE
from bot.channels.wechat.settings import WeChatSettings

CHANNEL = Messenger("微信", open_wechat, WeChatSettings, PEOPLE)

__all__ = ["CHANNEL", "open_wechat"]
