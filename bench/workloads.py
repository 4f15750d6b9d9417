"""The rows of the bench, in the order of the book. A later chapter adds its file `rows_<chapter>.py` and its line here."""

import rows_cluster  # noqa: F401
import rows_logistic  # noqa: F401
import rows_metrics  # noqa: F401
import rows_linear  # noqa: F401
import rows_optim  # noqa: F401
import rows_neighbors  # noqa: F401
import rows_selection  # noqa: F401
import rows_translation  # noqa: F401
import rows_rouge_ranking  # noqa: F401
import rows_tensor  # noqa: F401
import rows_functions  # noqa: F401
from rows import MEMORY, ROWS

__all__ = ["MEMORY", "ROWS"]
