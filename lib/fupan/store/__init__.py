"""The shops' tables on disk: atomic, versioned, read by many while one writes."""

from fupan.store.places import data_root, shop_folder, shop_names
from fupan.store.shop import Shop, open_shop
from fupan.store.snapshots import Snapshot

__all__ = ["Shop", "Snapshot", "data_root", "open_shop", "shop_folder", "shop_names"]
