# Makes the project's own Python environment in .venv. The twin of setup-python; not yet run.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

if (Test-Path .venv\Scripts\pip.exe) { exit 0 }

$python = if ($env:PYTHON) { $env:PYTHON } else { "python" }
& $python -m venv .venv
if ($LASTEXITCODE -ne 0) {
  Write-Error "setup-python: Python 3.11 or newer, with its venv module, is needed on the PATH"
}
