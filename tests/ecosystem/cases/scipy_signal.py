"""scipy.signal: filters and their design, convolution, windows, spectra."""

import numpy as np

from ecosystem.case import calls, complex_normal, const, normal, positive, spread

call = calls("scipy.signal")

# Filter design: orders and frequencies are numbers, so what is differentiated is what takes arrays.
B, A = normal(3), np.array([1.2, 0.3, 0.2])
for name in "freqz freqs group_delay".split():
    call(
        name,
        B,
        A,
        by=lambda f, xp, b, a: (
            f(b, a, xp.asarray([0.2, 0.5, 1.1]))
            if "delay" not in f.__name__
            else f((b, a), xp.asarray([0.2, 0.5, 1.1]))
        )[1],
    )
Z, P, K = complex_normal(2) * 0.3, complex_normal(2, seed=1) * 0.3, 1.3
for name in "freqz_zpk freqs_zpk".split():
    call(name, Z, P, by=lambda f, xp, z, p: f(z, p, 1.3, xp.asarray([0.2, 0.5, 1.1]))[1])
SECTIONS = np.array([[0.5, 0.2, 0.1, 0.3, 0.2], [1.0, 0.4, 0.3, -0.2, 0.1]])


def sos(sections):
    """Second-order sections, from all their coefficients but the one that must be 1."""
    xp = sections.__array_namespace__()
    ones = xp.ones_like(sections[:, :1])
    return xp.concat([sections[:, :3], ones, sections[:, 3:]], axis=1)


for name in "freqz_sos sosfreqz".split():
    call(name, SECTIONS, by=lambda f, xp, s: f(sos(s), xp.asarray([0.2, 0.5, 1.1]))[1])
for name in "bilinear normalize".split():
    call(name, B, A)
for name in "lp2lp lp2hp".split():
    call(name, B, A, 0.7)
for name in "lp2bp lp2bs".split():
    call(name, B, A, 0.7, 0.3)
call("bilinear_zpk", Z, P, 1.3, 2.0)
for name in "lp2lp_zpk lp2hp_zpk".split():
    call(name, Z, P, 1.3, 0.7)
for name in "lp2bp_zpk lp2bs_zpk".split():
    call(name, Z, P, 1.3, 0.7, 0.3)
call("zpk2tf", Z, P, 1.3)
call(
    "zpk2sos",
    Z,
    P,
    by=lambda f, xp, z, p: f(xp.concat([z, xp.conj(z)]), xp.concat([p, xp.conj(p)]), 1.3),
)
call("tf2zpk", B, A)
call("tf2sos", B, A)
call("sos2tf", SECTIONS, by=lambda f, xp, s: f(sos(s)))
call("sos2zpk", SECTIONS, by=lambda f, xp, s: f(sos(s)))
call("abcd_normalize", normal(2, 2), normal(2, 1), normal(1, 2), normal(1, 1))
call("iirfilter", 2, const([0.2, 0.5]), by=lambda f, xp, n, w: f(n, w))
call(
    "butter",
    2,
    positive(2) * np.array([0.2, 0.4]),
    by=lambda f, xp, n, w: f(n, xp.sort(w), btype="band"),
)
call("cheby1", 2, 1.0, positive(1) * 0.3, by=lambda f, xp, n, r, w: f(n, r, w[0]))
call("firwin", 5, positive(1) * 0.3, by=lambda f, xp, n, w: f(n, w))
call(
    "firwin2",
    7,
    const([0.0, 0.4, 1.0]),
    positive(3),
    by=lambda f, xp, n, freq, gain: f(n, freq, gain, antisymmetric=False),
)
call("firls", 5, const([0.0, 0.3, 0.4, 1.0]), positive(4))
call("remez", 7, const([0.0, 0.1, 0.2, 0.5]), positive(2))
call("minimum_phase", positive(5))
call("savgol_coeffs", 5, 2, by=lambda f, xp, n, k: f(n, k, xp=xp))

for name, extra in {"besselap": (), "buttap": (), "cheb1ap": (1.0,), "cheb2ap": (20.0,)}.items():
    call(name, 3, *extra, by=lambda f, xp, n, *e: f(n, *e, xp=xp))
call("ellipap", 3, 1.0, 20.0, by=lambda f, xp, n, *e: f(n, *e, xp=xp))
for name in "iirnotch iirpeak".split():
    call(name, 0.3, 5.0, by=lambda f, xp, w, q: f(w, q, xp=xp))
call("iircomb", 0.25, 5.0, by=lambda f, xp, w, q: f(w, q, xp=xp))
call("gammatone", 440.0, "iir", fs=16000.0, by=lambda f, xp, w, t, fs: f(w, t, fs=fs, xp=xp))
for name, extra in {"bessel": (), "cheby2": (20.0,), "ellip": (1.0, 20.0)}.items():
    call(name, 2, *extra, positive(1) * 0.3, by=lambda f, xp, n, *e: f(n, *e[:-1], e[-1][0]))
