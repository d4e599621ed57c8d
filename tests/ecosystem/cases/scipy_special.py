"""scipy.special: elementwise functions, and the three that reduce."""

from ecosystem.case import calls, const, normal, positive, uniform

call = calls("scipy.special")

# One argument, anywhere.
for name in "erf erfc erfcx entr exp1 exp10 exp2 exprel expit log_ndtr ndtr psi".split():
    call(name, positive(5) if name in {"entr", "exp1", "psi"} else normal(5))
for name in "i0 i0e i1 i1e j0 j1 cbrt cosdg sindg tandg cotdg cosm1 sinc".split():
    call(name, normal(5) + 0.1)
for name in "gamma gammaln loggamma rgamma k0 k0e k1 k1e y0 y1 expi spence zetac".split():
    call(name, positive(5) + (1.5 if name == "zetac" else 0.0))
for name in "erfinv logit ndtri ellipk ellipkm1".split():
    call(name, uniform(5))
call("gammasgn", normal(5))
call("softmax", normal(3, 4), axis=1)
call("log_softmax", normal(3, 4), axis=1)
call("logsumexp", normal(3, 4), axis=1)
call(
    "logsumexp weighted", normal(3, 4), axis=0, b=positive(3, 4), by=lambda f, xp, a, **k: f(a, **k)
)

# Two arguments.
for name in "betaln xlog1py xlogy rel_entr kl_div pseudo_huber boxcox boxcox1p inv_boxcox inv_boxcox1p".split():
    call(name, positive(5), positive(5, seed=1))
for name in "gammainc gammaincc poch binom".split():
    call(name, const(positive(5)) if "inc" in name else positive(5), positive(5, seed=1))
for name in "gammaincinv gammainccinv chdtri".split():
    call(name, const(positive(5)), uniform(5))
call("huber", const(positive(5)), normal(5))
for name in "chdtr chdtrc".split():
    call(name, const(positive(5)), positive(5, seed=1))
call("stdtr", const(positive(5)), normal(5))
call("stdtrit", const(positive(5)), uniform(5))
call("zeta", const(positive(5) + 1.0), positive(5, seed=1))
call("zeta of the exponent", positive(5) + 1.0, const(positive(5, seed=1)))
call("digamma", positive(5))
call("multigammaln", positive(5) + 2.0, 2)
call("polygamma", 1, positive(5), by=lambda f, xp, n, x: f(xp.asarray(n), x))
call("expn", 2, positive(5), by=lambda f, xp, n, x: f(xp.asarray(n), x))
call("yn", 2, positive(5), by=lambda f, xp, n, x: f(xp.asarray(n), x))
for name in "pdtr pdtrc".split():
    call(name, const([1.0, 2.0, 3.0]), positive(3))
call("pdtri", 2, uniform(3), by=lambda f, xp, k, y: f(xp.asarray(k), y))

# Three and more.
for name in "betainc betaincc".split():
    call(name, const(positive(4)), const(positive(4, seed=1)), uniform(4))
call("betaincinv", const(positive(4)), const(positive(4, seed=1)), uniform(4))
for name in "fdtr fdtrc".split():
    call(name, const(positive(4)), const(positive(4, seed=1)), positive(4, seed=2))
call("fdtri", const(positive(4)), const(positive(4, seed=1)), uniform(4))
for name in "gdtr gdtrc".split():
    call(name, positive(4), const(positive(4, seed=1)), positive(4, seed=2))
for name in "bdtr bdtrc bdtri".split():
    call(
        name, 2, 5, uniform(3), by=lambda f, xp, k, n, p: f(xp.asarray(float(k)), xp.asarray(n), p)
    )
for name in "nbdtr nbdtrc nbdtri".split():
    call(name, 2, 5, uniform(3), by=lambda f, xp, k, n, p: f(xp.asarray(k), xp.asarray(n), p))
call("hyp1f1", const(positive(4)), const(positive(4, seed=1)), normal(4))
call("radian", positive(3), positive(3, seed=1), positive(3, seed=2))
call("lpmv", 1, 2, uniform(3), by=lambda f, xp, m, n, x: f(xp.asarray(m), xp.asarray(n), x))

# Functions that SciPy runs on NumPy alone: they must refuse.
for name in "airy dawsn fresnel itairy kolmogorov".split():
    call(name, positive(3), native=False)
for name in "jv iv kv yv".split():
    call(name, const(positive(3)), positive(3, seed=1), native=False)
call(
    "hyp2f1",
    const(positive(3)),
    const(positive(3, seed=1)),
    const(positive(3, seed=2)),
    uniform(3),
    native=False,
)
