@echo off
rem Starts Sleipnir: finds a JDK 25, builds if the sources are newer than what was built, runs.
setlocal EnableExtensions DisableDelayedExpansion
set "HOME_DIR=%~dp0"
set "HOME_DIR=%HOME_DIR:~0,-1%"

rem --- a JDK 25 --------------------------------------------------------------------------------
set "JDK="
set "FOUND="
if defined JAVA_HOME call :consider "%JAVA_HOME%"
for /f "delims=" %%J in ('where java 2^>nul') do call :considerJava "%%~dpJ.."
for /d %%D in ("%ProgramFiles%\Eclipse Adoptium\*") do call :consider "%%~fD"
for /d %%D in ("%ProgramFiles%\Java\*") do call :consider "%%~fD"
for /d %%D in ("%ProgramFiles%\Microsoft\jdk*") do call :consider "%%~fD"
for /d %%D in ("%ProgramFiles%\Zulu\*") do call :consider "%%~fD"
for /d %%D in ("%ProgramFiles%\Amazon Corretto\*") do call :consider "%%~fD"
for /d %%D in ("%USERPROFILE%\.jdks\*") do call :consider "%%~fD"
if defined JDK goto :build
echo sleipnir: no JDK 25 found: expected version 25.0.3 or a later 25. 1>&2
echo Looked at JAVA_HOME, java on the PATH, the JDK folders below "%ProgramFiles%" 1>&2
echo and "%USERPROFILE%\.jdks". 1>&2
if defined FOUND (echo Found:%FOUND% 1>&2) else (echo Found: no JDK 1>&2)
echo Get Temurin 25 from https://adoptium.net/temurin/releases/?version=25 and set JAVA_HOME to it. 1>&2
exit /b 1

rem --- build, if needed ------------------------------------------------------------------------
:build
set "JAR=%HOME_DIR%\tasks\target\sleipnir.jar"
call :fresh
if not errorlevel 1 goto :run
set "LOCK=%HOME_DIR%\target\launcher.lock"
if not exist "%HOME_DIR%\target" mkdir "%HOME_DIR%\target"
set "WAITING="
:lock
rem Making a folder either succeeds or says that it is there. One older than 15 minutes was left behind.
mkdir "%LOCK%" 2>nul && goto :locked
if not defined WAITING echo sleipnir: another start is building; waiting for it 1>&2
set "WAITING=1"
powershell -NoProfile -Command "Start-Sleep 1; $l = Get-Item -LiteralPath $env:LOCK -ErrorAction SilentlyContinue; if ($l -and $l.CreationTime -lt (Get-Date).AddMinutes(-15)) { Remove-Item -LiteralPath $env:LOCK -Force }"
goto :lock
:locked
call :fresh
if not errorlevel 1 (rmdir "%LOCK%" & goto :run)
echo sleipnir: building ^(once; again when a source file changes^) 1>&2
if exist "%JAR%" del "%JAR%"
if exist "%HOME_DIR%\tasks\target\lib" rmdir /s /q "%HOME_DIR%\tasks\target\lib"
set "LOG=%HOME_DIR%\target\launcher-build.log"
set "CALLER_JAVA_HOME=%JAVA_HOME%"
set "JAVA_HOME=%JDK%"
pushd "%HOME_DIR%"
rem The formatter's check is for commits, not for a start.
call mvnw.cmd -q -P "!format" -Dmaven.test.skip=true package >"%LOG%" 2>&1 <nul
set "STATUS=%ERRORLEVEL%"
popd
set "JAVA_HOME=%CALLER_JAVA_HOME%"
rmdir "%LOCK%"
if "%STATUS%"=="0" if exist "%JAR%" goto :run
if exist "%JAR%" del "%JAR%"
type "%LOG%" 1>&2
echo sleipnir: the build failed ^(see above^) 1>&2
exit /b 1

rem --- run -------------------------------------------------------------------------------------
:run
"%JDK%\bin\java.exe" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseParallelGC -Djava.awt.headless=true %SLEIPNIR_JAVA_OPTS% -cp "%JAR%" dev.sleipnir.tasks.Main %*
exit /b %ERRORLEVEL%

rem Tells by its exit status whether no source file is newer than what was built.
:fresh
if not exist "%JAR%" exit /b 1
powershell -NoProfile -Command "$built = (Get-Item -LiteralPath $env:JAR).LastWriteTime; $newer = @(Get-Item -Path (Join-Path $env:HOME_DIR 'pom.xml'), (Join-Path $env:HOME_DIR '*\pom.xml')) + @(Get-ChildItem -Recurse -Path (Join-Path $env:HOME_DIR '*\src\main'), (Join-Path $env:HOME_DIR 'docs\labs')) | Where-Object LastWriteTime -gt $built | Select-Object -First 1; if ($newer) { exit 1 } else { exit 0 }"
exit /b %ERRORLEVEL%

:considerJava
call :consider "%~f1"
exit /b 0

rem Sets JDK to folder %1 if that is a JDK 25.0.3 or a later 25; notes any other JDK in FOUND.
:consider
if defined JDK exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "VERSION="
for /f "usebackq tokens=2 delims==" %%V in (`findstr /b "JAVA_VERSION=" "%~1\release"`) do set "VERSION=%%~V"
for /f "tokens=1-3 delims=." %%A in ("%VERSION%") do (
  if "%%A"=="25" if not "%%C"=="" (
    if %%B gtr 0 set "JDK=%~1"
    if %%B equ 0 if %%C geq 3 set "JDK=%~1"
  )
)
if not defined JDK set "FOUND=%FOUND% [%~1: %VERSION%]"
exit /b 0
