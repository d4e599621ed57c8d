"""scikit-learn's estimators: fitted on Variables, and what they transform and predict."""

import numpy as np
import sklearn

from ecosystem.case import calls, normal, positive, spread

sklearn.set_config(array_api_dispatch=True)

X, NEW = spread(8, 2), normal(3, 2, seed=1)
TARGET, CLASSES = normal(8, seed=2), np.array([0, 1, 2, 1, 0, 2, 1, 0])
BINARY = np.array([0, 1, 1, 0, 0, 1, 0, 1])

# Transformers: fitted on one array, applied to another.
call = calls("sklearn.preprocessing")


def transformed(cls, xp, x, new, **options):
    return cls(**options).fit(x).transform(new)


def restored(cls, xp, x, new, **options):
    return cls(**options).fit(x).inverse_transform(new)


for name in "StandardScaler MinMaxScaler MaxAbsScaler".split():
    call(name, X, NEW, by=transformed)
    call(f"{name} inverse", X, NEW, by=restored)
call(
    "StandardScaler weighted",
    X,
    positive(8),
    NEW,
    by=lambda c, xp, x, w, new: c().fit(x, sample_weight=w).transform(new),
)
call("MinMaxScaler clipped", X, NEW, by=transformed, clip=True)
for norm in "l1 l2 max".split():
    call(f"normalize {norm}", X, norm=norm)
call("Normalizer", X, NEW, by=transformed)
call("Binarizer", X, NEW, by=transformed)
call("binarize", NEW)
call("PolynomialFeatures", X, NEW, by=transformed)
call("PolynomialFeatures interactions", X, NEW, by=transformed, degree=3, interaction_only=True)
call("KernelCenterer", X[:2], NEW, by=transformed)
call("power_transform", positive(6, 2), native=False)
for name in "scale minmax_scale maxabs_scale robust_scale".split():
    call(name, X, native=name != "robust_scale")
call("PowerTransformer", positive(8, 2), positive(3, 2), by=transformed, native=False)
call("RobustScaler", X, NEW, by=transformed, native=False)
call("QuantileTransformer", X, NEW, by=transformed, native=False, n_quantiles=5)
call("SplineTransformer", X, NEW, by=transformed, native=False)
call("LabelBinarizer", CLASSES, by=lambda c, xp, y: c().fit(y).transform(y))
call("LabelEncoder", CLASSES, by=lambda c, xp, y: c().fit(y).transform(y))
call("label_binarize", CLASSES, classes=[0, 1, 2])

call = calls("sklearn.decomposition")
X, NEW = spread(6, 3), normal(3, 3, seed=1)
call("PCA", X, NEW, by=transformed, n_components=2, svd_solver="full")
call("PCA covariance", X, NEW, by=transformed, n_components=2, svd_solver="covariance_eigh")
call("PCA whiten", X, NEW, by=transformed, n_components=2, svd_solver="full", whiten=True)
call("PCA inverse", X, normal(3, 2, seed=1), by=restored, n_components=2, svd_solver="full")
call(
    "PCA randomized",
    X,
    by=lambda c, xp, x: (
        c(2, svd_solver="randomized", power_iteration_normalizer="QR", random_state=0)
        .fit(x)
        .explained_variance_
    ),
)
call(
    "PCA variance", X, by=lambda c, xp, x: c(2, svd_solver="full").fit(x).explained_variance_ratio_
)
call(
    "PCA score_samples",
    X,
    NEW,
    by=lambda c, xp, x, new: c(2, svd_solver="full").fit(x).score_samples(new),
)
call("PCA get_covariance", X, by=lambda c, xp, x: c(2, svd_solver="full").fit(x).get_covariance())
call("TruncatedSVD", X, NEW, by=transformed, native=False)
call("NMF", positive(6, 3), by=lambda c, xp, x: c(2, random_state=0).fit_transform(x), native=False)
call("FactorAnalysis", X, NEW, by=transformed, native=False, n_components=1)

# Predictors.
X, NEW = spread(8, 2), normal(3, 2, seed=1)
call = calls("sklearn.linear_model")


def predicted(cls, xp, x, y, new, **options):
    return cls(**options).fit(x, y).predict(new)


call("Ridge", X, TARGET, NEW, by=predicted, solver="svd")
call(
    "Ridge weighted",
    X,
    TARGET,
    positive(8),
    by=lambda c, xp, x, y, w: c(solver="svd").fit(x, y, sample_weight=w).coef_,
)
call("Ridge no intercept", X, TARGET, NEW, by=predicted, solver="svd", fit_intercept=False)
call("Ridge several", X, normal(8, 2), NEW, by=predicted, solver="svd")
call("ridge_regression", X, TARGET, 1.0, solver="svd")
call("RidgeCV", X, TARGET, NEW, by=predicted)
call(
    "RidgeClassifier",
    X,
    BINARY,
    NEW,
    by=lambda c, xp, x, y, new: c(solver="svd").fit(x, y).decision_function(new),
)
call(
    "RidgeClassifierCV",
    X,
    BINARY,
    NEW,
    by=lambda c, xp, x, y, new: c().fit(x, y).decision_function(new),
)
call("LinearRegression", X, TARGET, NEW, by=predicted, native=False)
call(
    "LogisticRegression",
    X,
    BINARY,
    NEW,
    by=lambda c, xp, x, y, new: c().fit(x, y).decision_function(new),
)
call("PoissonRegressor", X, positive(8), NEW, by=predicted)
call("Lasso", X, TARGET, NEW, by=predicted, native=False)
call("BayesianRidge", X, TARGET, NEW, by=predicted, native=False)

