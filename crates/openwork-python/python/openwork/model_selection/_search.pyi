from typing import Any

from . import GridSearchCV as GridSearchCV, ParameterGrid as ParameterGrid

