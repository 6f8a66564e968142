# syntax=docker/dockerfile:1
# Three images from one file: docker build --target ingest|worker|api .
# Each holds only its own service's libraries; none holds a compiler, a shell history or a cache.

ARG PYTHON_VERSION=3.11

FROM python:${PYTHON_VERSION}-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_COMPILE=0
WORKDIR /src
RUN python -m venv /opt/khabar
ENV PATH=/opt/khabar/bin:$PATH

FROM build AS build-ingest
COPY requirements/ingest.txt requirements/
RUN pip install -q --require-hashes -r requirements/ingest.txt
RUN --mount=type=bind,target=.,rw pip install -q --no-deps --no-build-isolation .

FROM build AS build-worker
ARG PARQUET=no
COPY requirements/worker.txt requirements/parquet.txt requirements/
RUN pip install -q --require-hashes -r requirements/worker.txt \
 && if [ "$PARQUET" = yes ]; then pip install -q --require-hashes -r requirements/parquet.txt; fi
RUN --mount=type=bind,target=.,rw pip install -q --no-deps --no-build-isolation .

FROM build AS build-api
ARG PARQUET=no
COPY requirements/api.txt requirements/parquet.txt requirements/
RUN pip install -q --require-hashes -r requirements/api.txt \
 && if [ "$PARQUET" = yes ]; then pip install -q --require-hashes -r requirements/parquet.txt; fi
RUN --mount=type=bind,target=.,rw pip install -q --no-deps --no-build-isolation .

FROM python:${PYTHON_VERSION}-slim AS runtime
ENV PATH=/opt/khabar/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 KHABAR_LOG_FORMAT=json \
    KHABAR_DATA_DIR=/var/lib/khabar KHABAR_PULSE_FILE=/tmp/khabar.pulse
RUN groupadd --system --gid 10001 khabar \
 && useradd --system --uid 10001 --gid khabar --home-dir /var/lib/khabar --create-home khabar
WORKDIR /var/lib/khabar
USER 10001:10001
STOPSIGNAL SIGTERM

FROM runtime AS ingest
COPY --from=build-ingest /opt/khabar /opt/khabar
CMD ["khabar", "ingest"]

FROM runtime AS worker
COPY --from=build-worker /opt/khabar /opt/khabar
CMD ["khabar", "worker", "--queue", "extract"]

FROM runtime AS api
COPY --from=build-api /opt/khabar /opt/khabar
EXPOSE 8000
CMD ["khabar", "api"]
