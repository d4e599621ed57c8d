"""scipy.stats: summaries, tests and resampling; statistics and p-values alike."""

import numpy as np

from ecosystem.case import calls, const, normal, positive, spread, uniform

call = calls("scipy.stats")
TEST = "statistic pvalue"

# Summary statistics.
for name in "gmean hmean tmean tvar tstd tsem sem moment variation skew kurtosis kstat kstatvar iqr gstd".split():
    call(name, positive(7))
call("pmean", positive(7), 2.5)
for name in "gmean hmean skew kurtosis sem variation moment".split():
    call(f"{name} axis=1", positive(3, 5), axis=1)
call("gmean weighted", positive(4), weights=positive(4, seed=1))
call("tmin", spread(5), 0.0)
call("tmax", spread(5), 0.3)
call("tmean limits", spread(7), (-0.5, 0.5))
call("skew unbiased", positive(7), bias=False)
call("mode", spread(5))
call("describe", positive(7), pick="mean variance skewness kurtosis")
call("median_abs_deviation", spread(7))
call("median_abs_deviation normal", spread(7), scale="normal")
call("trim_mean", spread(10), 0.2)
call("sigmaclip", spread(6), pick="clipped lower upper")
for name in "zscore gzscore".split():
    call(name, positive(6))
call("zmap", positive(4), positive(6, seed=1))
call("zscore axis=1", positive(2, 5), axis=1, ddof=1)
call("lmoment", spread(8))
call("quantile", spread(7), const([0.2, 0.5, 0.9]))
call("quantile of p", spread(7), uniform(3))
call("circmean", uniform(6))
call("circvar", uniform(6))
call("circstd", uniform(6))
call("directional_stats", normal(5, 3), pick="mean_direction mean_resultant_length")
call("entropy", positive(5))
call("entropy relative", positive(5), positive(5, seed=1))
call("differential_entropy", spread(10))
call("boxcox_llf", 0.5, positive(6), by=lambda f, xp, lmb, x: f(lmb, x))
call("yeojohnson_llf", 0.5, positive(6), by=lambda f, xp, lmb, x: f(lmb, x))
call("rankdata", spread(6))
call("false_discovery_control", uniform(5))

# Correlation.
call("pearsonr", normal(6), normal(6, seed=1), pick=TEST)
call(
    "pearsonr interval", normal(6), normal(6, seed=1), pick=lambda r: list(r.confidence_interval())
)
call("spearmanrho", spread(6), spread(6, seed=1), pick=TEST)
call("chatterjeexi", spread(8), spread(8, seed=1), pick=TEST)

# Tests with one sample.
call("ttest_1samp", normal(6), 0.3, pick=TEST)
call("ttest_1samp interval", normal(6), 0.3, pick=lambda r: list(r.confidence_interval()))
call("ttest_1samp axis=1", normal(2, 5), 0.3, axis=1, pick=TEST)
for name in "skewtest kurtosistest normaltest".split():
    call(name, normal(22), pick=TEST)
call("jarque_bera", normal(9), pick=TEST)
call("cramervonmises", uniform(8), lambda x: x, pick=TEST)
call("ks_1samp", uniform(8), lambda x: x, pick=TEST)
call("chisquare", positive(5), pick=TEST, by=lambda f, xp, x: f(x, sum_check=False))
call("power_divergence", positive(5), lambda_="log-likelihood", pick=TEST)
call("wilcoxon", spread(8), pick=TEST)
call("combine_pvalues", uniform(4), pick=TEST)
for method in "pearson tippett stouffer mudholkar_george".split():
    call(f"combine_pvalues {method}", uniform(4), method=method, pick=TEST)

