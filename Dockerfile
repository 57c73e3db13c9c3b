# The lab in a container:
#
#     docker build --tag mnist-drilldown .                          for the CPU
#     docker build --tag mnist-drilldown --build-arg DEVICE=cuda .  for NVIDIA GPUs, 5 GB larger
#     docker build --tag mnist-drilldown --build-arg CLUSTER=1 .    for the machines of a Ray cluster
#     docker run --rm --publish 127.0.0.1:8501:8501 --volume mnist-drilldown:/data mnist-drilldown
#
# compose.yaml does the same with `docker compose up`.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS packages
ARG DEVICE=cpu
ARG CLUSTER=
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt requirements-class.txt requirements-cluster.txt ./
# PyPI's PyTorch brings CUDA along, 5 GB of it; PyTorch's own index has the same version without
RUN if [ "$DEVICE" = cpu ]; then \
        grep -E '^torch(vision)?==' requirements.txt > torch.txt && \
        pip install --index-url https://download.pytorch.org/whl/cpu -r torch.txt; \
    fi
# and PostgreSQL's driver; on a cluster Ray and what speaks to an object store, but no servers
RUN grep -E "^psycopg${CLUSTER:+|^ray==|^obstore}" requirements-cluster.txt > cluster.txt && \
    pip install -r requirements.txt -r requirements-class.txt -r cluster.txt

FROM python:${PYTHON}-slim
ARG CLUSTER=
# what PyTorch's and Numba's threads share their work with
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 \
    && rm -rf /var/lib/apt/lists/*
# KubeRay asks a login shell for it, which has a PATH of its own
RUN if [ -n "$CLUSTER" ]; then ln -s /venv/bin/ray /usr/local/bin/ray; fi
RUN useradd --uid 10001 --user-group --no-create-home lab && install -d -o lab -g lab /data
COPY --from=packages /venv /venv
WORKDIR /lab
COPY app.py ./
COPY .streamlit .streamlit
COPY pages pages
COPY dashboard dashboard
COPY mnist_core mnist_core
COPY reference reference
COPY deploy/healthcheck.py deploy/healthcheck.py
# the source is root's: nothing but /data can be written
USER lab
ENV PATH=/venv/bin:$PATH MNIST_HOME=/data HOME=/data PYTHONDONTWRITEBYTECODE=1 PORT=8501 BASE_PATH=
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "deploy/healthcheck.py"]
CMD ["sh", "-c", "exec streamlit run app.py --server.address 0.0.0.0 --server.port $PORT --server.baseUrlPath \"$BASE_PATH\""]
