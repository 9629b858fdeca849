"""The `gkbot` command. Each subcommand is a few lines that wire settings, index and bot together.

Exit codes: 0 fine, 1 the user's mistake in one line, 2 some inputs failed but the rest is served.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ui.offline import stay_offline
from ui.settings import HIGHEST_PORT, Settings, SettingsError, load_settings, open_embedder, open_model, open_reranker

if TYPE_CHECKING:
    from gkbot.answer import Language
    from gkbot.bot import IndexedBot
    from index.storage.build import BuildSummary

OK, MISTAKE, PARTLY = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    stay_offline()
    from gkbot.errors import BotError
    from index.errors import GkbotIndexError

    try:
        arguments = make_parser().parse_args(argv)
        code: int = arguments.run(arguments, load_settings())
        sys.stdout.flush()
        return code
    except (BotError, GkbotIndexError, SettingsError, CommandError) as error:
        print(f"gkbot: {error}", file=sys.stderr)
        return MISTAKE
    except BrokenPipeError:  # the reader of a pipe has had enough
        sys.stderr.close()
        return OK
    except OSError as error:
        print(f"gkbot: {error.filename}: {error.strerror}" if error.filename else f"gkbot: {error}", file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        return MISTAKE


class Parser(argparse.ArgumentParser):
    """A parser whose mistakes are one line and exit code 1, like any other mistake of a user."""

    def error(self, message: str) -> NoReturn:
        """Raise CommandError in place of printing the usage."""
        raise CommandError(f"{message}; see {self.prog} --help")


class CommandError(Exception):
    """A mistake in how a command was called: what is wrong and the way out."""


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"{text} is no port: give one from 0 (any free one) to {HIGHEST_PORT}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds")
    return seconds


def make_parser() -> Parser:
    """The command line with all its subcommands."""
    parser = Parser(
        prog="gkbot",
        description="Answers questions over Chinese government information disclosure annual reports, every number cited.",
        epilog="Settings are GKBOT_* variables or gkbot.toml; all state lies under GKBOT_HOME (default ~/.gkbot).",
    )
    parser.add_argument("--version", action="version", version=f"gkbot {version('gkbot')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    index = _add(commands, "index", run_index, "build the index from report files and folders, and answer from it from then on")
    index.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a report file, or a folder that is searched recursively"
    )

    index.add_argument("--add", action="store_true", help="keep what was indexed before; files of the same name are replaced")
    index.add_argument("--lang", choices=("zh", "en"), default="en", help="the language of the table (default en)")
    index.add_argument("--watch", action="store_true", help="go on: index again whenever files in the folders have changed")
    index.add_argument(
        "--settle", type=_seconds, default=5.0, metavar="SECONDS", help="with --watch: how long files must be left alone (5)"
    )
    index.add_argument(
        "--poll", type=_seconds, metavar="SECONDS", help="with --watch: look every so often, for a folder on a network share"
    )
    index.add_argument("--json", action="store_true", help="one JSON object a line: how far it is, at last the summary")

    export = _add(commands, "export", run_export, "write the tables of all reports to a file, each number with its source")
    export.add_argument("file", type=Path, metavar="FILE", help="the file to write; its ending decides: .csv, .xlsx, .parquet")
    export.add_argument(
        "--table", default="cells", metavar="NAME", help="cells (default), reports, figures, indicators or checks"
    )

    reports = _add(commands, "reports", run_reports, "list the reports in the index")
    reports.add_argument("--json", action="store_true", help="one JSON object a line with all cells, contact and checks")

    check = _add(commands, "check", run_check, "check reports that are not indexed, as before publishing")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a report file, or a folder of them")
    check.add_argument("--json", action="store_true", help="one JSON object a file, with all checks and places")
    check.add_argument("--lang", choices=("zh", "en"), default="zh", help="the language to tell it in (default zh)")

    _add(commands, "status", run_status, "say which build answers and what is in it")

    _add(commands, "verify", run_verify, "check that the build that answers holds what it promises")
    _add(commands, "rollback", run_rollback, "answer from the build before again")

    bundle = _add(commands, "bundle", run_bundle, "pack the build that answers into one file, for a machine without a network")
    bundle.add_argument("file", type=Path, metavar="FILE")
    unbundle = _add(commands, "unbundle", run_unbundle, "unpack and check such a file, and answer from it from then on")
    unbundle.add_argument("file", type=Path, metavar="FILE")

    ask = _add(commands, "ask", run_ask, "answer one question, or a file of questions")
    ask.add_argument("question", nargs="?", metavar="QUESTION")
    ask.add_argument("--json", action="store_true", help="print the whole Answer as JSON")
    ask.add_argument(
        "--batch", type=Path, metavar="FILE", help='questions as JSON lines {"id", "question", "followup_of"?}; one Answer a line'
    )
    ask.add_argument("--explain", action="store_true", help="say first how the question was understood")
    ask.add_argument("--show-prompt", action="store_true", help="print what a language model would be sent, and ask none")
    ask.add_argument("--lang", choices=("zh", "en"), help="answer in this language instead of the question's")

    serve = _add(commands, "serve", run_serve, "serve the web chat")
    serve.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=_port, metavar="PORT", help="port to listen on (default 7860)")
    serve.add_argument("--root-path", help="path prefix behind a reverse proxy, such as /gkbot")

    password = _add(commands, "password", run_password, "print a user's line for the password file of GKBOT_AUTH")
    password.add_argument("name", metavar="NAME")

    sample = _add(commands, "sample", run_sample, "write made-up reports of made-up bodies in the official form")
    sample.add_argument("folder", type=Path, metavar="DIR")
    sample.add_argument("-n", type=int, default=12, metavar="N", help="how many (default 12)")
    sample.add_argument("--seed", type=int, default=0, help="another seed gives other reports (default 0)")
    return parser


Command = Callable[[argparse.Namespace, Settings], int]


def _add(commands: argparse._SubParsersAction[Parser], name: str, run: Command, what: str) -> Parser:
    parser: Parser = commands.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
    parser.set_defaults(run=run)
    return parser


def run_index(arguments: argparse.Namespace, settings: Settings) -> int:
    """Build and switch; ends with a table of what is new, changed, gone, and what failed. With --watch it ends when stopped."""
    if not arguments.watch:
        return PARTLY if _index_once(arguments, settings).failed else OK
    from ui.shell.watch import watch_folders

    for path in arguments.paths:
        if not path.is_dir():
            raise CommandError(f"{path} is no folder: --watch takes folders")
    watch_folders(
        arguments.paths,
        lambda: _index_once(arguments, settings),
        settle=arguments.settle,
        poll=arguments.poll,
        complain=lambda error: print(f"gkbot: {error}", file=sys.stderr, flush=True),
    )
    return OK


def _index_once(arguments: argparse.Namespace, settings: Settings) -> BuildSummary:
    from ui.indexing import index_reports
    from ui.shell.intake_table import print_summary
    from ui.shell.progress import show_progress

    with show_progress(arguments.lang, as_json=arguments.json) as progress:
        summary = index_reports(arguments.paths, settings, add=arguments.add, progress=progress)
    if arguments.json:
        print(_as_json({"summary": asdict(summary)}), flush=True)
    else:
        print_summary(summary, arguments.lang)
    sys.stdout.flush()
    return summary


def run_reports(arguments: argparse.Namespace, settings: Settings) -> int:
    """One line a report."""
    from index.storage.export import report_objects
    from index.storage.home import Home
    from index.storage.store import open_store

    store = open_store(Home(settings.home))
    try:
        for report in report_objects(store):
            print(_as_json(report) if arguments.json else _report_line(report))
    finally:
        store.close()
    return OK


def run_export(arguments: argparse.Namespace, settings: Settings) -> int:
    """A table of the build, whole or not at all."""
    from index.storage.home import Home
    from index.storage.store import open_store
    from index.storage.tabular import export_table
    from index.storage.whole import whole_file
    from ui.sheet import SheetError, write_sheet

    store = open_store(Home(settings.home))
    try:
        table = export_table(store, arguments.table)
        with whole_file(arguments.file) as file:
            write_sheet(file, arguments.file.suffix.removeprefix(".").lower(), table.columns, table.rows)
    except (SheetError, ValueError) as error:
        raise CommandError(f"cannot write {arguments.file}: {error}") from error
    finally:
        store.close()
    print(f"table {arguments.table} of build {store.build_id} written to {arguments.file}")
    return OK


def _report_line(report: dict[str, object]) -> str:
    organisation, region = report["organisation"], report["region"]
    assert isinstance(organisation, dict)
    assert isinstance(region, dict)
    place = "".join(part for part in region.values() if part) or "-"
    return "\t".join((str(report["year"] or "-"), organisation["full"], organisation["kind"], place, str(report["file"])))


def run_check(arguments: argparse.Namespace, settings: Settings) -> int:
    """What agrees in each report, what does not, and what is missing; code 2 when something disagrees or cannot be read."""
    from index.review import review_files
    from ui.settings import read_limits
    from ui.shell.check import write_reviews
    from ui.shell.check_json import review_line

    reviews = review_files(arguments.files, read_limits(settings))
    for line in map(review_line, reviews) if arguments.json else write_reviews(reviews, arguments.lang):
        print(line)
    return OK if all(review.is_fine for review in reviews) else PARTLY


def run_status(arguments: argparse.Namespace, settings: Settings) -> int:
    """Which build answers and what is in it."""
    from index.storage.home import Home
    from index.storage.store import open_store
    from ui.shell.status import status_lines

    home = Home(settings.home)
    store = open_store(home)
    try:
        print("\n".join(status_lines(home, store.manifest)))
    finally:
        store.close()
    return OK


def run_verify(arguments: argparse.Namespace, settings: Settings) -> int:
    """The gate on demand: whether the current build is whole and answers its exam."""
    from gkbot.exam import read_fixed
    from index.storage.gate import pass_gate
    from index.storage.home import Home
    from index.storage.store import open_store
    from ui.indexing import EXAM, make_exam
    from ui.shell.intake_table import answer_lines

    home = Home(settings.home)
    store = open_store(home)
    try:
        before = home.before(store.build_id)
        exam = make_exam(read_fixed(home.path / EXAM), open_embedder(settings))
        changed = pass_gate(home.builds / store.build_id, store.manifest, exam, home.builds / before if before else None)
    finally:
        store.close()
    counts = store.manifest.counts
    print("\n".join(answer_lines(changed, "en")), end="\n" if changed else "")
    print(f"build {store.build_id} is whole: {counts.reports} reports, {counts.passages} passages; its exam is answered right")
    return OK


def run_rollback(arguments: argparse.Namespace, settings: Settings) -> int:
    """Switch to the newest finished build that is older than the current one."""
    from index.storage.home import Home

    build_id = Home(settings.home).roll_back()
    print(f"build {build_id} answers now")
    return OK


def run_bundle(arguments: argparse.Namespace, settings: Settings) -> int:
    """The build that answers, in one file."""
    from index.storage.bundle import write_bundle
    from index.storage.home import Home

    made = write_bundle(Home(settings.home), arguments.file)
    print(f"build {made.build} packed into {arguments.file}: {arguments.file.stat().st_size / 1_000_000:.1f} MB")
    print(f"to ask it for passages, the other machine needs the embedding model {made.model.id}")
    return OK


def run_unbundle(arguments: argparse.Namespace, settings: Settings) -> int:
    """Unpack, check, examine, switch."""
    from gkbot.exam import read_fixed
    from index.storage.bundle import read_bundle
    from index.storage.home import Home
    from ui.indexing import EXAM, make_exam
    from ui.shell.intake_table import answer_lines

    home = Home(settings.home)
    exam = make_exam(read_fixed(home.path / EXAM), open_embedder(settings))
    made, changed = read_bundle(home, arguments.file, exam=exam, keep=settings.keep_builds)
    for line in answer_lines(changed, "en"):
        print(line)
    print(f"build {made.build} answers now: {made.counts.reports} reports, {made.counts.passages} passages")
    return OK


def run_ask(arguments: argparse.Namespace, settings: Settings) -> int:
    """One question, or a batch."""
    if bool(arguments.question) == bool(arguments.batch):
        raise CommandError("ask takes a QUESTION or --batch FILE, one of the two")
    bot = _open_bot(settings)
    try:
        if arguments.batch:
            from ui.shell.batch import answer_batch

            failed = False
            for line, well in answer_batch(bot, arguments.batch, arguments.lang):
                print(line, flush=True)
                failed |= not well
            return PARTLY if failed else OK
        if arguments.show_prompt:
            _print_prompts(bot, arguments.question, arguments.lang, settings)
            return OK
        from ui.shell.live import follow, language_of, rest_of

        whole = arguments.json or arguments.explain
        answer, shown = follow(
            bot.stream(arguments.question, language=arguments.lang),
            arguments.lang or language_of(arguments.question),
            stages=sys.stderr if sys.stderr.isatty() else None,
            text=sys.stdout if sys.stdout.isatty() and not whole else None,
        )
        if arguments.explain:
            from gkbot.explain import explain_plan
            from gkbot.plan import Plan

            print(explain_plan(Plan.model_validate(answer.plan)), end="\n\n")
        if arguments.json:
            print(answer.model_dump_json(indent=2))
        else:
            print(rest_of(answer, shown))
    finally:
        bot.close()
    return OK


def _print_prompts(bot: IndexedBot, question: str, language: Language | None, settings: Settings) -> None:
    shown = bot.show_prompts(question, language, settings.llm_characters)
    for number, messages in enumerate(shown, 1):
        for role, text in messages:
            print(f"---- {number} {role}\n{text}\n")
    if not shown:
        print("nothing is sent to a language model: the rules understood the question, and its answer comes from the tables")


def _open_bot(settings: Settings) -> IndexedBot:
    from gkbot.bot import IndexedBot
    from index.storage.home import Home

    return IndexedBot(Home(settings.home), lambda: open_embedder(settings), open_model(settings), open_reranker(settings))


def run_serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """The web chat, until stopped."""
    began = time.monotonic()
    from ui.web.server import create_app, run_server

    bot = _open_bot(settings)
    if bot.build_id() is None:
        raise CommandError(f"nothing has been indexed in {settings.home} yet: run gkbot index PATH, or gkbot sample DIR first")
    bot.load_model()
    host = arguments.host or settings.host
    port = settings.port if arguments.port is None else arguments.port
    app = create_app(bot, settings.model_copy(update={"root_path": arguments.root_path or settings.root_path}))
    try:
        run_server(
            app, host, port, lambda url: print(f"[serve] {url} ({time.monotonic() - began:.0f} s; Ctrl-C ends it)", flush=True)
        )
    except OSError as error:
        raise CommandError(f"cannot listen on {host}:{port}: {error.strerror or error}; choose another with --port") from error
    finally:
        bot.close()
    return OK


def run_password(arguments: argparse.Namespace, settings: Settings) -> int:
    """A line with the password that is typed twice, or read from a pipe."""
    from getpass import getpass

    from ui.web.passwords import PasswordError, make_line

    typed = getpass("password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if sys.stdin.isatty() and getpass("again: ") != typed:
        raise CommandError("the two passwords are not the same")
    try:
        print(make_line(arguments.name, typed))
    except PasswordError as error:
        raise CommandError(str(error)) from error
    return OK


def run_sample(arguments: argparse.Namespace, settings: Settings) -> int:
    """Made-up reports."""
    from index.sample.reports import write_samples

    try:
        paths = write_samples(arguments.folder, arguments.n, seed=arguments.seed)
    except (OSError, ValueError) as error:
        raise CommandError(f"cannot write samples to {arguments.folder}: {error}") from error
    print(f"{len(paths)} made-up reports written to {arguments.folder}")
    return OK


def _as_json(report: dict[str, object]) -> str:
    import json

    return json.dumps(report, ensure_ascii=False)
