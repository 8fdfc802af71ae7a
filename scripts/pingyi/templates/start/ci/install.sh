#!/bin/sh
# Installs the tool that requirements.txt of this folder pins, into .venv beside it.
set -eu
python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --requirement requirements.txt