call("choose_conv_method", normal(6), normal(3), by=lambda f, xp, x, y: x + 0.0 * len(f(x, y)))
for name in "bode impulse step".split():
    call(name, B, A, by=lambda f, xp, b, a: f((b, a))[1])
call(
    "place_poles",
    normal(2, 2),
    normal(2, 1),
    by=lambda f, xp, a, b: f(a, b, xp.asarray([-1.0, -2.0])).gain_matrix,
)
# Filtering and convolution.
for name in "convolve correlate fftconvolve oaconvolve".split():
    call(name, normal(6), normal(3))
    call(f"{name} 2-d same", normal(4, 4), normal(3, 3), mode="same")
for name in "convolve2d correlate2d".split():
    call(name, normal(4, 4), normal(2, 2))
call("convolve direct", normal(6), normal(3), method="direct")
call("convolve fft", normal(6), normal(3), method="fft")
call("deconvolve", normal(6), positive(3))
call("lfilter", B, A, normal(6))
call("lfilter_zi", B, A)
call("lfiltic", B, A, normal(2), normal(2, seed=1))
call("filtfilt", B, A, normal(14))
call("sosfilt", SECTIONS, normal(6), by=lambda f, xp, s, x: f(sos(s), x))
call("sosfiltfilt", SECTIONS, normal(24), by=lambda f, xp, s, x: f(sos(s), x))
call("sosfilt_zi", SECTIONS, by=lambda f, xp, s: f(sos(s)))
call("savgol_filter", normal(8), 5, 2)
call("savgol_filter wrap", normal(8), 5, 2, mode="wrap")
call("upfirdn", normal(3), normal(6), 2, 3)
call("resample", normal(8), 5)
call("resample up", normal(5), 8)
call("resample_poly", normal(8), 3, 2)
call("medfilt", spread(7))
call("medfilt2d", spread(4, 4))
call("order_filter", spread(4, 4), const(np.ones((3, 3))), 2)
call("wiener", normal(7))
call("hilbert", normal(6))
call("hilbert2", normal(4, 4))
call("envelope", normal(8))
call("detrend", normal(7))
call("detrend constant", normal(7), type="constant")
call("detrend pieces", normal(8), bp=4)
call("vectorstrength", positive(5), 0.7)
call("vectorstrength several", positive(5), positive(2, seed=2))

# Splines.
for name in "cspline1d qspline1d".split():
    call(name, normal(7))
call("cspline2d", normal(24), normal(24), by=lambda f, xp, x, y: f(x[:, None] * y))
for name in "cspline1d_eval qspline1d_eval".split():
    call(name, normal(6), const(positive(4)))
call("gauss_spline", normal(5), 3)
call("spline_filter", normal(24), normal(24), by=lambda f, xp, x, y: f(x[:, None] * y, 0.1))

# Windows: arrays come out, from numbers.
call = calls("scipy.signal.windows")
for name in (
    "boxcar triang parzen bohman blackman nuttall blackmanharris flattop bartlett hann tukey barthann "
    "hamming cosine lanczos taylor"
).split():
    call(name, 6, by=lambda f, xp, n: f(n, xp=xp))
for name in "general_hamming kaiser gaussian exponential chebwin kaiser_bessel_derived".split():
    extra = {"exponential": (None, 2.0), "chebwin": (60,), "kaiser_bessel_derived": (2.0,)}.get(
        name, (0.7,)
    )
    call(name, 6, *extra, by=lambda f, xp, n, *e: f(n, *e, xp=xp))
call("general_gaussian", 6, 1.5, 2.0, by=lambda f, xp, *e: f(*e, xp=xp))
call("general_cosine", 6, positive(3), by=lambda f, xp, n, a: f(n, a))
call("get_window", by=lambda f, xp: f(("kaiser", 4.0), 6, xp=xp))

# On NumPy alone, by SciPy's own account.
call = calls("scipy.signal")
for name in "periodogram welch".split():
    call(name, normal(8), native=False)
for name in "csd coherence".split():
    call(name, normal(8), normal(8, seed=1), nperseg=4, native=False)
call("lombscargle", const(np.arange(5.0)), normal(5), const(positive(3)), native=False)
call("decimate", normal(30), 2, native=False)
call("czt", normal(6), native=False)
call("zoom_fft", normal(6), [0.1, 0.5], native=False)
call("find_peaks", spread(8), native=False)
call("residue", B, A, native=False)
call("stft", normal(16), nperseg=8, native=False)
call("chirp", positive(5), 1.0, 1.0, 2.0, native=False)
call("gausspulse", normal(5) * 1e-3, step=1e-6, native=False)
call("sawtooth", positive(5), native=False)
call("symiirorder1", normal(60), 0.5, 0.3, native=False)
call("sepfir2d", normal(4, 4), normal(3), normal(3), native=False)
