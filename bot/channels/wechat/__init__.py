"""A WeChat Official Account (服务号): parents write to it, news of requests come from it."""

from bot.channels.wechat.application import open_wechat

__all__ = ["open_wechat"]
