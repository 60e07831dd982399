# What a developer, a tester or CI asks for by name; `make` alone lists it. Operators: docs/for-operators.md.

UV := .tools/bin/uv
PYTHON := .venv/bin/python
# Both processors for the whole, one for a few named by t=…
PYTEST := $(PYTHON) -m pytest $(if $(t),-n0,-n3 --dist worksteal)
SERVICES := $(PYTHON) scripts/test-services run --
# SQLite and no Redis, whatever the shell says.
PLAIN := env -u DATABASE_URL -u REDIS_URL
# On SQLite: no browser but the one short walk, no second process, and no question that its answer cannot differ in.
LIGHT = short_walk or not (browser or processes$(if $(or $(t),$(SOAK)),, or pdf or once))

# Everything here is development; a server sets its own environment and never comes by.
export DEBUG ?= 1
export PORT ?= 8000
export UV_PYTHON_DOWNLOADS = never
export PIP_ROOT_USER_ACTION = ignore
# The tests start many processes; without what Python keeps beside the code each would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install run test fast soak bench check format sizes manage lock up \
	test-services test-postgresql test-sqlite
# One line after another even under -j: the targets share a database, a port, two processors.
.NOTPARALLEL:

help:
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

# --- Use ---------------------------------------------------------------------

run: .venv/.installed ## install, fill and serve the portal with its demo at PORT or 8000
run: export FORUM_DEMO ?= 1
# honcho gives each process a port of its own, and links in the worker's mail need the one of the pages.
run: export SITE_URL ?= http://localhost:$(PORT)
run:
	@PYTHON=$(PYTHON) scripts/release
	@$(PYTHON) manage.py demo
	@printf '\nThe portal: http://localhost:%s/ (stop it with Ctrl-C)\n\n' $(PORT)
	@exec $(PYTHON) -m honcho --env /dev/null start --port $(PORT)

manage: .venv/.installed ## any management command: make manage c='send_reminders --dry-run'
	@$(PYTHON) manage.py $(c)

up: ## the portal as on a server, in containers: docker-compose.yml
	docker compose up --build

# --- Test --------------------------------------------------------------------

test: .venv/.installed ## everything: checks, PostgreSQL with Redis and a browser, SQLite
	$(SERVICES) $(MAKE) --no-print-directory check test-postgresql test-sqlite

soak: export SOAK = 1
soak: test ## the same tests with many seeds and many people

fast: test-sqlite
fast: LIGHT = not (browser or processes or pdf$(if $(t),, or database))
fast: ## the tests that need no database; some that do, on SQLite: make fast t='tests/reviews -k submit'

bench: .venv/.installed ## speed and memory, on the servers of the tests; b=reviews picks rows
	$(SERVICES) $(PYTHON) -m benchmarks $(b)

test-postgresql: .venv/.installed
	$(PYTEST) $(t)

test-sqlite: .venv/.installed
	$(PLAIN) $(PYTEST) -m '$(LIGHT)' $(t)

# --- Look --------------------------------------------------------------------

check: .venv/.installed ## style, types, imports, templates, migrations, settings
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 --check {} +
	.venv/bin/lint-imports
	$(PLAIN) $(PYTHON) -m mypy
	$(PLAIN) $(PYTHON) manage.py makemigrations --check
	$(PLAIN) $(PYTHON) manage.py check --fail-level WARNING
	$(PLAIN) scripts/check-deploy $(PYTHON)

format: .venv/.installed ## let the tools mend what they can
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

sizes: .venv/.installed ## the largest functions, files and templates against the guides
	@$(PYTHON) scripts/sizes

# --- Install -----------------------------------------------------------------

install: .venv/.installed ## only install

# pip puts uv beside the checkout, since Debian's python3 may neither install into itself nor make environments. Where uv
# does not reach the package index, pip is asked: it knows the machine's mirror. Both check the hashes. The system's
# Python comes before others: Debian builds it for speed, others often do not, and a tenth of the tests' time is at stake.
.venv/.installed: requirements.lock
	test -x $(UV) || python3 -m pip install --quiet --target .tools uv==0.13.9
	test -x $(PYTHON) || PATH="/usr/bin:$$PATH" $(UV) venv --quiet .venv
	$(UV) pip sync --quiet --python .venv --compile-bytecode --require-hashes requirements.lock \
		|| python3 -m pip --python .venv install --quiet --require-hashes --requirement requirements.lock
	touch $@

COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --custom-compile-command 'make lock' pyproject.toml

lock: .venv/.installed ## write the lock files anew; u=--upgrade takes newer releases
	$(COMPILE) $(u) --group dev --output-file requirements.lock
	$(COMPILE) --constraint requirements.lock --group production --output-file requirements-production.lock
