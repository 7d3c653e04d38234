// Threads that wait for work of a few microseconds: a step hands out dozens of pieces that are done before a sleeping
// thread would have woken up.

import CKernels
import Foundation
import Synchronization

/// A few threads that help whoever asks first; all others do their work alone.
///
/// Work is cut into pieces, of which the caller and each helper have a row of their own. Who is done with that takes from
/// the ends of the others' rows. So the same pieces of the same work mostly come to the same processor, whose cache has
/// their numbers from the step before; and since each counts in a cache line of its own, a piece costs its owner no
/// message to another processor.
///
/// The caller never waits for a piece that nobody has begun, so a worker that sleeps, or that the system has set aside,
/// holds up nothing it has not taken. Between two pieces of work a worker spins for a moment, then it sleeps.
final class Workers: @unchecked Sendable {
  /// What is done with a piece of a job, wherever that stands.
  typealias Body = @convention(c) (_ job: UnsafeRawPointer, _ piece: Int) -> Void

  /// One for each processor but the caller's.
  static let shared = Workers(count: ProcessInfo.processInfo.activeProcessorCount - 1)

  private let count: Int
  /// Whether somebody is being helped.
  private let isTaken = Atomic(false)
  /// The caller's row of pieces, then that of each worker.
  private let rows: UnsafeMutableRawPointer
  private let sleepers = Atomic(0)
  private let alarm = DispatchSemaphore(value: 0)
  /// Of whoever is being helped.
  private var patience = HelperBackoff()
  private var number: UInt32 = 0

  private init(count: Int) {
    self.count = max(0, count)
    rows = .allocate(byteCount: (self.count + 1) * Row.stride, alignment: Row.stride)
    for index in 0...self.count {
      (rows + index * Row.stride).bindMemory(to: Row.self, capacity: 1).initialize(to: Row())
    }
    for index in 0..<self.count {
      let thread = Thread { [self] in work(as: index + 1) }
      thread.name = "Continuo worker \(index + 1)"
      thread.qualityOfService = .userInitiated
      thread.start()
    }
  }

  /// Calls `body` for 0..<pieces, in any order and on up to `threads` threads, and returns when all are done.
  ///
  /// - Parameters:
  ///   - isShort: Whether each piece takes less than a tenth of a millisecond. If a helper takes much longer than it
  ///     should, the system has given its processor to another program, and the next calls do without helpers.
  func run(
    _ pieces: Int, threads: Int, isShort: Bool, _ body: @escaping @Sendable (Int) -> Void
  ) {
    withUnsafePointer(to: body) { pointer in
      run(pieces, threads: threads, isShort: isShort, of: pointer) { job, piece in
        job.assumingMemoryBound(to: (@Sendable (Int) -> Void).self).pointee(piece)
      }
    }
  }

