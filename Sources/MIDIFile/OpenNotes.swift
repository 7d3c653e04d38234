// The notes of one track chunk, from note on to note off.

import Music

/// The notes of one track chunk in the order of their onsets, with those that still sound queued by
/// channel and pitch: a note off ends the one that began first.
struct OpenNotes: ~Copyable {
  struct Entry {
    var onset: Int
    /// Negative while the note sounds.
    var duration: Int
    /// The next sounding note of the same channel and pitch, or -1. A chunk of 2^32 bytes holds
    /// fewer than 2^31 notes.
    var next: Int32
    /// Which of the chunk's tracks the note belongs to.
    var track: UInt16
    var pitch: UInt8
    var velocity: UInt8
  }

  private static let keys = 16 * 128
  private var entries: UnsafeMutablePointer<Entry>
  private var capacity: Int
  private(set) var count = 0
  /// The first (then, from `keys` on, the last) sounding note of each channel and pitch, or -1.
  private let queues: UnsafeMutablePointer<Int32>

  init(capacity: Int) {
    self.capacity = max(capacity, 16)
    entries = .allocate(capacity: self.capacity)
    queues = .allocate(capacity: 2 * Self.keys)
    queues.initialize(repeating: -1, count: 2 * Self.keys)
  }

  deinit {
    entries.deallocate()
    queues.deallocate()
  }

  /// - Precondition: `index` is in 0..<count.
  subscript(index: Int) -> Entry {
    @inline(__always) get { entries[index] }
  }

  mutating func removeAll() {
    count = 0
    queues.update(repeating: -1, count: 2 * Self.keys)
  }

  @inline(__always)
  mutating func begin(at tick: Int, key: Int, velocity: UInt8, track: UInt16) {
    if count == capacity { grow() }
    let pitch = UInt8(truncatingIfNeeded: key & 127)
    (entries + count).initialize(
      to: Entry(
        onset: tick, duration: -1, next: -1, track: track, pitch: pitch, velocity: velocity))
    let this = Int32(truncatingIfNeeded: count)
    let last = queues[Self.keys &+ key]
    if last < 0 { queues[key] = this } else { entries[Int(last)].next = this }
    queues[Self.keys &+ key] = this
    count &+= 1
  }

  /// Does nothing when no note of that channel and pitch sounds.
  @inline(__always)
  mutating func end(at tick: Int, key: Int) {
    let first = Int(queues[key])
    guard first >= 0 else { return }
    entries[first].duration = tick &- entries[first].onset
    let next = entries[first].next
    queues[key] = next
    if next < 0 { queues[Self.keys &+ key] = -1 }
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: 2 * capacity)
    larger.moveInitialize(from: entries, count: count)
    entries.deallocate()
    entries = larger
    capacity *= 2
  }
}