call = calls("sklearn.discriminant_analysis")
LDA = "LinearDiscriminantAnalysis"
for method in "predict_proba predict_log_proba decision_function transform".split():
    call(
        f"{LDA} {method}",
        X,
        CLASSES,
        NEW,
        by=lambda c, xp, x, y, new, method=method: getattr(c(solver="svd").fit(x, y), method)(new),
    )
call(f"{LDA} predict", X, CLASSES, NEW, by=predicted)
call(
    "QuadraticDiscriminantAnalysis",
    X,
    BINARY,
    NEW,
    native=False,
    by=lambda c, xp, x, y, new: c(reg_param=0.3).fit(x, y).decision_function(new),
)

call = calls("sklearn.naive_bayes")
for method in "predict_proba predict_log_proba predict_joint_log_proba".split():
    call(
        f"GaussianNB {method}",
        X,
        CLASSES,
        NEW,
        by=lambda c, xp, x, y, new, method=method: getattr(c().fit(x, y), method)(new),
    )
call("GaussianNB predict", X, CLASSES, NEW, by=predicted)
call(
    "GaussianNB weighted",
    X,
    CLASSES,
    positive(8),
    NEW,
    by=lambda c, xp, x, y, w, new: c().fit(x, y, sample_weight=w).predict_log_proba(new),
)
call(
    "MultinomialNB",
    positive(8, 3),
    CLASSES,
    positive(2, 3),
    native=False,
    by=lambda c, xp, x, y, new: c().fit(x, y).predict_log_proba(new),
)

call = calls("sklearn.kernel_approximation")
call("Nystroem", X, NEW, by=transformed, n_components=3, random_state=0)
call("RBFSampler", X, NEW, by=transformed, native=False, n_components=3, random_state=0)

call = calls("sklearn.mixture")
for covariance in "full tied diag spherical".split():
    call(
        f"GaussianMixture {covariance}",
        X,
        NEW,
        by=lambda c, xp, x, new, kind=covariance: (
            c(
                2,
                covariance_type=kind,
                random_state=0,
                max_iter=3,
                tol=0.0,
                init_params="random_from_data",
            )
            .fit(x)
            .score_samples(new)
        ),
        tolerance=1e-4,
    )
call(
    "GaussianMixture predict_proba",
    X,
    NEW,
    by=lambda c, xp, x, new: (
        c(2, random_state=0, max_iter=3, tol=0.0, init_params="random_from_data")
        .fit(x)
        .predict_proba(new)
    ),
    tolerance=1e-4,
)

call = calls("sklearn.model_selection")
call("train_test_split", X, TARGET, random_state=0)
call("cross_val_predict", X, TARGET, by=lambda f, xp, x, y: f(_ridge(), x, y, cv=2))
call("cross_val_score", X, TARGET, by=lambda f, xp, x, y: f(_ridge(), x, y, cv=2))


def _ridge():
    from sklearn.linear_model import Ridge

    return Ridge(solver="svd")


call = calls("sklearn.pipeline")
call(
    "make_pipeline",
    X,
    TARGET,
    NEW,
    by=lambda f, xp, x, y, new: f(_scaler(), _ridge()).fit(x, y).predict(new),
)
call("make_union", X, NEW, by=lambda f, xp, x, new: f(_scaler(), _scaler()).fit(x).transform(new))


def _scaler():
    from sklearn.preprocessing import StandardScaler

    return StandardScaler()


# On NumPy alone.
for package, names in {
    "neighbors": "KNeighborsRegressor",
    "tree": "DecisionTreeRegressor",
    "svm": "SVR",
    "gaussian_process": "GaussianProcessRegressor",
    "kernel_ridge": "KernelRidge",
    "ensemble": "RandomForestRegressor",
    "neural_network": "MLPRegressor",
}.items():
    calls(f"sklearn.{package}")(names, X, TARGET, NEW, by=predicted, native=False)
calls("sklearn.covariance")(
    "EmpiricalCovariance", X, by=lambda c, xp, x: c().fit(x).covariance_, native=False
)
calls("sklearn.cluster")(
    "KMeans",
    X,
    by=lambda c, xp, x: c(2, random_state=0, n_init=1).fit(x).cluster_centers_,
    native=False,
)
calls("sklearn.feature_selection")("f_regression", X, TARGET, native=False)
