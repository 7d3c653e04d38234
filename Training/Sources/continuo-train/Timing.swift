// How long things take.

/// Seconds.
func time(_ body: () -> Void) -> Double {
  let started = ContinuousClock.now
  body()
  return (ContinuousClock.now - started) / .seconds(1)
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
