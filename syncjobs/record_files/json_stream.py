"""JSON values taken one after another from a text that is too long to be held at once."""

import json
from typing import Any, Final, NoReturn, TextIO

from syncjobs.record_files.line import NOT_UTF8, is_unicode

PIECE: Final = 1_000_000
# Of one value, in characters. A larger one is rather a bracket that was never closed.
LARGEST_VALUE: Final = 64_000_000
WHITE_SPACE: Final = " \t\r\n"
# What may follow the first half of a number, which is a number too; "" where the piece ends.
MAY_GO_ON: Final = frozenset({"", *".eE+-0123456789"})


class JsonProblemError(ValueError):
    """The text is not JSON, on this line; the message is a sentence."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


class JsonStream:
    """Reads the brackets and commas of a JSON text one by one, and the values between them whole.

    `line` is the number of the line that the next character is on.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self.line = 1

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in WHITE_SPACE:
                self._advance(self._at + 1)
            if self._at < len(self._text) or not self._read():
                return self._text[self._at : self._at + 1]

    def take(self, character: str) -> bool:
        """Takes this character if it comes next; whether it did."""
        if self.peek() != character:
            return False
        self._advance(self._at + 1)
        return True

    def need(self, character: str, where: str) -> None:
        """Takes this character. Raises JsonProblemError, which tells `where`, for any other."""
        if not self.take(character):
            found = f"“{self.peek()}”" if self.peek() else "the end of the file"
            raise JsonProblemError(self.line, f"“{character}” is missing {where}; {found} follows.")

    def value(self) -> Any:
        """The next value. Raises JsonProblemError when there is none."""
        self.peek()
        value, end = self._decoded()
        if not is_unicode(self._text[self._at : end]):
            raise JsonProblemError(self.line, NOT_UTF8)
        self._advance(end)
        return value

    def _decoded(self) -> tuple[Any, int]:
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise JsonProblemError(self.line, "It is nested too deeply.") from error
            except ValueError as error:
                if self._read_more():
                    continue
                raise JsonProblemError(self.line, f"It is not JSON: {reason_of(error)}.") from error
            if self._text[end : end + 1] not in MAY_GO_ON or not self._read_more():
                return value, end

    def _advance(self, end: int) -> None:
        self.line += self._text.count("\n", self._at, end)
        self._at = end

    def _read_more(self) -> bool:
        """Reads more of a value that has begun; False when there is no more, or far too much."""
        return len(self._text) - self._at < LARGEST_VALUE and self._read()

    def _read(self) -> bool:
        """Reads as much again as is there; False at the end of the file."""
        piece = self._file.read(max(PIECE, len(self._text) - self._at))
        if not piece:
            return False
        self._text = self._text[self._at :] + piece
        self._at = 0
        return True


def reason_of(error: ValueError) -> str:
    """What the parser says, in words that end in no place of the text."""
    if isinstance(error, json.JSONDecodeError):
        return error.msg[:1].lower() + error.msg[1:]
    return "it has a number that is too long" if "limit" in str(error) else str(error)


def parsed(text: str) -> Any:
    """The JSON text as a value. Raises ValueError, also for NaN, and RecursionError."""
    return DECODER.decode(text)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


DECODER: Final = json.JSONDecoder(parse_constant=_refuse_constant)
