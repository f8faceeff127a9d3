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
if defined JDK goto rem One process builds, others wait: see tasks/src/launcher/Build.java.
:build
set "JAR=%HOME_DIR%\tasks\target\sleipnir.jar"
"%JDK%\bin\java.exe" -XX:TieredStopAtLevel=1 "%HOME_DIR%\tasks\src\launcher\Build.java" "%HOME_DIR%" <nul || exit /b 1

rem --- run -------------------------------------------------------------------------------------
rem The collector is ours unless the user names one: Java refuses two.
set "COLLECTOR=-XX:+UseParallelGC"
echo %SLEIPNIR_JAVA_OPTS% %JDK_JAVA_OPTIONS% %JAVA_TOOL_OPTIONS% | findstr /r /c:"-XX:.Use[A-Za-z0-9]*GC" >nul && set "COLLECTOR="
rem The Vector API is added by Start: the JDK answers --add-modules with a warning.
"%JDK%\bin\java.exe" --add-exports=java.base/jdk.internal.module=ALL-UNNAMED --add-exports=jdk.compiler/com.sun.tools.javac.launcher=ALL-UNNAMED --enable-native-access=ALL-UNNAMED %COLLECTOR% -Djava.awt.headless=true -Dslf4j.internal.verbosity=ERROR %SLEIPNIR_JAVA_OPTS% -cp "%JAR%" dev.sleipnir.tasks.Start %*
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
