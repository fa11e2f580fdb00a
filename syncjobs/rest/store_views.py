"""Stores in the REST API."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.request import Request
from rest_framework.response import Response

from sites.models import Store
from syncjobs.exchange.moving import cancel_move, force_move
from syncjobs.models import StoreMove
from syncjobs.records.writing import lock_records
from syncjobs.register import OWN_COLUMNS, open_move_of, place_store, save_store
from syncjobs.rest import store_shapes as shapes
from syncjobs.rest.acts import act
from syncjobs.rest.bodies import NoBody
from syncjobs.rest.errors import ActNotPossibleError
from syncjobs.rest.named_rows import site_named
from syncjobs.rest.once import once
from syncjobs.rest.seen_changes import SeenChanges
from syncjobs.rest.store_filters import StoreFilters
from syncjobs.rest.views import OPAQUE_ID, write_members


@extend_schema_view(
    list=extend_schema(summary="List stores"), retrieve=extend_schema(summary="Look at a store")
)
class StoreViews(mixins.ListModelMixin, SeenChanges):
    """Stores: what they are, where they work, and how they move."""

    scope = "stores"
    needed_permissions: ClassVar[Any] = {
        "list": ("sites.view_store",),
        "retrieve": ("sites.view_store",),
        "create": ("sites.add_store",),
        "partial_update": ("sites.change_store",),
        "place": ("sites.change_store",),
        "force_move": ("syncjobs.change_storemove",),
        "cancel_move": ("syncjobs.change_storemove",),
    }
    queryset = Store.objects.all()
    serializer_class = shapes.StoreAnswer
    filterset_class = StoreFilters
    orderings: ClassVar[dict[str, str]] = {"code": "code", "created_at": "created_at"}
    default_ordering = "code"
    lookup_value_regex = OPAQUE_ID

    def get_queryset(self) -> Any:
        """Stores with their open moves."""
        moves = StoreMove.objects.filter(finished_at__isnull=True, cancelled_at__isnull=True)
        return Store.objects.prefetch_related(Prefetch("moves", moves, to_attr="open_moves"))

    @extend_schema(
        summary="Make a store", request=shapes.NewStore, responses={201: shapes.StoreAnswer}
    )
    @once
    def create(self, request: Request) -> Response:
        """It is active on its site at once; every site hears of it."""
        sent = self.sent(shapes.NewStore, request)
        store = Store(site=site_named(sent["site_id"]))
        self.save(store, {"name": sent["code"], **sent})
        return self.after(store.pk, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change a store", request=shapes.StoreChange, responses={200: shapes.StoreAnswer}
    )
    @once
    def partial_update(self, request: Request, pk: str) -> Response:
        """What is left out stays as it is. Where it works is changed by *place*."""
        # Whoever saves a store holds this; what is read now is what will be changed.
        lock_records()
        store = self.row(pk)
        self.refuse_unseen(request, pk)
        self.save(store, self.sent(shapes.StoreChange, request))
        return self.after(store.pk)

    @act("Put it on a site, or take it off", shapes.Placing, shapes.StoreAnswer)
    def place(self, store: Store, sent: dict[str, Any]) -> Response:
        """It moves once its present site has nothing left to send or to get; `move` tells."""
        place_store(store, site_named(sent["site_id"]), self.person(), sent["reason"])
        return self.after(store.pk)

    @act("Force its move", shapes.ForcedMove, shapes.StoreAnswer)
    def force_move(self, store: Store, sent: dict[str, Any]) -> Response:
        """The old site is not waited for."""
        force_move(_move_of(store).pk, sent["reason"], self.person())
        return self.after(store.pk)

    @act("Cancel its move", NoBody, shapes.StoreAnswer)
    def cancel_move(self, store: Store, _: dict[str, Any]) -> Response:
        """Possible until the move has begun."""
        cancel_move(_move_of(store).pk)
        return self.after(store.pk)

    def save(self, store: Store, sent: dict[str, Any]) -> None:
        """Saves what was sent, judged by the rules of the table as the form of the admin is."""
        written = write_members(store, sent, OWN_COLUMNS)
        store.full_clean(exclude=["site"])
        if written:
            save_store(store, sent["reason"])


def _move_of(store: Store) -> StoreMove:
    """The open move. Raises ActNotPossibleError when there is none."""
    move = open_move_of(store)
    if move is None:
        raise ActNotPossibleError(f"Store {store.code} is not being moved.", "Place it first.")
    return move
