# Puts libtorch into .libtorch. The twin of setup-libtorch; not yet run.
#
# usage: Scripts\setup-libtorch.ps1 [-Cuda] [pip options]
#
# On Windows the torch of PyPI is for the CPU only: for -Cuda add pip's --index-url with the index
# that PyTorch's "Get Started" page names for your CUDA.
param(
  [switch]$Cuda,
  [Parameter(ValueFromRemainingArguments = $true)][string[]]$PipOptions = @()
)
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

$version = "2.13.0"
$partial = ".libtorch.partial"

function Get-Installed($pattern) {
  $file = ".libtorch\torch\version.py"
  if (-not (Test-Path $file)) { return "" }
  $match = Select-String -Path $file -Pattern $pattern | Select-Object -First 1
  if ($match) { return $match.Matches[0].Groups[1].Value }
  return ""
}

function Test-Fit {
  $installed = Get-Installed "^__version__ = '(.*)'"
  if ($installed -ne $version -and -not $installed.StartsWith("$version+")) { return $false }
  return (-not $Cuda) -or (Get-Installed "^cuda.* = '(.*)'")
}

if (-not (Test-Fit)) {
  & .\Scripts\setup-python.ps1
  if (Test-Path $partial) { Remove-Item -Recurse -Force $partial }
  & .venv\Scripts\pip.exe install --disable-pip-version-check --quiet --no-deps `
    --target $partial "torch==$version" @PipOptions
  if ($LASTEXITCODE -ne 0) { Write-Error "setup-libtorch: pip could not fetch torch $version" }
  if (Test-Path .libtorch) { Remove-Item -Recurse -Force .libtorch }
  Rename-Item $partial .libtorch
  if (-not (Test-Fit)) { Write-Error "setup-libtorch: this is not the libtorch that was wanted" }
}

# Windows looks for DLLs on the PATH: this call makes those of libtorch found in this session.
$libraries = (Resolve-Path .libtorch\torch\lib).Path
if (-not $env:PATH.Contains($libraries)) { $env:PATH = "$libraries;$env:PATH" }
Write-Host "setup-libtorch: libtorch $(Get-Installed "^__version__ = '(.*)'") is in .libtorch"
