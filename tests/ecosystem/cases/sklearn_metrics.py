"""sklearn.metrics and its pairwise functions, with array_api_dispatch."""

import numpy as np
import sklearn

from ecosystem.case import calls, normal, positive, spread, uniform

# What scikit-learn's own users switch on; NumPy's arrays go through the same code.
sklearn.set_config(array_api_dispatch=True)

call = calls("sklearn.metrics")
TRUE, PREDICTED = positive(6), positive(6, seed=1)
for name in (
    "mean_absolute_error mean_squared_error root_mean_squared_error mean_squared_log_error "
    "root_mean_squared_log_error mean_absolute_percentage_error mean_pinball_loss median_absolute_error max_error "
    "r2_score explained_variance_score mean_poisson_deviance mean_gamma_deviance mean_tweedie_deviance "
    "d2_tweedie_score d2_pinball_score d2_absolute_error_score"
).split():
    call(name, TRUE, PREDICTED)
call("mean_squared_error weighted", TRUE, PREDICTED, sample_weight=positive(6, seed=2))
call("mean_squared_error 2-d", positive(4, 2), positive(4, 2, seed=1), multioutput="raw_values")
call("r2_score 2-d", positive(4, 2), positive(4, 2, seed=1), multioutput="variance_weighted")

CLASSES, OTHERS = np.array([0, 1, 2, 1, 0, 2]), np.array([0, 2, 2, 1, 1, 2])
BINARY = np.array([0, 1, 1, 0, 1, 0])
for name in (
    "accuracy_score balanced_accuracy_score cohen_kappa_score "
    "hamming_loss zero_one_loss matthews_corrcoef"
).split():
    call(name, CLASSES, OTHERS)
call("accuracy_score weighted", CLASSES, OTHERS, sample_weight=positive(6))
call("zero_one_loss weighted", CLASSES, OTHERS, sample_weight=positive(6))
call("balanced_accuracy_score weighted", CLASSES, OTHERS, sample_weight=positive(6))
call("hamming_loss weighted", CLASSES, OTHERS, sample_weight=positive(6))
for name in "f1_score jaccard_score precision_score recall_score".split():
    call(name, CLASSES, OTHERS, average="macro")
    call(f"{name} weighted", CLASSES, OTHERS, average="weighted", sample_weight=positive(6))
call("fbeta_score", CLASSES, OTHERS, beta=0.5, average="macro")
call("confusion_matrix", CLASSES, OTHERS)
call("confusion_matrix weighted", CLASSES, OTHERS, sample_weight=positive(6))
call("multilabel_confusion_matrix", CLASSES, OTHERS)
call("precision_recall_fscore_support", CLASSES, OTHERS, pick=lambda r: list(r[:3]))
call("class_likelihood_ratios", BINARY, np.array([0, 1, 0, 0, 1, 1]))


def probabilities(f, xp, y, p, **options):
    """Rows that add up to one."""
    return f(y, p / p.__array_namespace__().sum(p, axis=1, keepdims=True), **options)


call("log_loss", CLASSES, positive(6, 3), by=probabilities)
call("log_loss binary", BINARY, uniform(6))
call("brier_score_loss", BINARY, uniform(6))
call("brier_score_loss classes", CLASSES, positive(6, 3), by=probabilities)
call("d2_log_loss_score", CLASSES, positive(6, 3), by=probabilities)
call("d2_brier_score", BINARY, uniform(6))
call("hinge_loss", BINARY, normal(6))
for name in "roc_auc_score average_precision_score".split():
    call(name, BINARY, spread(6))
for name in "roc_curve det_curve precision_recall_curve".split():
    call(name, BINARY, spread(6), pick=lambda r: [r[2]])
call("confusion_matrix_at_thresholds", BINARY, spread(6))
call("ndcg_score", positive(2, 4), spread(2, 4))
for name in "calinski_harabasz_score davies_bouldin_score silhouette_score".split():
    call(name, normal(6, 2), CLASSES)
for name in "mutual_info_score normalized_mutual_info_score adjusted_rand_score".split():
    call(name, CLASSES, OTHERS)

call = calls("sklearn.metrics.pairwise")
A, B = normal(3, 2), normal(4, 2, seed=1)
for name in (
    "euclidean_distances manhattan_distances cosine_distances cosine_similarity linear_kernel polynomial_kernel "
    "rbf_kernel sigmoid_kernel laplacian_kernel"
).split():
    call(name, A, B)
call("euclidean_distances itself", A, by=lambda f, xp, a: f(a, squared=True))
for name in "chi2_kernel additive_chi2_kernel".split():
    call(name, positive(3, 2), positive(4, 2, seed=1))
for name in "paired_euclidean_distances paired_manhattan_distances paired_cosine_distances".split():
    call(name, A, B[:3])
call("nan_euclidean_distances", A, B, native=False)
call("haversine_distances", A, B, native=False)
for metric in "euclidean manhattan cosine".split():
    call(f"pairwise_distances {metric}", A, B, metric=metric)
for metric in "rbf linear poly laplacian sigmoid cosine".split():
    call(f"pairwise_kernels {metric}", A, B, metric=metric)
call("pairwise_distances_argmin", A, B)

call = calls("sklearn.utils.extmath")
call("softmax", normal(3, 4))
call("row_norms", normal(3, 4))
call("fast_logdet", np.eye(3) * 3 + 0.1 * normal(3, 3))
call("safe_sparse_dot", normal(3, 4), normal(4, 2))
call(
    "randomized_svd",
    normal(5, 4),
    pick=lambda r: [r[1]],
    by=lambda f, xp, x: f(x, 2, random_state=0),
)
call("weighted_mode", np.array([1, 2, 2]), positive(3), native=False)
