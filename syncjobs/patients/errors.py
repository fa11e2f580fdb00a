"""What can be wrong when a site wants a patient made visible to a store."""

from sites.errors import PortalError


class PatientUnknownError(PortalError):
    """There is no such patient, or the name is none of a patient."""

    code = "patient_unknown"
    http_status = 404

    def __init__(self) -> None:
        super().__init__(
            "No patient with this id is known at the central server.",
            "Search for the patient again; one of another site is known once that has synced.",
        )


class StoreUnknownError(PortalError):
    """There is no such store."""

    code = "store_unknown"
    http_status = 404

    def __init__(self) -> None:
        super().__init__(
            "The store is not in the register of the central server.",
            "Ask an administrator of the portal to register it.",
        )


class StoreElsewhereError(PortalError):
    """The store is not one of the calling site that is in use."""

    code = "store_elsewhere"
    http_status = 403

    def __init__(self) -> None:
        super().__init__(
            "The store is not active on this site.",
            "Patients can be made visible to the site's own stores.",
        )
