# Checks layout, comments and documents. The twin of lint; not yet run.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

function Get-Files { git ls-files --cached --others --exclude-standard --deduplicate -- @args }
function Stop-OnFailure([string]$what) {
  if ($LASTEXITCODE -ne 0) { Write-Host "lint: FAILED: $what"; exit 1 }
}

swift format lint --strict --parallel @(Get-Files '*.swift' | Where-Object { Test-Path $_ })
Stop-OnFailure "swift format"

if (-not (Test-Path .venv\Scripts\clang-format.exe)) { & .\Scripts\setup-oracles.ps1 }
$c = Get-Files '*.c' '*.h' '*.cpp' '*.hpp' '*.cu' '*.cuh' | Where-Object { Test-Path $_ }
& .venv\Scripts\clang-format.exe --dry-run -Werror @c
Stop-OnFailure "clang-format"

foreach ($header in Get-Files 'Sources/*/include/*.h' 'Training/Sources/*/include/*.h') {
  clang -x c -std=c17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only $header
  Stop-OnFailure "$header as C"
}

foreach ($check in "check-comments.py", "check-documents.py") {
  & .venv\Scripts\python.exe Scripts\$check
  Stop-OnFailure $check
}
& .venv\Scripts\python.exe Scripts\module-table.py --check
Stop-OnFailure "the table of modules"
Write-Host "lint: clean"
