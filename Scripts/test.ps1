# Builds everything and runs every test, after setting up what they need. The twin of test; not yet
# run.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")
$begin = Get-Date

function Invoke-Phase([string]$name, [scriptblock]$work) {
  Write-Host "`n== $name"
  $start = Get-Date
  $global:LASTEXITCODE = 0
  & $work
  if ($LASTEXITCODE -ne 0) {
    Write-Host "`nScripts\test.ps1: FAILED in `"$name`": $work"
    exit 1
  }
  Write-Host ("== {0}: {1:n0} s" -f $name, ((Get-Date) - $start).TotalSeconds)
}

Invoke-Phase "tools" { swift --version }
Invoke-Phase "libtorch" { & .\Scripts\setup-libtorch.ps1 }
Invoke-Phase "oracles" { & .\Scripts\setup-oracles.ps1 }
Invoke-Phase "build the engine" { swift build --build-tests }
Invoke-Phase "test the engine" { swift test --skip-build }
Invoke-Phase "build the trainer" { swift build --package-path Training --build-tests }
Invoke-Phase "test the trainer" { swift test --package-path Training --skip-build }
Invoke-Phase "build the benchmarks" { swift build --package-path Benchmarks }
Invoke-Phase "build the command for release" { swift build -c release --product continuo }

Write-Host ("`nScripts\test.ps1: everything passed in {0:n0} s" -f ((Get-Date) - $begin).TotalSeconds)
