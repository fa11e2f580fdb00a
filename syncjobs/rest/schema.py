"""What the description of the API says of every call beside what its view says."""

from typing import Any, Final

JSON: Final = "application/json"
ERROR_CONTENT: Final = {JSON: {"schema": {"$ref": "#/components/schemas/Error"}}}
BY_EVERY_CALL: Final = {
    "400": "A parameter, the body or one of its members is not what is taken; nothing was changed.",
    "401": "There is no token, or it does not hold.",
    "403": "The token lacks the scope, or its person the right.",
    "404": "There is nothing at this address.",
    "429": "Too many calls in this minute; `Retry-After` says when to go on.",
}
BY_WRITES: Final = {
    "409": "The state of things does not allow it, in the words of the admin; nothing was changed.",
    "413": "The body is larger than 1 MB.",
    "415": "The body is not `application/json`.",
    "422": "The `Idempotency-Key` was used for another call.",
}
# No call of the description is answered with it: it is for those that the description has not.
METHOD_NOT_ALLOWED: Final = {
    "description": "The address has no such method; nothing was changed.",
    "headers": {
        "Allow": {
            "description": "The methods that the address has.",
            "schema": {"type": "string"},
        }
    },
    "content": ERROR_CONTENT,
}
IDEMPOTENCY_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A new random text, such as a UUID. The same call with the same key within 24"
    " hours changes nothing and gets the same answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` with which it was looked at; if somebody has changed it since then,"
    " nothing is changed.",
    "schema": {"type": "string"},
}
BY_CHANGES: Final = {"412": "Somebody changed it after what `If-Match` names; nothing was changed."}
ERROR: Final = {
    "type": "object",
    "description": "Why a call was refused.",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "data"],
            "properties": {
                "code": {"type": "string", "description": "For programs; it never changes."},
                "message": {
                    "type": "string",
                    "description": "What is wrong and what to do next, for people.",
                },
                "data": {"nullable": True, "description": "More about it, where there is more."},
            },
        }
    },
}


def document_errors(
    result: dict[str, Any],
    generator: Any,  # noqa: ARG001 - the framework's signature
    request: Any,  # noqa: ARG001
    public: bool,  # noqa: ARG001, FBT001
) -> dict[str, Any]:
    """The description with the errors of every call, and the key of every write."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Error"] = ERROR
    components.setdefault("responses", {})["MethodNotAllowed"] = METHOD_NOT_ALLOWED
    for path in result["paths"].values():
        for method, operation in path.items():
            _document(operation, method)
    return result


def _document(operation: dict[str, Any], method: str) -> None:
    is_write, is_change = method in {"post", "patch", "delete"}, method == "patch"
    errors = BY_EVERY_CALL | (BY_WRITES if is_write else {}) | (BY_CHANGES if is_change else {})
    for status, description in errors.items():
        answer = {"description": description, "content": ERROR_CONTENT}
        operation["responses"].setdefault(status, answer)
    if is_write:
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    if is_change:
        operation["parameters"].append(IF_MATCH)