# Tests with two samples and more.
call("ttest_ind", normal(6), normal(7, seed=1), pick=TEST)
call("ttest_ind welch", normal(6), normal(7, seed=1), equal_var=False, pick=TEST)
call("ttest_ind axis=1", normal(2, 6), normal(2, 7, seed=1), axis=1, pick=TEST)
call("ttest_rel", normal(6), normal(6, seed=1), pick=TEST)
call(
    "ttest_ind_from_stats",
    normal(2),
    positive(2),
    5,
    normal(2, seed=1),
    positive(2, seed=1),
    6,
    pick=TEST,
)
call("f_oneway", normal(5), normal(6, seed=1), normal(7, seed=2), pick=TEST)
call("alexandergovern", normal(5), normal(6, seed=1), normal(7, seed=2), pick=TEST)
call("bartlett", normal(5), normal(6, seed=1), normal(7, seed=2), pick=TEST)
call("levene", normal(5), normal(6, seed=1), normal(7, seed=2), pick=TEST)
call("levene mean", normal(5), normal(6, seed=1), center="mean", pick=TEST)
call("fligner", normal(5), normal(6, seed=1), pick=TEST)
call("ansari", spread(5), spread(6) + 0.05, pick=TEST)
call("mood", spread(5), spread(6) + 0.05, pick=TEST)
call("mannwhitneyu", spread(5), spread(6) + 0.05, pick=TEST)
call("kruskal", spread(5), spread(6) + 0.05, pick=TEST)
call("friedmanchisquare", spread(5), spread(5) + 0.05, spread(5, seed=3), pick=TEST)
call("brunnermunzel", spread(5), spread(6) + 0.05, pick=TEST)
call("cramervonmises_2samp", spread(5), spread(6) + 0.05, pick=TEST)
call("epps_singleton_2samp", normal(8), normal(9, seed=1), pick=TEST, tolerance=1e-4)

# Resampling. The generator is made anew for each call, so that the samples are the same.
call(
    "bootstrap",
    normal(6),
    by=lambda f, xp, x: f(
        (x,),
        lambda x, axis: xp.mean(x, axis=axis),
        n_resamples=30,
        rng=np.random.default_rng(1),
        method="percentile",
    ),
    pick="standard_error",
)
call(
    "monte_carlo_test",
    normal(6),
    by=lambda f, xp, x: f(
        x,
        lambda size: xp.asarray(np.random.default_rng(1).normal(size=size)),
        lambda x, axis: xp.mean(x, axis=axis),
        n_resamples=30,
    ),
    pick=TEST,
)
call(
    "permutation_test",
    normal(4),
    normal(4, seed=1),
    by=lambda f, xp, x, y: f(
        (x, y),
        lambda x, y, axis: xp.mean(x, axis=axis) - xp.mean(y, axis=axis),
        n_resamples=30,
        rng=np.random.default_rng(1),
    ),
    pick=TEST,
)
call(
    "power",
    by=lambda f, xp: f(
        lambda x, axis: xp.mean(x, axis=axis),
        lambda size: xp.asarray(np.random.default_rng(1).normal(size=size)),
        5,
        n_resamples=20,
    ),
    pick="power",
)

# On NumPy alone, by SciPy's own account.
for name in "scoreatpercentile expectile boxcox_normmax yeojohnson_normmax".split():
    call(name, positive(6), *((50,) if name == "scoreatpercentile" else ()), native=False)
call("boxcox", positive(6), 0.5, native=False)
call("yeojohnson", positive(6), 0.5, native=False)
for (
    name
) in "spearmanr kendalltau weightedtau pointbiserialr wasserstein_distance energy_distance".split():
    call(name, spread(6), spread(6, seed=1), native=False)
for name in "linregress theilslopes siegelslopes".split():
    call(name, spread(6), spread(6, seed=1), native=False)
for name in "ks_2samp ranksums".split():
    call(name, spread(5), spread(6) + 0.05, native=False, pick=TEST)
for name in "shapiro".split():
    call(name, normal(8), native=False, pick=TEST)
call("bayes_mvs", normal(8), native=False)
call("trimboth", spread(8), 0.2, native=False)
call("trim1", spread(8), 0.2, native=False)
call("obrientransform", normal(5), normal(6), native=False)
call("binned_statistic", spread(6), spread(6, seed=1), bins=2, native=False, pick="statistic")
call("contingency.expected_freq", positive(2, 3), native=False)
call("contingency.margins", positive(2, 3), native=False)
for dist in "norm expon gamma beta t".split():
    shape = {"gamma": (2.0,), "beta": (2.0, 3.0), "t": (4.0,)}.get(dist, ())
    for method in "pdf logpdf cdf ppf".split():
        call(f"{dist}.{method}", uniform(4), *shape, native=False)
call("multivariate_normal.logpdf", normal(3), native=False, by=lambda f, xp, x: f(x))
call("gaussian_kde", normal(6), normal(3, seed=1), native=False, by=lambda f, xp, d, x: f(d)(x))
for name in "gmean hmean zscore".split():
    calls("scipy.stats.mstats")(name, positive(5))
