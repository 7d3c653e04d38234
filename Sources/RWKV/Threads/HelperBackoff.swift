// Whether helpers are worth waiting for, on a machine that has other things to do.

/// Remembers when waiting for helpers was in vain; used by one thread at a time.
struct HelperBackoff {
  /// How long calls do without helpers: at first, and at most.
  private static let pauses = (first: Duration.milliseconds(10), last: Duration.milliseconds(640))

  private let clock = ContinuousClock()
  private var isPausing = false
  private var pause = HelperBackoff.pauses.first
  private var end: ContinuousClock.Instant

  init() { end = clock.now - HelperBackoff.pauses.last }

  /// Whether a call should do without helpers now.
  mutating func isOver() -> Bool {
    guard isPausing else { return false }
    isPausing = clock.now < end
    return isPausing
  }

  /// A helper was set aside in the middle of its work. If that happens again soon after a pause,
  /// the next is twice as long.
  mutating func wasTried() {
    let isAgain = clock.now - end < pause
    pause = isAgain ? min(pause * 2, HelperBackoff.pauses.last) : HelperBackoff.pauses.first
    end = clock.now + pause
    isPausing = true
  }
}
