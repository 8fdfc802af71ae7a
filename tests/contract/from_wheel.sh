#!/usr/bin/env bash
# From a wheel in this folder to a site, where no checkout is: locked dependencies, a campaign of one's own, its roster, its site.
set -euo pipefail
export PYTHONUTF8=1
python -m venv office
PATH="$PWD/office/bin:$PWD/office/Scripts:$PATH"
python -m pip install --quiet --require-hashes --only-binary :all: --requirement requirements.txt
python -m pip install --quiet --no-deps --no-index pingyi-*.whl
pingyi --version
pingyi init campaign --preset service --organiser 示例镇便民服务办公室 --yes
printf '单位名称,上级单位,类别\n示例镇便民服务中心,,窗口\n户籍窗口,示例镇便民服务中心,窗口\n' > roster.csv
pingyi roster roster.csv --root campaign --yes
pingyi check --root campaign
pingyi build --root campaign
test -f campaign/site/index.html
