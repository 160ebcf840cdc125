# Everything one does with a checkout. `make help` lists it.
PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
INSTALLED := .venv/.installed
# For commands that only need settings to load: they touch no database and no secret.
NO_SERVER := DEBUG=1 DATABASE_URL=postgresql:///none

.PHONY: help demo install serve test coverage drills audit bench check format lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(INSTALLED) ## the demo institute on http://127.0.0.1:8000 (PORT= changes it)
	@SITE_URL=$${SITE_URL:-http://127.0.0.1:$(PORT)} $(PY) manage.py demo --port $(PORT)

install: $(INSTALLED) ## the virtual environment alone

serve: $(INSTALLED) ## the production server on PORT, with what var/env and the environment say
	@$(PY) manage.py serve --port $(PORT)

test: $(INSTALLED) ## the whole suite, on the embedded PostgreSQL or on DATABASE_URL (ARGS="tests/browser -k keyboard": a part)
	@$(PY) -m pytest -n 2 --dist loadgroup -q $(if $(CI),-p no:randomly) $(ARGS)

coverage: $(INSTALLED) ## the suite without browsers, and which branches of which module it doesn't take
	@$(PY) -m pytest -n 2 --dist loadgroup -q -m "not browser" --cov --cov-report=term:skip-covered $(ARGS)

drills: $(INSTALLED) ## proofs that need real servers or minutes; writes docs/drills.md
	@$(PY) -m pytest tests/drills -q $(ARGS)

audit: $(INSTALLED) ## outside judges over a demo of its own, or over the site at URL: HTML, axe, Lighthouse, links (slow)
	@$(PY) -m tests.audit $(URL)

bench: $(INSTALLED) ## the project's own benchmarks, printed as a table
	@$(PY) manage.py bench $(ARGS)
	@$(NO_SERVER) SECRET_KEY=bench $(PY) -m tests.ingest

check: $(INSTALLED) ## linters, formatter, types, import directions, missing migrations, deployment checks
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/djlint templates --lint --quiet
	.venv/bin/lint-imports --no-logo
	$(NO_SERVER) $(PY) -m mypy common texts ingest photos experts publications institute embedded demo
	$(NO_SERVER) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') ALLOWED_HOSTS=www.example.org \
	  SITE_URL=https://www.example.org DATABASE_URL=postgresql:///none INSECURE_HTTP=0 \
	  $(PY) manage.py check --deploy --fail-level WARNING

format: $(INSTALLED) ## sets imports and formatting right
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

lock: $(INSTALLED) ## the requirements anew, every file by its hash, no registry's address
	for extra in "" "--extra dev"; do $(PY) -m pip install -q uv && .venv/bin/uv pip compile -q $$extra pyproject.toml \
	  --generate-hashes --no-emit-index-url --no-header --no-annotate --universal --python-version 3.11 \
	  -o requirements$${extra:+-dev}.txt $(ARGS); done

clean: ## takes away the virtual environment and everything under var/, the demo's data too
	rm -rf .venv var

$(INSTALLED): requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is missing: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; PYTHON=python3.12 make … names another"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	@echo "Installing into .venv (once)…"
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
