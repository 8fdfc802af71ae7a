#!/bin/sh
# 不上网安装。需要 Python << pythons | join(" 或 ") >>（64 位）。
set -eu
cd "$(dirname "$0")"
python=
for name in<% for version in pythons %> python<< version >><% endfor %> python3 python; do
  if "$name" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] not in "<< pythons | join(" ") >>".split() or sys.maxsize < 2**32)' 2>/dev/null; then
    python=$name
    break
  fi
done
if [ -z "$python" ]; then
  echo "没有找到 Python << pythons | join(" 或 ") >>（64 位）。请先安装，再运行一次 install.sh。" >&2
  exit 1
fi
echo "用 $("$python" --version) 安装，请等一两分钟。"
"$python" -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --only-binary :all: --require-hashes --requirement requirements.txt
venv/bin/pingyi --version
echo "装好了。试一试：venv/bin/pingyi build --root sample，再打开 sample/site/index.html。"
