# Builds everything and runs every test, after setting up what they need; says how long each took.
# The twin of test; not yet run.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")
$begin = Get-Date
$times = [System.Collections.Generic.List[string]]::new()

function Write-Times {
  Write-Host "`n== seconds"
  $times | ForEach-Object { Write-Host $_ }
  Write-Host ("{0,6:n0}  in all" -f ((Get-Date) - $begin).TotalSeconds)
}

function Invoke-Phase([string]$name, [scriptblock]$work) {
  Write-Host "`n== $name"
  $start = Get-Date
  $global:LASTEXITCODE = 0
  & $work
  $seconds = ((Get-Date) - $start).TotalSeconds
  if ($LASTEXITCODE -ne 0) {
    $times.Add(("{0,6:n0}  {1}: FAILED" -f $seconds, $name))
    Write-Times
    Write-Host "`nScripts\test.ps1: FAILED in `"$name`": $work"
    exit 1
  }
  $times.Add(("{0,6:n0}  {1}" -f $seconds, $name))
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

Write-Times
Write-Host ("`nScripts\test.ps1: everything passed in {0:n0} s" -f ((Get-Date) - $begin).TotalSeconds)
