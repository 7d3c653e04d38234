// Threads that wait for work of a few microseconds: a step hands out dozens of pieces that are done before a sleeping
// thread would have woken up.

import CKernels
import Foundation
import Synchronization

/// A few threads that help whoever asks first; all others do their work alone.
///
/// Work is cut into pieces, which the caller and the workers take one after the other. The caller never waits for a
/// piece that nobody has begun, so a worker that sleeps, or that the system has set aside, holds up nothing it has not
/// taken. Between two pieces of work a worker spins for a moment, then it sleeps.
final class Workers: @unchecked Sendable {
  /// One for each processor but the caller's.
  static let shared = Workers(count: ProcessInfo.processInfo.activeProcessorCount - 1)

  private let count: Int
  /// Whether somebody is being helped.
  private let isTaken = Atomic(false)
  private let ticket = Atomic(Ticket().bits)
  /// Of the piece of work that the ticket stands for: a pointer to `(Int) -> Void`.
  private let body = Atomic<UnsafeRawPointer?>(nil)
  /// Pieces that workers have done.
  private let finished = Atomic(0)
  private let sleepers = Atomic(0)
  private let alarm = DispatchSemaphore(value: 0)
  /// Of whoever is being helped.
  private var patience = Patience()

  private init(count: Int) {
    self.count = max(0, count)
    for index in 0..<self.count {
      let thread = Thread { [self] in work(as: index) }
      thread.name = "Continuo worker \(index + 1)"
      thread.qualityOfService = .userInitiated
      thread.start()
    }
  }

  /// Calls `body` for 0..<pieces, in any order and on up to `threads` threads, and returns when all are done.
  ///
  /// - Parameters:
  ///   - pieces: Less than `Ticket.limit`.
  ///   - isShort: Whether each piece takes less than a tenth of a millisecond. If a helper takes much longer than it
  ///     should, the system has given its processor to another program, and the next calls do without helpers.
  func run(
    _ pieces: Int, threads: Int, isShort: Bool, _ body: @escaping @Sendable (Int) -> Void
  ) {
    let helpers = min(threads - 1, count, pieces - 1)
    guard helpers > 0, take() else {
      for piece in 0..<pieces { body(piece) }
      return
    }
    withUnsafePointer(to: body) { pointer in
      finished.store(0, ordering: .relaxed)
      self.body.store(UnsafeRawPointer(pointer), ordering: .relaxed)
      let last = Ticket(bits: ticket.load(ordering: .relaxed))
      let new = Ticket(number: last.number &+ 1, helpers: helpers, pieces: pieces)
      ticket.store(new.bits, ordering: .sequentiallyConsistent)
      wake(helpers)
      let start = isShort ? nil : ContinuousClock.now
      var own = 0
      while let piece = claim(as: nil) {
        body(piece.index)
        own += 1
      }
      wait(
        for: pieces - own, atMost: start.map { (ContinuousClock.now - $0) / max(1, own) } ?? .zero)
    }
    isTaken.store(false, ordering: .releasing)
  }

  private func take() -> Bool {
    guard
      isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else { return false }
    if patience.isOver() {
      isTaken.store(false, ordering: .releasing)
      return false
    }
    return true
  }

  /// The next piece that nobody has begun; nil for a worker whose help is not wanted.
  private func claim(as worker: Int?) -> (index: Int, body: UnsafeRawPointer)? {
    var bits = ticket.load(ordering: .acquiring)
    while true {
      let current = Ticket(bits: bits)
      guard current.next < current.pieces, worker.map({ $0 < current.helpers }) ?? true else {
        return nil
      }
      // If this is already the body of later work, the exchange fails.
      guard let body = body.load(ordering: .relaxed) else { return nil }
      let (exchanged, original) = ticket.weakCompareExchange(
        expected: bits, desired: current.following.bits, ordering: .acquiringAndReleasing)
      if exchanged { return (current.next, body) }
      bits = original
    }
  }

  // MARK: - Waiting

  /// How often the caller looks whether the last pieces are done before it lets other programs run: long enough for a
  /// short piece.
  private static let looks = 4_000
  /// How often a worker looks for work before it sleeps: about a tenth of a millisecond.
  private static let looksBeforeSleep = 5_000

  /// - Parameter limit: What a piece takes, where that is more than those looks.
  private func wait(for pieces: Int, atMost limit: Duration) {
    for _ in 0..<Workers.looks {
      if finished.load(ordering: .acquiring) == pieces { return }
      kernels_pause()
    }
    let start = ContinuousClock.now
    while finished.load(ordering: .acquiring) < pieces { yieldToOthers() }
    if limit == .zero || ContinuousClock.now - start > limit * 2 { patience.wasTried() }
  }

  private func work(as worker: Int) {
    var (looks, done) = (0, 0)
    while true {
      if let piece = claim(as: worker) {
        piece.body.assumingMemoryBound(to: (@Sendable (Int) -> Void).self).pointee(piece.index)
        done += 1
      } else if done > 0 {
        // There is no other work before this is known.
        finished.add(done, ordering: .acquiringAndReleasing)
        (looks, done) = (0, 0)
      } else if looks < Workers.looksBeforeSleep {
        looks += 1
        kernels_pause()
      } else {
        sleep(as: worker)
        looks = 0
      }
    }
  }

  private func sleep(as worker: Int) {
    sleepers.add(1, ordering: .sequentiallyConsistent)
    // Work that came before the caller could see this sleeper would ring for nobody.
    let current = Ticket(bits: ticket.load(ordering: .sequentiallyConsistent))
    if current.next < current.pieces, worker < current.helpers, riseUnasked() { return }
    alarm.wait()
  }

  /// Takes one sleeper back, unless all of them are being called already.
  private func riseUnasked() -> Bool {
    var count = sleepers.load(ordering: .relaxed)
    while count > 0 {
      let (exchanged, original) = sleepers.weakCompareExchange(
        expected: count, desired: count - 1, ordering: .acquiringAndReleasing)
      if exchanged { return true }
      count = original
    }
    return false
  }

  private func wake(_ helpers: Int) {
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    for _ in 0..<sleepers.exchange(0, ordering: .acquiringAndReleasing) { alarm.signal() }
  }
}

/// Which piece of which work is next, in one number that threads exchange at once.
private struct Ticket {
  static let limit = 1 << 12
  var number: UInt32 = 0
  var helpers = 0
  var pieces = 0
  var next = 0

  init() {}

  init(number: UInt32, helpers: Int, pieces: Int) {
    precondition(pieces < Ticket.limit, "\(pieces) pieces")
    (self.number, self.helpers, self.pieces) = (number, min(helpers, 255), pieces)
  }

  init(bits: UInt64) {
    number = UInt32(truncatingIfNeeded: bits >> 32)
    helpers = Int(bits >> 24 & 0xFF)
    pieces = Int(bits >> 12 & 0xFFF)
    next = Int(bits & 0xFFF)
  }

  var bits: UInt64 {
    UInt64(number) << 32 | UInt64(helpers) << 24 | UInt64(pieces) << 12 | UInt64(next)
  }

  var following: Ticket {
    var result = self
    result.next += 1
    return result
  }
}
