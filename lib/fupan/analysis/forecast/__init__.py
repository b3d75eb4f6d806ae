"""What each item will sell: weekday, promotions and Spring Festival times the item's own level.

Several methods compete per item in a rolling-origin back-test; what to order is left to `ordering`
and to the inventory analysis.
"""

from fupan.analysis.forecast.backtest import Trial, backtest
from fupan.analysis.forecast.classes import CLASS_NAMES, demand_classes
from fupan.analysis.forecast.outlook import Forecast, forecast_of

__all__ = ["CLASS_NAMES", "Forecast", "Trial", "backtest", "demand_classes", "forecast_of"]
