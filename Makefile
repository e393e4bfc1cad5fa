# `make demo` and `make test` are all that a fresh Debian or Ubuntu with a Swift 6 toolchain needs.

SWIFT ?= swift
PACKAGES := libsqlite3-dev liblz4-dev libxxhash-dev zlib1g-dev libzstd-dev pkg-config
DOSSIER := .build/release/dossier
# Swift's libraries go into the command, which then starts in half the time, if the toolchain has them
# for that.
STATIC := $(shell test -e "$$(dirname "$$(readlink -f "$$(command -v $(SWIFT))")")/../lib/swift_static/linux/libswiftCore.a" \
	&& echo --static-swift-stdlib -Xlinker -s)
DEMO := .build/demo
# Where `make install` puts the command, its manual pages and completions; DESTDIR goes before it.
PREFIX ?= /usr/local
SHARE := $(DESTDIR)$(PREFIX)/share

.PHONY: build install uninstall demo test page-test page-browser-test page-screenshots golden lint check docs sanitize packages

build: packages
	$(SWIFT) build -c release $(STATIC) --product dossier

# Installs what `make build` has built; as another user, run that first.
install:
	@test -x $(DOSSIER) || $(MAKE) build
	install -D -m 755 $(DOSSIER) $(DESTDIR)$(PREFIX)/bin/dossier
	mkdir -p $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions \
		$(SHARE)/fish/vendor_completions.d
	$(DOSSIER) completion bash > $(SHARE)/bash-completion/completions/dossier
	$(DOSSIER) completion zsh > $(SHARE)/zsh/site-functions/_dossier
	$(DOSSIER) completion fish > $(SHARE)/fish/vendor_completions.d/dossier.fish
	scripts/make-manual $(DOSSIER) $(SHARE)/man/man1

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/dossier $(SHARE)/bash-completion/completions/dossier \
		$(SHARE)/zsh/site-functions/_dossier $(SHARE)/fish/vendor_completions.d/dossier.fish \
		$(SHARE)/man/man1/dossier.1 $(SHARE)/man/man1/dossier-*.1

demo: build
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	$(DOSSIER) generate $(DEMO)/dump --traces 2000 --fault errors
	$(DOSSIER) ingest $(DEMO)/incident.dossier $(DEMO)/dump/*.jsonl
	$(DOSSIER) info $(DEMO)/incident.dossier
	$(DOSSIER) traces $(DEMO)/incident.dossier --errors --limit 5
	@id=$$($(DOSSIER) traces $(DEMO)/incident.dossier --errors --limit 1 --format json \
		| grep -o '"trace_id" *: *"[0-9a-f]*"' | head -n 1 | grep -o '[0-9a-f]\{32\}') && \
	echo "$(DOSSIER) trace $(DEMO)/incident.dossier $$id" && \
	$(DOSSIER) trace $(DEMO)/incident.dossier $$id
	@echo && echo "To ask this store over HTTP, or show it in Grafana:" && \
	echo "  $(DOSSIER) serve $(DEMO)/incident.dossier"

test: packages page-test
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

# The tests of the page's code that need no browser.
page-test:
	@if command -v node > /dev/null; then node --test Tests/Page; else \
		echo "SKIPPED: the tests of the page in Tests/Page need node 20 or later"; fi

# The tests of the page in a browser; the pictures are of the server at URL.
page-browser-test:
	python3 -m pytest -q Tests/Page/browser

page-screenshots:
	python3 Tests/Page/browser/screenshots.py "$(URL)" .build/page-screenshots

# Records what the command writes, which the tests compare; review the difference like code.
golden: packages
	$(SWIFT) build --build-tests
	DOSSIER_RECORD_GOLDEN=1 $(SWIFT) test --skip-build --filter CLITests

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Fuzzing Benchmarks

# Undeclared imports show only in a clean build, so this one has its own folder, and begins with
# what it built before removed.
check: lint packages
	$(SWIFT) package --scratch-path .build/check clean
	$(SWIFT) build --scratch-path .build/check --explicit-target-dependency-import-check error

# The documentation of the library, in .build/documentation; a warning is an error.
docs: packages
	DOSSIER_DOCUMENTATION=1 $(SWIFT) package --scratch-path .build/docs \
		--allow-writing-to-directory .build/documentation generate-documentation \
		--target Dossier --warnings-as-errors --output-path .build/documentation

# The tests with the thread sanitizer, then with the address sanitizer: half an hour on two cores.
sanitize: packages
	scripts/sanitize thread
	scripts/sanitize address

packages:
	@scripts/install-packages $(PACKAGES)
