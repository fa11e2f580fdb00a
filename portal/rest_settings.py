"""The settings of the REST API's libraries."""

# A view that says nothing else is for those who may do what it names.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.api_tokens.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["syncjobs.rest.permissions.RequiresScope"],
    "DEFAULT_THROTTLE_CLASSES": ["syncjobs.rest.throttles.CallsPerMinute"],
    "DEFAULT_PARSER_CLASSES": ["syncjobs.rest.strict_json.StrictJsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "syncjobs.rest.strict_json.AlwaysJson",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.rest_errors.answer_error",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Open mSupply configuration portal",
    "DESCRIPTION": "Sites, stores, jobs, set-aside records and users of sites, for programs."
    " A method that an address does not have is answered with 405, as `MethodNotAllowed` says.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # The validator of others is never asked about this portal.
    "SWAGGER_UI_SETTINGS": {"validatorUrl": None, "defaultModelsExpandDepth": 0},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "JobKind": "syncjobs.choices.JobKind",
        "AskedKind": "syncjobs.choices.AskedKind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "syncjobs.rest.schema.document_errors",
    ],
}
