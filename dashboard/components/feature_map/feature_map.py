"""The test set in a network's features: 10,000 points to pan, zoom and open."""

from typing import Any, Literal

from dashboard.components.component import component

Method = Literal["pca", "tsne"]
HTML = """
<section class="feature-map wall">
  <p class="doing" role="status"><progress max="1" value="0" hidden></progress><span></span></p>
  <div class="chart" role="img"></div>
  <p class="words"></p>
  <aside class="opened" aria-label="The opened digit" hidden></aside>
</section>
"""

# Plotly puts its styles into the page
_feature_map = component("feature_map", html=HTML, isolate_styles=False)


def feature_map(data: dict[str, Any]) -> None:
    """Lay out the test digits of the network ``key`` at its ``weights`` by ``method``.

    ``title`` is what the method is called, ``version`` that of the network, ``opened`` a digit to
    begin with, or None.
    """
    _feature_map(key="feature_map", data=data)
