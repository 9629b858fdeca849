"""The settings of gkbot, read in one place: GKBOT_* variables, then gkbot.toml, then these defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PositiveFloat, PositiveInt, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from index.limits import MB, Limits, count_cores

if TYPE_CHECKING:
    from gkbot.language.models import LanguageModel
    from gkbot.passages.reranking import Reranker
    from index.search.embedding import Embedder

PREFIX = "GKBOT_"
CONFIG_FILE = Path("gkbot.toml")  # in the folder gkbot is started from
HIGHEST_PORT = 65535


def _check_origin(origin: str) -> str:
    """An origin as browsers send it, `scheme://host` or `scheme://host:port`; ValueError for anything else."""
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d+)?|https?://\[[0-9A-Fa-f:]+\](:\d+)?", origin):
        raise ValueError(f"{origin!r} is no origin such as https://portal.example")
    return origin.lower()


def _split(given: object) -> object:
    """What a variable holds, parted by blanks or commas; a list of the file as it is."""
    return re.findall(r"[^\s,]+", given) if isinstance(given, str) else given


Origins = Annotated[tuple[Annotated[str, AfterValidator(_check_origin)], ...], NoDecode, BeforeValidator(_split)]


def _check_proxy(address: str) -> str:
    """An IP address or network; ValueError for anything else."""
    ip_network(address, strict=False)
    return address


def _check_auth(auth: str) -> str:
    """`password:FILE` or `header:NAME`, or nothing; ValueError for anything else."""
    if auth and not re.fullmatch(r"password:.+|header:[A-Za-z0-9-]+", auth):
        raise ValueError("expected password:FILE, or header:NAME such as header:X-Forwarded-User")
    return auth


Proxies = Annotated[tuple[Annotated[str, AfterValidator(_check_proxy)], ...], NoDecode, BeforeValidator(_split)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


class SettingsError(Exception):
    """A setting that cannot be used: which one, what is wrong with it, where it can be set."""


class Settings(BaseSettings):
    """GKBOT_HOME and the rest; immutable once read.

    `home` holds all state, `embedding_model` is a sentence-transformers folder or hub name (None: the shipped model), which may
    want another `embedding_query_prefix` or `embedding_passage_prefix` than it names itself, or a certain `embedding_device`.
    A `reranker`, folder or hub name of a cross-encoder, has a second look at the best passages.
    `keep_builds` is how many finished builds stay for a way back. One file may have `max_file_mb`, and take `read_seconds` and
    `read_memory_mb` to be read; `read_workers` files are read side by side (None: one a core). Pages of `embed_origins` may
    frame the chat, pages of `api_origins` call the API; an address may ask `questions_per_minute` (0: as many as it likes).
    `llm` is a chat model as `provider:name` (None: none is used), `llm_url` and `llm_key` are those of its server; it may take
    `llm_seconds` a question and gets prompts of `llm_characters`; `llm_method` is how it is asked for a plan.
    Users are known by `auth`, a password file or a header of one of the `proxies`, whose other headers (X-Forwarded-For) are
    believed, too; `admins` may administrate, and with `auth_chat` only users may ask.
    With `feedback` readers may judge answers, which is kept in `home`.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", toml_file=CONFIG_FILE)

    home: Annotated[Path, AfterValidator(Path.expanduser)] = Path("~/.gkbot")
    embedding_model: str | None = None
    embedding_query_prefix: str | None = None
    embedding_passage_prefix: str | None = None
    embedding_device: str | None = None
    reranker: str | None = None
    keep_builds: Annotated[int, Field(ge=1)] = 3
    max_file_mb: PositiveInt = 64
    read_seconds: PositiveFloat = 600.0
    read_memory_mb: PositiveInt = 2048
    read_workers: PositiveInt | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=HIGHEST_PORT)] = 7860
    root_path: str = ""
    embed_origins: Origins = ()
    api_origins: Origins = ()
    questions_per_minute: Annotated[int, Field(ge=0)] = 60
    llm: str | None = None
    llm_url: str | None = None
    llm_key: SecretStr | None = None
    llm_seconds: PositiveFloat = 60.0
    llm_characters: Annotated[int, Field(ge=1000)] = 12_000
    llm_method: Literal["json_schema", "function_calling", "json_mode", "text"] = "json_schema"
    llm_temperature: Annotated[float, Field(ge=0)] = 0.0
    proxies: Proxies = ("127.0.0.1", "::1")
    auth: Annotated[str, AfterValidator(_check_auth)] = ""
    auth_chat: bool = False
    admins: Names = ()
    feedback: bool = True

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What a caller says comes first, then variables, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings() -> Settings:
    """The settings in force; SettingsError, one line, when one of them cannot be used or a variable is none of them."""
    _refuse_unknown(os.environ)
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])  # of a list, too, and not which of its values
        told = f"setting {name}: {first['msg']}, got {_shown(name, first['input'])}"
        raise SettingsError(f"{told}; set GKBOT_{name.upper()} or {name} in {CONFIG_FILE}") from None
    except ValueError as error:
        raise SettingsError(f"{CONFIG_FILE} cannot be read: {error}") from error


def _shown(name: str, given: object) -> str:
    """What was given for a setting; of a key only that it was."""
    return "a value" if "key" in name else repr(given)


def _refuse_unknown(names: Iterable[str]) -> None:
    """Raise SettingsError for a GKBOT_ variable that sets nothing, with the one that was probably meant."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    unknown = sorted(name for name in names if name.startswith(PREFIX) and name not in known)
    if unknown:
        near = get_close_matches(unknown[0].removeprefix(PREFIX).lower(), Settings.model_fields, n=1)
        hint = f"did you mean {PREFIX}{near[0].upper()}?" if near else f"expected one of {', '.join(known)}"
        raise SettingsError(f"there is no setting {unknown[0]}: {hint}")


def open_embedder(settings: Settings) -> Embedder:
    """The embedding model that the settings name; ModelError, one line, when there is none."""
    from index.search.embedding import load_embedder  # numpy and tokenizers: only passages need them

    return load_embedder(
        settings.embedding_model,
        query_prefix=settings.embedding_query_prefix,
        passage_prefix=settings.embedding_passage_prefix,
        device=settings.embedding_device,
    )


def open_reranker(settings: Settings) -> Reranker | None:
    """The cross-encoder that the settings name, not loaded yet; None where they name none."""
    if not settings.reranker:
        return None
    from gkbot.passages.reranking import CrossReranker

    return CrossReranker(settings.reranker, settings.embedding_device)


def open_model(settings: Settings) -> LanguageModel | None:
    """The language model that the settings name, not spoken to yet; None where they name none."""
    if not settings.llm:
        return None
    from gkbot.language.models import LanguageModel, ModelChoice

    return LanguageModel(
        ModelChoice(
            settings.llm,
            url=settings.llm_url or None,
            key=settings.llm_key.get_secret_value() if settings.llm_key else None,
            seconds=settings.llm_seconds,
            method=settings.llm_method,
            characters=settings.llm_characters,
            temperature=settings.llm_temperature,
        )
    )


def read_limits(settings: Settings) -> Limits:
    """How much reading one file may take, as the settings say."""
    return Limits(
        file_bytes=settings.max_file_mb * MB,
        seconds=settings.read_seconds,
        memory_bytes=settings.read_memory_mb * MB,
        workers=settings.read_workers or count_cores(),
    )
