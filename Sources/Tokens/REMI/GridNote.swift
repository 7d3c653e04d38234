// A note on the grid.

/// A note on the grid; ordered by onset, pitch, duration and velocity.
package struct GridNote: Comparable {
  /// From the highest bit: 40 for the onset, 7 for the pitch, 10 for the duration, 7 for the
  /// velocity.
  private let key: UInt64

  /// How many durations and onsets there is room for.
  package static let durationCount = 1 << 10
  package static let onsetCount = 1 << 40

  @inline(__always) package init(onset: Int, pitch: Int, duration: UInt16, velocity: UInt8) {
    key =
      UInt64(truncatingIfNeeded: onset) << 24 | UInt64(truncatingIfNeeded: pitch) << 17
      | UInt64(duration) << 7 | UInt64(velocity)
  }

  @inline(__always) package var onset: Int { Int(key >> 24) }
  /// Counted from the lowest pitch of the vocabulary.
  @inline(__always) package var pitch: Int { Int(key >> 17 & 0x7F) }
  @inline(__always) package var duration: Int { Int(key >> 7 & 0x3FF) }
  @inline(__always) package var velocity: Int { Int(key & 0x7F) }

  @inline(__always) package func strikesTheKey(of other: GridNote) -> Bool {
    key >> 17 == other.key >> 17
  }

  @inline(__always) package static func < (a: GridNote, b: GridNote) -> Bool { a.key < b.key }
}
