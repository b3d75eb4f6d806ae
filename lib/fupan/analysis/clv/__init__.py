"""Customer value: models of how often a buyer will come back, and what is spent then.

Each model is fitted by maximum likelihood on distinct rows with weights, so a million buyers cost
about as much as the thousand different histories they have. Whether a model beats a naive
forecast is for the analysis that uses it to test.
"""

from fupan.analysis.clv.beta_geometric import BetaGeometric
from fupan.analysis.clv.bg_nbd import BgNbd
from fupan.analysis.clv.gamma_gamma import GammaGamma
from fupan.analysis.clv.histories import Histories
from fupan.analysis.clv.pareto_nbd import ParetoNbd

__all__ = ["BetaGeometric", "BgNbd", "GammaGamma", "Histories", "ParetoNbd"]
