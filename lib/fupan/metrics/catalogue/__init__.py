"""Every metric once, by subject; adding one touches its subject's file and one test."""

from fupan.metrics.catalogue.find import METRICS, find_metric, find_metrics, leaves

__all__ = ["METRICS", "find_metric", "find_metrics", "leaves"]
