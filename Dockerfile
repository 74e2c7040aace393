# The image of the web and the worker processes; docs/deploy.md says how to run it.
# Debian's release and Python are those that the tests run on.
ARG BASE=docker.io/library/python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /srv/newsroom
RUN python -m venv /opt/venv
COPY requirements.txt requirements-s3.txt requirements-sso.txt requirements-extras.txt constraints.txt ./
# Whatever a setting may ask for; nothing of it is loaded before.
RUN /opt/venv/bin/pip install --no-cache-dir --constraint constraints.txt --requirement requirements.txt \
    --requirement requirements-s3.txt --requirement requirements-sso.txt --requirement requirements-extras.txt
COPY . .
# Static files belong to a release, so they are part of the image. The key signs nothing that stays.
RUN SECRET_KEY=build STATIC_ROOT=/srv/newsroom/static \
    /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q -j 0 articles newsroom

FROM ${BASE}
# pg_dump and pg_restore for backups. Their version must not be older than the server's.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin newsroom
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/newsroom /srv/newsroom
RUN rm -rf /srv/newsroom/var && install --directory --owner newsroom --group newsroom /srv/newsroom/var
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/srv/newsroom/static
WORKDIR /srv/newsroom
USER newsroom
VOLUME /srv/newsroom/var
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "newsroom/gunicorn.conf.py", "--bind", "0.0.0.0:8000"]
