"""The peers by name. A peer's library is imported only in the process that measures it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from peers.base import Peer

# name: (the module and class here, what must be installed)
PEERS = {
    "xgrad": ("peers.xgrad_:XGrad", "xgrad"),
    "numpy": ("peers.numpy_:ByHand", "numpy"),
    "torch": ("peers.torch_:Torch", "torch"),
    "autograd": ("peers.autograd_:Autograd", "autograd"),
    "mygrad": ("peers.mygrad_:MyGrad", "mygrad"),
    "jax": ("peers.jax_:Jax", "jax"),
    "jax-eager": ("peers.jax_:JaxEager", "jax"),
}
ON_CUDA = ("xgrad", "numpy", "torch")


def installed(name: str) -> bool:
    """Whether the peer's library can be imported on this machine."""
    return find_spec(PEERS[name][1]) is not None


def load(name: str, device: str) -> Peer:
    """The peer, ready to work on the device."""
    module, _, cls = PEERS[name][0].partition(":")
    peer: Peer = getattr(import_module(module), cls)(device)
    return peer
