// What the threads of a job tell each other: which pieces are left, what is done, who sleeps.

import Foundation
import Synchronization

/// What one participant has to do and has done, in cache lines of its own.
struct Row: ~Copyable {
  /// Two lines: some processors fetch them in pairs.
  static let stride = 128

  let ticket = Atomic(Ticket().bits)
  let job = Atomic<UnsafeRawPointer?>(nil)
  let body = Atomic<UnsafeRawPointer?>(nil)
  /// The number of a job, and how many of its pieces this helper has done.
  private let done = Atomic<UInt64>(0)
  private let isAsleep = Atomic(false)
  private let alarm = DispatchSemaphore(value: 0)

  /// How many pieces of job `number` this helper has done, once it is through; zero before.
  func done(of number: UInt32) -> Int {
    let bits = done.load(ordering: .acquiring)
    return UInt32(truncatingIfNeeded: bits >> 32) == number ? Int(bits & 0xFFFF_FFFF) : 0
  }

  func setDone(_ count: Int, of number: UInt32) {
    done.store(UInt64(number) << 32 | UInt64(count), ordering: .releasing)
  }

  /// Sleeps until there is another job than `last`.
  ///
  /// Every mark `isAsleep` is taken back by exactly one side: by the caller, who then rings, or by
  /// the worker itself, which then does not wait. Each worker has its own alarm: on a common one a
  /// worker without a job could wait through the ring that was meant for another.
  func sleep(after last: UInt32) {
    isAsleep.store(true, ordering: .sequentiallyConsistent)
    // A job that came before the caller could see the mark would ring for nobody: look once more.
    let current = Ticket(bits: ticket.load(ordering: .sequentiallyConsistent))
    if current.number != last, isAsleep.exchange(false, ordering: .acquiringAndReleasing) { return }
    alarm.wait()
  }

  func wake() {
    guard isAsleep.load(ordering: .sequentiallyConsistent),
      isAsleep.exchange(false, ordering: .acquiringAndReleasing)
    else { return }
    alarm.signal()
  }
}

/// Which pieces of which job nobody has begun, in one number that threads exchange at once.
struct Ticket {
  static let limit = 1 << 12 - 1
  static let mostHelpers = 255
  var number: UInt32 = 0
  var helpers = 0
  var next = 0
  var end = 0

  init() {}

  init(number: UInt32, helpers: Int, next: Int, end: Int) {
    (self.number, self.helpers, self.next, self.end) = (number, helpers, next, end)
  }

  init(bits: UInt64) {
    number = UInt32(truncatingIfNeeded: bits >> 32)
    helpers = Int(bits >> 24 & 0xFF)
    next = Int(bits >> 12 & 0xFFF)
    end = Int(bits & 0xFFF)
  }

  var bits: UInt64 {
    UInt64(number) << 32 | UInt64(helpers) << 24 | UInt64(next) << 12 | UInt64(end)
  }
}
