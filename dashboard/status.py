"""The quiet line on every page: which data, which device, what waits; and the sample's banner."""


import streamlit as st
import torch

from dashboard.lab import data_state, settings, store
from mnist_core.limits import num_cores


def status_line() -> None:
    """One line at the top, and a banner where the numbers would mislead or nothing can train."""
    state = data_state()
    source = state.dataset.source if state.dataset else None
    st.caption(" · ".join((
        f":material/database: {state.fetching or (source.description if source else 'no data')}",
        f":material/memory: {_device()}",
        f":material/hourglass_empty: {_queue()}",
    )))
    if state.error:
        st.error(state.error, icon=":material/error:")
    elif source and source.notice:
        st.warning(source.notice, icon=":material/info:")


def _device() -> str:
    # asked of the driver's library, not of CUDA (see lab): this process never touches the GPU
    has_gpu = settings().device != "cpu" and torch.cuda.is_available()
    return "GPU" if has_gpu else f"CPU, {num_cores()} cores"


def _queue() -> str:
    active = store().runs_in("queued", "running")
    running = [str(run.id) for run in active if run.state == "running"]
    waiting = sum(run.state == "queued" for run in active)
    if not running and not waiting:
        return "nothing in the queue"
    training = f"training run {', '.join(running)}" if running else "starting"
    return f"{training}, {waiting} waiting" if waiting else training
