# `make run` sets everything up and serves the site; `make test` runs the tests; `make help` lists the rest.

PORT ?= 8000
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

.PHONY: help run test thorough lint format messages screenshots contact-sheet install install-dev
# A virtual environment without pip, as Python leaves it where `venv` is incomplete, is made again.
.DELETE_ON_ERROR:

help:  ## List these targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: export SITE_URL := http://127.0.0.1:$(PORT)
ifdef STAND_IN
# A stand-in for a feed and a language model, on this machine alone. Only here may Newsroom call it.
STAND_IN_PORT ?= $(shell expr $(PORT) + 1)
STAND_IN_URL := http://127.0.0.1:$(STAND_IN_PORT)
run: export OUTBOUND_PRIVATE_HOSTS := 127.0.0.1
run: export REWRITE_URL := $(STAND_IN_URL)/v1
run: export REWRITE_MODEL := stand-in
run: export REWRITE_KEY :=
run: export PIPELINE_MINUTES := 2
run: export PIPELINE_REWRITE := true
run: export PIPELINE_TRANSLATE := uk,ar
run: export PIPELINE_COVERS := library
endif
run: install .env  ## Set everything up, serve the site and run a worker (PORT=8000, STAND_IN=1)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@echo "Importing the sample articles of fixtures/:"
	@$(MANAGE) import_articles fixtures
	@$(MANAGE) load_site fixtures/site.json
	@$(MANAGE) demo_desk fixtures/desk.json
	@$(MANAGE) demo_editor
ifdef STAND_IN
	@$(MANAGE) load_rules fixtures/stand_in/rules.json --on --unless-on
	@$(MANAGE) demo_feed --url $(STAND_IN_URL)/feed.json
else
	@$(MANAGE) demo_feed --off
endif
	@# Stand-in and worker end when the server does, which takes the place of this shell.
	@$(if $(STAND_IN),$(BIN)/python fixtures/stand_in/server.py --port $(STAND_IN_PORT) --with-parent & \
		echo "Running the chain once with the stand-in (invented news, canned texts):"; \
		$(MANAGE) run_pipeline;) \
		echo; \
		echo "  Site:  http://127.0.0.1:$(PORT)/"; \
		echo "  Desk:  http://127.0.0.1:$(PORT)/admin/"; \
		$(if $(STAND_IN),echo "  Stand-in: $(STAND_IN_URL)/";) \
		echo "  Stop with Ctrl+C."; \
		echo; \
		$(MANAGE) run_worker --with-parent & \
		exec $(BIN)/gunicorn --config newsroom/gunicorn.conf.py --bind 127.0.0.1:$(PORT)

# Compiled modules are kept, also where the environment says otherwise: pytest rewrites every assertion
# while it compiles, which takes longer than collecting the tests.
test thorough: export PYTHONDONTWRITEBYTECODE :=

test: install-dev  ## Run the tests (FAST=1 leaves out those with a browser; ARGS=… goes to pytest)
	@$(if $(FAST),,.ci/browser)
	$(BIN)/python -m pytest -n auto -m "not html and not thorough$(if $(FAST), and not browser)" $(ARGS)

thorough: install-dev  ## Run the slow tests, which `make test` leaves out
	@.ci/browser
	$(BIN)/python -m pytest -n auto --maxschedchunk 1 -m thorough $(ARGS)

lint: install-dev  ## Check style, types, templates and common security mistakes
	.ci/whitespace --check $$(git ls-files -co --exclude-standard)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files -co --exclude-standard 'templates/*.html')
	$(BIN)/bandit --quiet --recursive articles newsroom --configfile pyproject.toml
	ENV_FILE=/nonexistent SECRET_KEY=types $(BIN)/mypy

format: install-dev  ## Bring code and templates into the project's style
	-.ci/whitespace $$(git ls-files -co --exclude-standard)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(git ls-files -co --exclude-standard 'templates/*.html')

messages: install-dev  ## Collect texts for translation into articles/locale, and compile them
	DEBUG=true $(MANAGE) makemessages --all --no-location --no-obsolete --extension html,py \
		--ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*' --ignore 'newsroom/*'
	DEBUG=true $(MANAGE) compilemessages --ignore .venv

screenshots: install-dev  ## Draw the screenshots of README and docs again (PICTURES="desk list")
	@.ci/browser
	$(BIN)/python docs/screenshots.py $(PICTURES)

contact-sheet: install-dev  ## Draw every kind of page on one sheet, var/sheet/index.html (SHEET="--only admin")
	@.ci/browser
	$(BIN)/python docs/contact_sheet.py $(SHEET)

install: $(VENV)/installed
install-dev: $(VENV)/installed-dev

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt constraints.txt | $(VENV)/bin/python
	@echo "Installing the requirements into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt requirements-extras.txt requirements.txt constraints.txt | $(VENV)/bin/python
	@echo "Installing the test tools into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@ $(VENV)/installed

# A secret key for this checkout, made once; git ignores the file.
.env:
	@umask 077 && printf 'SECRET_KEY=%s\nSITE_URL=http://127.0.0.1:8000\n' \
		"$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" > .env
	@echo "Wrote .env with a new SECRET_KEY."
