// The interrupt key and the request to terminate, noted instead of obeyed at once.

import Foundation
import Synchronization

/// The signal that came; zero when none did.
private let pending = Atomic<Int32>(0)

/// The interrupt key and the request to terminate, noted so that a step can be finished first. The
/// second one ends the process as if nothing had been noted.
enum Interruption {
  /// Notes signals from now on.
  static func note() {
    _ = pending.load(ordering: .relaxed)  // made here, not in the handler
    for number in [SIGINT, SIGTERM] { signal(number, take) }
    unblockSignals([SIGINT, SIGTERM])
  }

  /// The status of a process that ended by the signal that came, as shells tell it; nil when none
  /// did.
  static var exitStatus: Int32? {
    let number = pending.load(ordering: .relaxed)
    return number == 0 ? nil : 128 + number
  }
}

private func take(_ number: Int32) {
  pending.store(number, ordering: .relaxed)
  signal(number, nil)
}
