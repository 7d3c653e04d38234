# Trains the base model in runs\base: begins the run, goes on with it, or finishes it. The twin of
# train-base, which says how; not yet run.
#
# usage: Scripts\train-base.ps1 MUSIC [options of continuo-train train]
#        Scripts\train-base.ps1 -Finish MODEL.safetensors [options of continuo-train train]
#
# Options of continuo-train begin with two dashes, as everywhere.
param(
  [string]$Finish,
  [Parameter(ValueFromRemainingArguments = $true)][string[]]$Rest = @()
)
$ErrorActionPreference = "Stop"
if ($Finish -and -not [System.IO.Path]::IsPathRooted($Finish)) { $Finish = Join-Path $PWD $Finish }
$music = ""
if (-not $Finish) {
  if ($Rest.Count -eq 0 -or $Rest[0].StartsWith("-")) {
    Write-Error "train-base: name the folder of the music first, or -Finish MODEL.safetensors"
  }
  $music = (Resolve-Path $Rest[0]).Path
  $Rest = @($Rest | Select-Object -Skip 1)
}
Set-Location (Join-Path $PSScriptRoot "..")

$data = "runs\cells"
$run = "runs\base"
$train = "runs\bin\continuo-train.exe"
$checkpoint = "$run\checkpoint.safetensors"
New-Item -ItemType Directory -Force $run, runs\bin | Out-Null

function Stop-OnFailure([string]$what) {
  if ($LASTEXITCODE -ne 0) { Write-Host "train-base: FAILED: $what"; exit 1 }
}

# One process a run: the file is held open, for nobody else, as long as this script runs.
try { $lock = [System.IO.File]::Open("$PWD\$run\lock", "OpenOrCreate", "ReadWrite", "None") }
catch { Write-Error "train-base: a run is in progress in $run" }

$steps = 1000000
$lastStep = "$run\last-step"
if ($Finish) {
  # The steps of the end are noted, so that an interrupted end goes on to the same step.
  if (-not (Test-Path $lastStep)) {
    if (-not (Test-Path $checkpoint)) { Write-Error "train-base: there is no run in $run to finish" }
    $made = [int]((Get-Content -Tail 1 "$run\log.tsv") -split "`t")[0]
    Set-Content $lastStep ([math]::Floor($made * 5 / 4))
  }
  $steps = [int](Get-Content $lastStep)
} elseif (Test-Path $lastStep) {
  Write-Error "train-base: the run in $run is being finished; move the folder away to begin another"
}

& .\Scripts\setup-libtorch.ps1
# A run goes on with the program that it was begun with; later builds do not touch this copy.
if (-not (Test-Path $train) -or -not (Test-Path $checkpoint)) {
  swift build -c release --package-path Training --product continuo-train
  Stop-OnFailure "build the trainer"
  Copy-Item -Force Training\.build\release\continuo-train.exe $train
}
if (-not (Test-Path $data)) {
  if (-not $music) { Write-Error "train-base: there is no dataset in $data" }
  swift build -c release --product continuo
  Stop-OnFailure "build the command"
  & .build\release\continuo.exe prepare --out $data $music
  Stop-OnFailure "prepare the dataset"
}

$env:OMP_NUM_THREADS = "1"
$env:MKL_NUM_THREADS = "1"
$core = [Environment]::ProcessorCount - 1
if ($env:CONTINUO_CORE) { $core = [int]$env:CONTINUO_CORE }
$self = Get-Process -Id $PID  # what this process starts gets its cores
$cores = $self.ProcessorAffinity
try {
  if ($core -lt 63) { $self.ProcessorAffinity = [IntPtr]([long]1 -shl $core) }
  & $train train --data $data --out $run `
    --layers 12 --width 256 --steps $steps --schedule trapezoid --batch 4 --length 1024 `
    --learning-rate 1.5e-3 --final-learning-rate 1e-5 --seed 31 `
    --weigh chopin=2 --weigh mutopia=2 --transpose 6 --evaluate-steps 500 @Rest
  if ($LASTEXITCODE -eq 0 -and $Finish) { & $train export $checkpoint --data $data --out $Finish }
} finally {
  $self.ProcessorAffinity = $cores
  $lock.Dispose()
}
exit $LASTEXITCODE
