"""The command lines of production, read from `supervisord.conf`."""

import configparser
import re
import shlex

from portal.environment import BASE_DIR

CONFIGURATION = BASE_DIR / "supervisord.conf"


def command_of(program: str, variables: dict[str, str]) -> list[str]:
    """The command of `program` in supervisord.conf, with `variables` filled in."""
    parser = configparser.RawConfigParser(inline_comment_prefixes=(" ;",))
    parser.read(CONFIGURATION)
    template = parser.get(f"program:{program}", "command")
    values = {"here": str(BASE_DIR)} | {f"ENV_{name}": text for name, text in variables.items()}
    return shlex.split(re.sub(r"%\((\w+)\)s", lambda match: values[match[1]], template))
