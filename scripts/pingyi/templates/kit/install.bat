@echo off
rem 不上网安装。需要 Python << pythons | join(" 或 ") >>（64 位）。
chcp 936 >nul
setlocal
cd /d "%~dp0"
set PY=
<% for version in pythons %>
if not defined PY py -<< version >> -c "import sys; sys.exit(sys.maxsize < 2**32)" >nul 2>nul && set PY=py -<< version >>
<% endfor %>
if not defined PY python -c "import sys; sys.exit('%%d.%%d' %% sys.version_info[:2] not in '<< pythons | join(" ") >>'.split() or sys.maxsize < 2**32)" >nul 2>nul && set PY=python
if not defined PY goto missing
echo 正在安装，请等几分钟。
%PY% -m venv venv
if errorlevel 1 goto failed
venv\Scripts\python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --only-binary :all: --require-hashes --requirement requirements.txt
if errorlevel 1 goto failed
venv\Scripts\pingyi --version
echo 装好了。试一试：venv\Scripts\pingyi build --root sample，再打开 sample\site\index.html。
pause
exit /b 0

:missing
echo 没有找到 Python << pythons | join(" 或 ") >>（64 位）。请先安装，再双击 install.bat。
pause
exit /b 1

:failed
echo 没有装好。请把上面的字拍下来，交给给您这个包的人。
pause
exit /b 1
