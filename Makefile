# Fathom's tasks. `make demo` and `make test` do everything on a fresh machine.

SWIFT ?= swift
PREFIX ?= /usr/local
TO = $(DESTDIR)$(PREFIX)
RELEASE := .build/release/fathom
# On Linux the command carries Swift's libraries in it: it starts faster, and runs without a toolchain.
STATIC := $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)
FUZZ_SECONDS ?= 60

.PHONY: help demo test build install install-files golden schemas analysis fuzz fuzz-images format lint clean deps deps-test

help:
	@echo "make demo      install what is missing, build, analyze a table and an image folder"
	@echo "make test      install what is missing, build the command, run all tests"
	@echo "make install   install the command, its manual page and completions into PREFIX (now: $(PREFIX))"
	@echo "make golden    write the golden reports in Reports/ again"
	@echo "make schemas   write the schemas and the tables of the analyses' pages again, from what the analyses declare"
	@echo "make analysis  write the skeleton of a new analysis: NAME=RowParity GROUP=Health"
	@echo "make fuzz      feed the CSV reader with invented files for FUZZ_SECONDS (now: $(FUZZ_SECONDS))"
	@echo "make fuzz-images  feed the image decoders with changed files, each format for FUZZ_SECONDS"
	@echo "make lint      check the format of the sources;  make format  repairs it"

deps:
	@sh Scripts/install-dependencies.sh build

deps-test:
	@sh Scripts/install-dependencies.sh test

build: deps
	$(SWIFT) build -c release --product fathom $(STATIC)

demo: build
	@mkdir -p Reports/demo
	@$(RELEASE) analyze Fixtures/Data/wine.csv --target cultivar \
	  --output text=Reports/demo/wine.txt --output html=Reports/demo/wine.html \
	  --output json=Reports/demo/wine.json > /dev/null
	@$(RELEASE) analyze Fixtures/Data/digits \
	  --output text=Reports/demo/digits.txt --output html=Reports/demo/digits.html \
	  --output json=Reports/demo/digits.json > /dev/null
	@echo
	@echo "── A table: 178 wines, 13 measurements ──"
	@echo
	@sed '/^Evidence/,$$d' Reports/demo/wine.txt
	@echo "── A folder of images: 1,797 handwritten digits ──"
	@echo
	@sed '/^Evidence/,$$d' Reports/demo/digits.txt
	@echo "The whole reports:"
	@for file in Reports/demo/*; do echo "  $$file"; done

# The release build comes first, so that the last lines are those of the test runner. Networks are trained in
# the tests: the library is optimised, and checked as in any debug build.
test: deps-test build
	FATHOM_OPTIMISED=1 $(SWIFT) test --disable-xctest -Xcc -O2

install: build install-files

# The command writes its manual page and its completions itself. Without `build`, for packagers and tests.
install-files:
	install -d "$(TO)/bin" "$(TO)/share/man/man1" "$(TO)/share/bash-completion/completions" \
	  "$(TO)/share/zsh/site-functions" "$(TO)/share/fish/vendor_completions.d"
	install -s -m 755 $(RELEASE) "$(TO)/bin/fathom"
	$(RELEASE) manual > "$(TO)/share/man/man1/fathom.1"
	$(RELEASE) --generate-completion-script bash > "$(TO)/share/bash-completion/completions/fathom"
	$(RELEASE) --generate-completion-script zsh > "$(TO)/share/zsh/site-functions/_fathom"
	$(RELEASE) --generate-completion-script fish > "$(TO)/share/fish/vendor_completions.d/fathom.fish"

golden: build
	@for name in "wine Fixtures/Data/wine.csv --target cultivar" "digits Fixtures/Data/digits"; do \
	  set -- $$name; out=$$1; shift; \
	  $(RELEASE) analyze "$$@" --output text=Reports/$$out.txt \
	    --output markdown=Reports/$$out.md --output html=Reports/$$out.html \
	    --output json=Reports/$$out.json > /dev/null || exit 1; \
	done
	@ls Reports/*.txt Reports/*.md Reports/*.html Reports/*.json

# All that is made from what the analyses declare. A test fails where one of these files differs.
schemas: deps
	$(SWIFT) build --product fathom
	.build/debug/fathom list --report-schema > Sources/FathomReports/report.schema.json
	.build/debug/fathom list --config-schema > Sources/FathomReports/fathom.schema.json
	.build/debug/fathom list --update-pages Sources/FathomAnalyses/FathomAnalyses.docc

# A skeleton that compiles and passes; the golden reports show the new analysis after `make golden`.
analysis:
	@python3 Scripts/new_analysis.py "$(NAME)" "$(GROUP)"
	@$(MAKE) --no-print-directory schemas

fuzz: deps
	@sh Scripts/fuzz.sh $(FUZZ_SECONDS)

fuzz-images: deps
	@sh Scripts/fuzz-images.sh $(FUZZ_SECONDS)

lint:
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Package.swift

format:
	$(SWIFT) format format --in-place --recursive --parallel Sources Tests Package.swift

clean:
	rm -rf .build Reports/demo
