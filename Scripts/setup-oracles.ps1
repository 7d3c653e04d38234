# Puts the Python packages that the tests compare against into .venv. The twin of setup-oracles;
# not yet run.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

& .\Scripts\setup-python.ps1
& .venv\Scripts\pip.exe install --disable-pip-version-check --quiet --no-deps `
  --requirement Tests\Oracles\requirements.txt
if ($LASTEXITCODE -ne 0) { Write-Error "setup-oracles: pip failed" }

# The oracles use the torch of .libtorch, so that it is there only once.
$site = & .venv\Scripts\python.exe -c 'import sysconfig; print(sysconfig.get_path("purelib"))'
Set-Content -Path (Join-Path $site "libtorch.pth") -Value (Join-Path (Get-Location) ".libtorch")