  /// The same for work that is described at `job` in plain numbers and pointers, which no thread has to count.
  func run(
    _ pieces: Int, threads: Int, isShort: Bool, of job: UnsafeRawPointer, _ body: Body
  ) {
    precondition(pieces <= Ticket.limit, "\(pieces) pieces")
    let helpers = min(threads - 1, count, pieces - 1, Ticket.mostHelpers)
    guard helpers > 0, take() else {
      for piece in 0..<pieces { body(job, piece) }
      return
    }
    number &+= 1
    for helper in stride(from: helpers, through: 0, by: -1) {
      let share = pieces * helper / (helpers + 1)..<pieces * (helper + 1) / (helpers + 1)
      offer(share, helpers, job, body, to: helper, isShort: isShort)
    }
    wake()
    let start = isShort ? nil : ContinuousClock.now
    let own = take(as: 0, number, helpers, job, body)
    if own < pieces {
      wait(
        for: pieces - own, of: helpers,
        atMost: start.map { (ContinuousClock.now - $0) / max(1, own) } ?? .zero)
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

  // MARK: - Pieces

  private func row(_ index: Int) -> UnsafeMutablePointer<Row> {
    (rows + index * Row.stride).assumingMemoryBound(to: Row.self)
  }

  /// - Parameter isShort: A worker that falls asleep at this very moment may miss such work; the next will wake it.
  private func offer(
    _ share: Range<Int>, _ helpers: Int, _ job: UnsafeRawPointer, _ body: Body, to helper: Int,
    isShort: Bool
  ) {
    let row = row(helper)
    row.pointee.job.store(job, ordering: .relaxed)
    row.pointee.body.store(unsafeBitCast(body, to: UnsafeRawPointer.self), ordering: .relaxed)
    let ticket = Ticket(
      number: number, helpers: helpers, next: share.lowerBound, end: share.upperBound)
    if isShort {
      row.pointee.ticket.store(ticket.bits, ordering: .releasing)
    } else {
      row.pointee.ticket.store(ticket.bits, ordering: .sequentiallyConsistent)
    }
  }

  /// Does pieces of that number until none is left to be begun: first the own, then the last ones of the others.
  ///
  /// - Returns: How many that were.
  private func take(
    as helper: Int, _ number: UInt32, _ helpers: Int, _ job: UnsafeRawPointer, _ body: Body
  ) -> Int {
    var done = 0
    for offset in 0...helpers {
      let owner = (helper + offset) % (helpers + 1)
      while let piece = claim(from: owner, number, first: offset == 0) {
        body(job, piece)
        done += 1
      }
    }
    return done
  }

  /// A piece of that number that nobody has begun. If the job and body were already those of later work, the number
  /// would be another.
  private func claim(from owner: Int, _ number: UInt32, first: Bool) -> Int? {
    let row = row(owner)
    var bits = row.pointee.ticket.load(ordering: .acquiring)
    while true {
      var ticket = Ticket(bits: bits)
      guard ticket.number == number, ticket.next < ticket.end else { return nil }
      let piece = first ? ticket.next : ticket.end - 1
      if first { ticket.next += 1 } else { ticket.end -= 1 }
      let (exchanged, original) = row.pointee.ticket.weakCompareExchange(
        expected: bits, desired: ticket.bits, ordering: .acquiringAndReleasing)
      if exchanged { return piece }
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
  private func wait(for pieces: Int, of helpers: Int, atMost limit: Duration) {
    func areDone() -> Bool {
      (1...helpers).reduce(0) { $0 + row($1).pointee.done(of: number) } == pieces
    }
    for _ in 0..<Workers.looks {
      if areDone() { return }
      kernels_pause()
    }
    let start = ContinuousClock.now
    while !areDone() { yieldToOthers() }
    if limit == .zero || ContinuousClock.now - start > limit * 2 { patience.wasTried() }
  }

  private func work(as helper: Int) {
    let row = row(helper)
    var (looks, last) = (0, UInt32(0))
    while true {
      let ticket = Ticket(bits: row.pointee.ticket.load(ordering: .acquiring))
      if ticket.number != last {
        (looks, last) = (0, ticket.number)
        guard let job = row.pointee.job.load(ordering: .relaxed),
          let body = row.pointee.body.load(ordering: .relaxed)
        else { continue }
        let done = take(
          as: helper, last, ticket.helpers, job, unsafeBitCast(body, to: Body.self))
        if done > 0 { row.pointee.setDone(done, of: last) }
      } else if looks < Workers.looksBeforeSleep {
        looks += 1
        kernels_pause()
      } else {
        sleep(as: helper, after: last)
        looks = 0
      }
    }
  }

  private func sleep(as helper: Int, after last: UInt32) {
    sleepers.add(1, ordering: .sequentiallyConsistent)
    // Work that came before the caller could see this sleeper would ring for nobody.
    let current = Ticket(bits: row(helper).pointee.ticket.load(ordering: .sequentiallyConsistent))
    if current.number != last, riseUnasked() { return }
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

  private func wake() {
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    for _ in 0..<sleepers.exchange(0, ordering: .acquiringAndReleasing) { alarm.signal() }
  }
}

/// The pieces of one participant, and how many it has done: all that it needs, in cache lines of its own.
private struct Row: ~Copyable {
  /// Two lines: some processors fetch them in pairs.
  static let stride = 128

  let ticket = Atomic(Ticket().bits)
  let job = Atomic<UnsafeRawPointer?>(nil)
  let body = Atomic<UnsafeRawPointer?>(nil)
  private let done = Atomic<UInt64>(0)

  /// What it has done of the work with that number, once that is known.
  func done(of number: UInt32) -> Int {
    let bits = done.load(ordering: .acquiring)
    return UInt32(truncatingIfNeeded: bits >> 32) == number ? Int(bits & 0xFFFF_FFFF) : 0
  }

  func setDone(_ count: Int, of number: UInt32) {
    done.store(UInt64(number) << 32 | UInt64(count), ordering: .releasing)
  }
}

/// Which pieces of which work nobody has begun, in one number that threads exchange at once.
private struct Ticket {
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
