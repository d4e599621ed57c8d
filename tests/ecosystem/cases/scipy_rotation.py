"""scipy.spatial.transform: rotations and rigid transforms from arrays and to arrays."""

from typing import Any

import numpy as np
import scipy.spatial.transform as m

from ecosystem.case import calls, normal

call = calls("scipy.spatial.transform")

QUATERNIONS = normal(3, 4)
ANGLES = normal(2, 3)
VECTORS = normal(3, 3, seed=1)


def _set(rotation: Any) -> Any:
    rotation[0] = rotation[1]
    return rotation


def made(source: str, method: str, *args: Any) -> Any:
    """From an array by `from_<source>`, then a method."""
    return lambda _, xp, x: getattr(getattr(m.Rotation, f"from_{source}")(x), method)(*args)


for method in "as_quat as_matrix as_rotvec as_mrp magnitude".split():
    call(f"Rotation {method} of quat", QUATERNIONS, by=made("quat", method))
call("Rotation as_euler", QUATERNIONS, by=made("quat", "as_euler", "xyz"))
call(
    "Rotation as_davenport",
    QUATERNIONS,
    by=lambda _, xp, q: m.Rotation.from_quat(q).as_davenport(xp.asarray(np.eye(3)), "extrinsic"),
)
for source in "rotvec mrp".split():
    call(f"Rotation from_{source}", ANGLES, by=made(source, "as_matrix"))
MATRIX = np.eye(3) + 0.1 * normal(3, 3)
call(  # which SciPy writes into, where the matrix is not orthogonal
    "Rotation from_matrix of a leaf", MATRIX, by=made("matrix", "as_rotvec")
)
call(
    "Rotation from_matrix",
    MATRIX,
    by=lambda _, xp, x: m.Rotation.from_matrix(x * 1.0).as_rotvec(),
)
call("Rotation from_euler", ANGLES, by=lambda _, xp, x: m.Rotation.from_euler("xyz", x).as_matrix())
call(
    "Rotation from_davenport",
    ANGLES,
    by=lambda _, xp, x: m.Rotation.from_davenport(
        xp.asarray(np.eye(3)), "extrinsic", x
    ).as_matrix(),
)
call(
    "Rotation apply", QUATERNIONS, VECTORS, by=lambda _, xp, q, v: m.Rotation.from_quat(q).apply(v)
)
call(
    "Rotation __mul__",
    QUATERNIONS,
    QUATERNIONS[::-1] + 0.3,
    by=lambda _, xp, p, q: (m.Rotation.from_quat(p) * m.Rotation.from_quat(q)).as_matrix(),
)
call(
    "Rotation __pow__",
    QUATERNIONS,
    by=lambda _, xp, q: (m.Rotation.from_quat(q) ** 0.7).as_matrix(),
)
call("Rotation inv", QUATERNIONS, by=lambda _, xp, q: m.Rotation.from_quat(q).inv().as_matrix())
call("Rotation mean", QUATERNIONS, by=lambda _, xp, q: m.Rotation.from_quat(q).mean().as_matrix())
call(
    "Rotation reduce", QUATERNIONS, by=lambda _, xp, q: m.Rotation.from_quat(q).reduce().as_matrix()
)
call(
    "Rotation concatenate",
    QUATERNIONS,
    by=lambda _, xp, q: m.Rotation.concatenate(
        [m.Rotation.from_quat(q), m.Rotation.from_quat(q).inv()]
    ).as_matrix(),
)
call(
    "Rotation __getitem__", QUATERNIONS, by=lambda _, xp, q: m.Rotation.from_quat(q)[1].as_matrix()
)
call(
    "Rotation __setitem__",
    QUATERNIONS,
    by=lambda _, xp, q: _set(m.Rotation.from_quat(q)).as_matrix(),
)
call(
    "Rotation __iter__",
    QUATERNIONS,
    by=lambda _, xp, q: [r.as_matrix() for r in m.Rotation.from_quat(q)],
)
call(
    "Rotation align_vectors",
    VECTORS,
    normal(3, 3, seed=5),
    by=lambda _, xp, a, b: m.Rotation.align_vectors(a, b),
    pick=lambda r: [r[0].as_matrix(), r[1]],
)
call(
    "Rotation approx_equal",
    QUATERNIONS,
    by=lambda _, xp, q: m.Rotation.from_quat(q).approx_equal(m.Rotation.from_quat(q), atol=0.1),
)
call(
    "Slerp",
    normal(3, 4),
    by=lambda _, xp, q: m.Slerp(xp.asarray([0.0, 1.0, 2.0]), m.Rotation.from_quat(q))(
        xp.asarray([0.5, 1.2])
    ).as_matrix(),
)


POSE = np.concatenate([np.concatenate([MATRIX, normal(3, 1)], axis=1), [[0, 0, 0, 1.0]]])
T = "RigidTransform"
call(
    f"{T} from_matrix",
    POSE[:3],
    by=lambda _, xp, x: m.RigidTransform.from_matrix(
        xp.concat([x, xp.asarray([[0.0, 0, 0, 1]])])
    ).as_matrix(),
)
call(
    f"{T} from_rotation",
    QUATERNIONS,
    by=lambda _, xp, q: m.RigidTransform.from_rotation(m.Rotation.from_quat(q)).as_matrix(),
)
call(
    f"{T} from_translation",
    VECTORS,
    by=lambda _, xp, v: m.RigidTransform.from_translation(v).as_matrix(),
)
PAIR = (QUATERNIONS, VECTORS)


def pose(q: Any, v: Any) -> Any:
    return m.RigidTransform.from_components(v, m.Rotation.from_quat(q))


call(f"{T} from_components", *PAIR, by=lambda _, xp, q, v: pose(q, v).as_matrix())
call(
    f"{T} as_components",
    *PAIR,
    by=lambda _, xp, q, v: pose(q, v).as_components(),
    pick=lambda c: [c[0], c[1].as_matrix()],
)
call(
    f"{T} from_exp_coords",
    normal(2, 6),
    by=lambda _, xp, x: m.RigidTransform.from_exp_coords(x).as_matrix(),
)
call(f"{T} as_exp_coords", *PAIR, by=lambda _, xp, q, v: pose(q, v).as_exp_coords())
call(
    f"{T} from_dual_quat",
    normal(2, 8),
    by=lambda _, xp, x: m.RigidTransform.from_dual_quat(x).as_matrix(),
)
call(f"{T} as_dual_quat", *PAIR, by=lambda _, xp, q, v: pose(q, v).as_dual_quat())
call(f"{T} __mul__", *PAIR, by=lambda _, xp, q, v: (pose(q, v) * pose(q, v)).as_matrix())
call(f"{T} __pow__", *PAIR, by=lambda _, xp, q, v: (pose(q, v) ** 0.6).as_matrix())
call(f"{T} inv", *PAIR, by=lambda _, xp, q, v: pose(q, v).inv().as_matrix())
call(f"{T} apply", *PAIR, by=lambda _, xp, q, v: pose(q, v).apply(v))
call(f"{T} mean", *PAIR, by=lambda _, xp, q, v: pose(q, v).mean().as_matrix())
call(f"{T} __getitem__", *PAIR, by=lambda _, xp, q, v: pose(q, v)[1].as_matrix())
call(
    f"{T} concatenate",
    *PAIR,
    by=lambda _, xp, q, v: m.RigidTransform.concatenate([pose(q, v), pose(q, v)]).as_matrix(),
)
