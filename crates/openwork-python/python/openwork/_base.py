"""What every estimator shares: scikit-learn's manners, without scikit-learn."""

from .exceptions import InvalidParameterError, NotFittedError, _also_sklearns


class Estimator:
    """Settings by name, printed and copied as scikit-learn does it."""

    @classmethod
    def _names(cls):
        """The constructor's parameters, in order."""
        names = cls.__dict__.get("_parameter_names")
        if names is None:
            code = cls.__init__.__code__
            names = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
            cls._parameter_names = names
        return names

    @classmethod
    def _defaults(cls):
        code, given = cls.__init__.__code__, cls.__init__.__defaults__ or ()
        positional = code.co_varnames[code.co_argcount - len(given) : code.co_argcount]
        return {**dict(zip(positional, given)), **(cls.__init__.__kwdefaults__ or {})}

    def get_params(self, deep=True):
        """The settings by name; ``deep`` adds those of settings that are estimators themselves."""
        params = {}
        for name in sorted(self._names()):
            value = getattr(self, name)
            if deep and hasattr(value, "get_params") and not isinstance(value, type):
                params.update({f"{name}__{key}": inner for key, inner in value.get_params().items()})
            params[name] = value
        return params

    def set_params(self, **params):
        """Changes settings by name; ``setting__name`` reaches into a setting that is an estimator."""
        names = self._names()
        inner = {}
        for key, value in params.items():
            name, _, rest = key.partition("__")
            if name not in names:
                raise ValueError(
                    f"Invalid parameter {name!r} for estimator {self}. Valid parameters are: {sorted(names)!r}."
                )
            if rest:
                inner.setdefault(name, {})[rest] = value
            else:
                setattr(self, name, value)
        for name, settings in inner.items():
            getattr(self, name).set_params(**settings)
        return self

    def __repr__(self):
        defaults = self._defaults()
        changed = []
        for name in sorted(self._names()):
            value = getattr(self, name, None)
            if repr(value) != repr(defaults.get(name)):
                changed.append(f"{name}={value!r}")
        return f"{type(self).__name__}({', '.join(changed)})"

    def _require(self, attribute):
        """The fitted attribute, or an error that says to fit first."""
        try:
            return self.__dict__[attribute]
        except KeyError:
            name = type(self).__name__
            raise _also_sklearns(NotFittedError)(
                f"This {name} instance is not fitted yet. Call 'fit' with appropriate arguments before using this estimator."
            ) from None

    def _integer(self, name, low, none=False):
        """Checks that a setting is a whole number of at least ``low``."""
        value = self.__dict__[name]
        if type(value) is int and value >= low or none and value is None:
            return value
        if hasattr(value, "__index__") and not isinstance(value, bool) and value >= low:
            return value.__index__()
        return self._refuse(name, f"a whole number >= {low}" + (" or None" if none else ""))

    def _number(self, name, low):
        """Checks that a setting is a number of at least ``low``."""
        value = self.__dict__[name]
        if type(value) is float and value >= low:
            return value
        if hasattr(value, "__float__") and not isinstance(value, (bool, str)) and getattr(value, "ndim", 0) == 0 and float(value) >= low:
            return float(value)
        return self._refuse(name, f"a number >= {low}")

    def _choice(self, name, choices):
        """Checks that a setting is one of the names."""
        value = self.__dict__[name]
        if isinstance(value, str) and value in choices:
            return value
        return self._refuse(name, " or ".join(map(repr, choices)))

    def _refuse(self, name, wanted):
        raise InvalidParameterError(f"The {name!r} parameter of {type(self).__name__} is {getattr(self, name)!r}, wanted {wanted}.")

    def _notes(self, **more):
        """What a model file keeps for Python: the settings that JSON can hold, and the names of the features."""
        import json

        def plain(value):
            if hasattr(value, "tolist"):
                value = value.tolist()
            try:
                return json.loads(json.dumps(value))
            except TypeError:
                return None  # a callable or a generator: the fitted model does not need it

        notes = {"python": {name: plain(value) for name, value in self.get_params(deep=False).items()}, **more}
        if "feature_names_in_" in self.__dict__:
            notes["features"] = list(self.feature_names_in_)
        return json.dumps(notes)

    @classmethod
    def _restored(cls, notes, **settings):
        """An unfitted estimator with the settings of a model file, and the notes themselves."""
        import json

        import numpy as np

        notes = json.loads(notes)
        known = cls._names()
        settings = {**settings, **(notes.get("python") or {})}
        model = cls(**{name: value for name, value in settings.items() if name in known})
        if features := notes.get("features"):
            model.feature_names_in_ = np.asarray(features, dtype=object)
        return model, notes

    def _tags(self, **changes):
        """scikit-learn's description of an estimator; asked for by scikit-learn alone, which is loaded then."""
        from sklearn.utils import InputTags, Tags, TargetTags

        tags = Tags(estimator_type=None, target_tags=TargetTags(required=False), input_tags=InputTags())
        for name, value in changes.items():
            setattr(tags, name, value)
        return tags

    def __sklearn_tags__(self):
        return self._tags()


class Transformer(Estimator):
    """An estimator whose ``transform`` gives columns, as an array or, after ``set_output``, as a data frame."""

    def set_output(self, *, transform=None):
        """What ``transform`` returns from now on: ``"default"`` (an array), ``"pandas"`` or ``"polars"``; None changes nothing."""
        if transform is not None:
            if transform not in ("default", "pandas", "polars"):
                raise ValueError(f"transform = {transform!r}, wanted 'default', 'pandas', 'polars' or None")
            self._sklearn_output_config = {"transform": transform}
        return self

    def get_feature_names_out(self, input_features=None):
        """The names of the columns of ``transform``: the class's name in lower case and a number."""
        import numpy as np

        prefix = type(self).__name__.lower()
        return np.asarray([f"{prefix}{i}" for i in range(self._require("_n_features_out"))], dtype=object)

    def _dress(self, original, columns):
        """``columns`` in the container that ``set_output`` asked for."""
        from ._data import sklearn_config

        config = self.__dict__.get("_sklearn_output_config")
        kind = config["transform"] if config else sklearn_config("transform_output", "default")
        if kind == "pandas":
            import pandas

            index = original.index if hasattr(original, "iloc") else None
            return pandas.DataFrame(columns, index=index, columns=self.get_feature_names_out(), copy=False)
        if kind == "polars":
            import polars

            return polars.DataFrame(columns, schema=list(self.get_feature_names_out()), orient="row")
        return columns
