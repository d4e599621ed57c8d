"""scipy.fft: Fourier, Hankel and real transforms."""

from ecosystem.case import calls, complex_normal, normal

call = calls("scipy.fft")

for name in "fft ifft rfft ihfft".split():
    call(name, normal(6), n=5)
    call(f"{name} ortho", normal(2, 4), axis=0, norm="ortho")
for name in "fft ifft hfft irfft".split():
    call(f"{name} complex", complex_normal(2, 4), axis=1)
for name in "fft2 ifft2 fftn ifftn rfft2 rfftn ihfft2 ihfftn".split():
    call(name, normal(3, 4))
for name in "fft2 ifft2 fftn ifftn irfft2 irfftn hfft2 hfftn".split():
    call(f"{name} complex", complex_normal(2, 3))
for name in "dct idct dst idst".split():
    call(name, normal(5))
for name in "dctn idctn dstn idstn".split():
    call(name, normal(3, 3))
call("fftshift", normal(5))
call("ifftshift", normal(5))
for name in "fht ifht".split():
    call(name, normal(6), 0.3, 0.5)
for name in "fftfreq rfftfreq".split():
    call(name, 6, by=lambda f, xp, n: f(n, xp=xp))
