# One image for web, worker, beat and the one-shot migration; docker-compose.yml says which command each runs.
FROM python:3.11.13-slim-bookworm

ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /srv/portal

# PDF needs these two libraries and the letters of six languages.
RUN apt-get update && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*

COPY requirements-production.lock .
RUN pip install --no-cache-dir --target /tmp/uv uv==0.13.9 \
    && /tmp/uv/bin/uv venv /srv/venv \
    && /tmp/uv/bin/uv pip sync --no-cache --python /srv/venv --compile-bytecode --require-hashes requirements-production.lock \
    && rm -r /tmp/uv

COPY . .
# The settings refuse to start without these; what is written here is forgotten after this line.
RUN SECRET_KEY=for-the-build-only-and-never-where-it-runs SITE_URL=https://build.example ALLOWED_HOSTS=build.example \
    CONTACT_EMAIL=build@build.example DATABASE_URL=sqlite:// EMAIL_URL=smtp://build.example \
    python manage.py collectstatic --noinput

# The code belongs to root and is run by somebody who cannot change it; only var/media is theirs.
RUN useradd --system --uid 10001 --no-create-home portal && install -d -o portal -g portal var/media
USER portal

# The threads of a worker share memory instead of keeping some each: 4 MB less.
ENV MALLOC_ARENA_MAX=2
EXPOSE 8000
CMD ["gunicorn", "imrf_portal.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", "--worker-tmp-dir=/dev/shm", \
     "--max-requests=2000", "--max-requests-jitter=200"]
