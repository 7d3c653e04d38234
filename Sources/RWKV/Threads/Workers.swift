// A thread pool for work of a few microseconds, and a map that runs on it.

import CKernels
import Foundation
import Synchronization

/// A fixed thread pool. One caller at a time may use it; a second caller does its work itself.
///
/// A step hands out dozens of jobs that are done before a sleeping thread would have woken up, so
/// between two jobs a worker first spins for a moment, then it sleeps.
///
/// A job is cut into pieces. The caller and each helper get a row of neighbouring pieces; who has
/// done its own steals from the ends of the others' rows. So the same pieces of the same work
/// mostly come to the same processor, whose cache has their numbers from the step before. Each
/// counts in cache lines of its own, so a piece costs its owner no message to another processor.
///
/// The caller waits only for pieces that a helper has begun. A helper that sleeps, or that the
/// system has set aside, therefore holds up nothing else.
///
/// Tests/Protocols/workers.pml is a model of this protocol that Spin checks; who changes one
/// changes the other.
final class Workers: @unchecked Sendable {
  /// What is done with a piece of a job, wherever that stands.
  typealias Body = @convention(c) (_ job: UnsafeRawPointer, _ piece: Int) -> Void

  /// One for each processor but the caller's.
  static let shared = Workers(count: ProcessInfo.processInfo.activeProcessorCount - 1)

  private let count: Int
  /// Whether a caller is being helped.
  private let isTaken = Atomic(false)
  /// The caller's row of pieces, then that of each worker.
  private let rows: UnsafeMutableRawPointer
  /// Used by the caller that is being helped, like the following.
  private var backoff = HelperBackoff()
  /// Of the latest job.
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

  /// Calls `body` for 0..<pieces, in any order and on up to `threads` threads, and returns when all
  /// are done.
  ///
  ///     Workers.shared.run(8, threads: 4, isShort: true) { piece in sums[piece] = sum(of: piece) }
  ///
  /// - Parameters:
  ///   - isShort: Whether each piece takes less than a tenth of a millisecond. If a helper takes
  ///     much longer, the system has given its processor to another program, and the next calls do
  ///     without helpers.
  func run(
    _ pieces: Int, threads: Int, isShort: Bool, _ body: @escaping @Sendable (Int) -> Void
  ) {
    withUnsafePointer(to: body) { pointer in
      run(pieces, threads: threads, isShort: isShort, of: pointer) { job, piece in
        job.assumingMemoryBound(to: (@Sendable (Int) -> Void).self).pointee(piece)
      }
    }
  }

  /// The same for work that is described at `job` in plain numbers and pointers, which need no
  /// reference counting.
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
    wake(helpers)
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
    if backoff.isOver() {
      isTaken.store(false, ordering: .releasing)
      return false
    }
    return true
  }

  // MARK: - Pieces

  private func row(_ index: Int) -> UnsafeMutablePointer<Row> {
    (rows + index * Row.stride).assumingMemoryBound(to: Row.self)
  }

  /// Puts a share of the pieces into a helper's row. The ticket comes last: whoever reads it finds
  /// the job and body that belong to it.
  ///
  /// - Parameter isShort: A worker that falls asleep at this very moment may miss a short job,
  ///   which is then done without it.
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

  /// Does pieces of job `number` until none is left to be begun: first its own from the front, then
  /// those of the others from the end.
  ///
  /// - Returns: How many it did.
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

  /// Takes a piece of job `number` that nobody has begun. A row that has a later job already has
  /// another number, so its pieces are never done with an older job and body.
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

  /// How often the caller looks whether the last pieces are done before it lets other programs run:
  /// long enough for a short piece.
  private static let looks = 4_000
  /// How often a worker looks for work before it sleeps: about a tenth of a millisecond.
  private static let looksBeforeSleep = 5_000

  /// Waits until the helpers have done `pieces` pieces.
  ///
  /// - Parameter limit: How long a piece takes, where that is longer than those looks.
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
    if limit == .zero || ContinuousClock.now - start > limit * 2 { backoff.wasTried() }
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
        row.pointee.sleep(after: last)
        looks = 0
      }
    }
  }

  /// Wakes the helpers that sleep.
  private func wake(_ helpers: Int) {
    for helper in 1...helpers { row(helper).pointee.wake() }
  }
}

// MARK: - Map

/// The results of `body` for 0..<count, in order, made on up to `threads` threads.
///
/// - Parameter isShort: As in `Workers.run`.
func concurrentMap<Result: Sendable>(
  _ count: Int, threads: Int, isShort: Bool = false, _ body: @escaping @Sendable (Int) -> Result
) -> [Result] {
  guard threads > 1, count > 1 else { return (0..<count).map(body) }
  return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    let target = Slots(start: buffer.baseAddress!)
    // Few enough to be handed out quickly, enough that nobody waits long for the last.
    let pieces = min(count, 4 * threads)
    Workers.shared.run(pieces, threads: threads, isShort: isShort) { piece in
      for index in count * piece / pieces..<count * (piece + 1) / pieces {
        (target.start + index).initialize(to: body(index))
      }
    }
    initialized = count
  }
}

/// Memory of which every thread writes its own places.
private struct Slots<Element>: @unchecked Sendable {
  let start: UnsafeMutablePointer<Element>
}
